import { callSettings, clients, trunkSettings } from '../../infra/local/demo/company.ts';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { dayIn } from '../../shared/base/time.ts';
import type { Ask, Callers } from './everything-callers.ts';

/** Asks for everything that an administrator does with calls, people and settings. */
export class Administrator {
  readonly #stack: LocalStack;
  readonly ask: Ask;

  constructor(stack: LocalStack, callers: Callers) {
    this.#stack = stack;
    this.ask = callers.as('director', 'administrator');
  }

  /** @param of `pbx` or `channels`, by whose names the secrets are. */
  async storeSecrets(of: 'pbx' | 'channels', secrets: Readonly<Record<string, unknown>>): Promise<void> {
    for (const [name, secret] of Object.entries(secrets)) {
      await this.ask('PUT', `/api/${of}/${name}/secret`, secret);
    }
  }

  async changeEverything(): Promise<void> {
    const { ask } = this;
    const newcomer = {
      name: 'Новичок',
      status: 'active',
      extensions: { mango: ['190'] },
      crmUserId: 'newcomer',
      leaves: [],
    };
    await ask('PUT', '/api/employees/newcomer', newcomer, isNew);
    // Another phone and no CRM user any more: what he had is free for others again.
    const { crmUserId: _, ...changed } = { ...newcomer, extensions: { mango: ['191'] } };
    await ask('PUT', '/api/employees/newcomer', changed, from(1));
    await ask('PUT', '/api/employees/newcomer', { ...changed, status: 'dismissed' }, from(2));
    const pbxUsers = [{ name: 'Иван Иванов', extensions: ['101'] }];
    const crmUsers = [{ id: 'ivanov', name: 'Иван Иванов' }];
    await ask('POST', '/api/employees/mapping/suggest', { pbx: 'mango', by: ['name'], pbxUsers, crmUsers });
    const client = { name: 'Клиент', phones: ['+79160000301', '+79160000302'], ownerId: 'ivanov' };
    await ask('PUT', '/api/clients/contact/everything', client, isNew);
    await ask('PUT', '/api/clients/contact/everything', { ...client, phones: ['+79160000303'] }, from(1));
    await ask('PUT', '/api/settings/calls', { ...callSettings, dedupe: 'unknown' }, from(1));
    await ask('PUT', '/api/settings/calls', callSettings, from(1));
    await ask('PUT', '/api/settings/trunks', trunkSettings, from(1));
  }

  /** From now on a call of a known client makes a deal. */
  async wantDeals(): Promise<void> {
    const { body } = await this.ask('GET', '/api/settings/calls');
    const knownClient = { answered: 'deal', missed: 'dealIfNoneOpen', outbound: 'deal' };
    await this.ask('PUT', '/api/settings/calls', { ...callSettings, knownClient }, from(body.version));
  }

  /** A company of its own whose calls nobody knows to belong to it, until somebody says so. */
  async shareThePbx(): Promise<void> {
    const { body } = await this.ask('GET', '/api/settings/trunks');
    const [first, ...others] = trunkSettings.trunks;
    const ourCompanies = [{ id: 'retail', name: 'Retail' }];
    const trunks = { ourCompanies, trunks: [{ ...first, ourCompanyId: 'retail' }, ...others] };
    await this.ask('PUT', '/api/settings/trunks', trunks, from(body.version));
  }

  async assignUnassigned(): Promise<void> {
    const { body } = await this.ask('GET', '/api/unassigned-calls');
    const callIds = body.items.map(({ id }: { id: string }) => id);
    await this.ask('POST', '/api/unassigned-calls/assign', { ourCompanyId: 'retail', callIds });
  }

  /** Every problem is looked at and sent again. */
  async retryProblems(): Promise<void> {
    const { body } = await this.ask('GET', '/api/problems?limit=100');
    for (const { id } of body.items) {
      await this.ask('GET', `/api/problems/${encodeURIComponent(id)}`);
      await this.ask('POST', `/api/problems/${encodeURIComponent(id)}/retry`);
    }
    await this.ask('GET', '/api/problems?status=retried');
  }

  async readEverything(): Promise<void> {
    const { ask } = this;
    const today = dayIn(this.#stack.clock.now(), 'Europe/Moscow');
    const days = `from=${today}&to=${today}`;
    const { body: journal } = await ask('GET', `/api/calls?${days}`);
    for (const { id } of journal.items.slice(0, 3)) await ask('GET', `/api/calls/${encodeURIComponent(id)}`);
    await ask('GET', `/api/calls?client=${encodeURIComponent(clients.sidorov)}`);
    await ask('GET', `/api/suppressed-calls?${days}`);
    for (const path of [
      '/api/me',
      '/api/employees',
      '/api/employees/ivanov',
      '/api/settings/calls',
      '/api/settings/trunks',
    ])
      await ask('GET', path);
    for (const path of ['versions', 'versions/1']) await ask('GET', `/api/settings/calls/${path}`);
    for (const path of ['/api/settings/lint', '/api/audit', '/api/openapi.json', '/api/docs'])
      await ask('GET', path);
    await ask('POST', '/api/preview', {
      direction: 'inbound',
      number: clients.sidorov,
      trunk: '+74950000001',
      rung: [{ employeeId: 'ivanov' }],
    });
    await ask('POST', '/api/replay', {
      from: today,
      to: today,
      draft: { calls: { ...callSettings, missedCallOwnerPolicy: 'default' } },
    });
    await ask('GET', `/api/reports/callbacks?${days}`);
    await this.#readClients(journal.items);
    const { body: tasks } = await ask('GET', '/api/tasks?assignee=ivanov');
    for (const { id } of tasks.items.slice(0, 1))
      await ask('POST', `/api/tasks/${encodeURIComponent(id)}/done`);
  }

  async #readClients(calls: readonly { client?: string }[]): Promise<void> {
    const { ask } = this;
    for (const { client: phone } of calls) {
      if (!phone?.startsWith('+')) continue;
      const { body } = await ask('GET', `/api/clients?phone=${encodeURIComponent(phone)}`);
      for (const { kind, id } of body.items) {
        const path = `/api/clients/${kind}/${encodeURIComponent(id)}`;
        await ask('GET', path);
        await ask('GET', `${path}/calls`);
        const { body: deals } = await ask('GET', `${path}/deals`);
        for (const deal of deals.items ?? deals) {
          await ask('POST', `${path}/deals/${encodeURIComponent(deal.id)}/close`);
        }
      }
    }
  }
}

const isNew = { 'if-none-match': '*' };
const from = (version: number) => ({ 'if-match': `"${version}"` });
