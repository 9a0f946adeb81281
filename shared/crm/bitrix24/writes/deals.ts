import type { EnsureDeal } from '../../../effects/crm-write.ts';
import type { PartyKind, PartyRef } from '../../../people/party.ts';
import { clientName } from '../../callback-task.ts';
import type { Answer, Failure } from '../rest/answer.ts';
import { command } from '../rest/batch.ts';
import type { Courier } from './courier.ts';
import { type Item, listDeals, listItems } from './methods.ts';
import { entityTypeIds, originator, originOf } from './names.ts';
import { isFailure } from './outcomes.ts';

type Deal = { readonly ID: string } & Readonly<Record<(typeof oldNames)[PartyKind], string | undefined>>;

/** What a deal calls its client, in new methods and in old ones. */
export const clientFields = { contact: 'contactId', company: 'companyId', lead: 'leadId' } as const;
const oldNames = { contact: 'CONTACT_ID', company: 'COMPANY_ID', lead: 'LEAD_ID' } as const;

/** The deals that decide whether there must be one more. */
export class Deals {
  readonly #courier: Courier;
  readonly #byOrigin = new Map<string, string>();
  readonly #open = new Map<string, string>();
  readonly #failures = new Map<string, Failure>();

  constructor(courier: Courier) {
    this.#courier = courier;
  }

  /** One command for up to 50 writes, and one for each client who may have only one. */
  async read(writes: readonly EnsureDeal[]): Promise<void> {
    if (writes.length === 0) return;
    const origins = writes.map(({ key }) => originOf(key));
    const clients = [
      ...new Map(
        writes
          .filter(({ action }) => action === 'dealIfNoneOpen')
          .map(({ client }) => [clientName(client), client]),
      ).values(),
    ];
    const answers: Readonly<Record<string, Answer<unknown>>> = await this.#courier.read({
      ...originCommands(['deal'], origins),
      ...Object.fromEntries(clients.map((client, index) => [`open${index}`, openDealsOf(client)])),
    });
    const made = itemsByOrigin(answers, ['deal'], origins);
    for (const write of writes) {
      if (isFailure(made)) {
        this.#failures.set(write.key, made);
        continue;
      }
      const id = made.get(`deal ${originOf(write.key)}`);
      if (id !== undefined) this.#byOrigin.set(write.key, id);
    }
    clients.forEach((client, index) => {
      const answer = answers[`open${index}`] as Answer<readonly Deal[]>;
      const name = clientName(client);
      if (answer.kind !== 'result') {
        for (const { key } of writes.filter((write) => clientName(write.client) === name)) {
          this.#failures.set(key, answer);
        }
        return;
      }
      const deal = answer.result.find((one) => one[oldNames[client.kind]] === client.id);
      if (deal !== undefined) this.#open.set(name, deal.ID);
    });
  }

  /** Why it is not known whether the write's deal is there. */
  failureOf({ key }: EnsureDeal): Failure | undefined {
    return this.#failures.get(key);
  }

  /** The deal that the write made, or one that makes it unnecessary. */
  dealFor({
    key,
    action,
    client,
  }: EnsureDeal): { readonly id: string; readonly created: boolean } | undefined {
    const own = this.#byOrigin.get(key);
    if (own !== undefined) return { id: own, created: true };
    const open = action === 'dealIfNoneOpen' ? this.#open.get(clientName(client)) : undefined;
    return open === undefined ? undefined : { id: open, created: false };
  }

  made({ key, client }: EnsureDeal, id: string): void {
    this.#byOrigin.set(key, id);
    if (!this.#open.has(clientName(client))) this.#open.set(clientName(client), id);
  }
}

const openDealsOf = ({ kind, id }: PartyRef) =>
  command(listDeals, {
    filter: { [oldNames[kind]]: id, CLOSED: 'N' },
    order: { ID: 'ASC' },
    select: ['ID', 'CLOSED', ...Object.values(oldNames)],
    start: -1,
  });

type EntityKind = keyof typeof entityTypeIds;
const originsAtOnce = 25;

/** What our writes with these origins made, 25 in a command: even twice as many fit on a page. */
export function originCommands(kinds: readonly EntityKind[], origins: readonly string[]) {
  const unique = [...new Set(origins)];
  return Object.fromEntries(
    kinds.flatMap((kind) =>
      Array.from({ length: Math.ceil(unique.length / originsAtOnce) }, (_, index) => [
        `${kind}Origins${index}`,
        command(listItems, {
          entityTypeId: entityTypeIds[kind],
          filter: {
            originatorId: originator,
            '@originId': unique.slice(index * originsAtOnce, (index + 1) * originsAtOnce),
          },
          select: ['id', 'originatorId', 'originId'],
          order: { id: 'ASC' },
          start: -1,
        }),
      ]),
    ),
  );
}

/** Ids by kind and origin, `deal call-1/deal`; or why they are not known. */
export function itemsByOrigin(
  answers: Readonly<Record<string, Answer<unknown>>>,
  kinds: readonly EntityKind[],
  origins: readonly string[],
): ReadonlyMap<string, string> | Failure {
  const asked = new Set(origins);
  const ids = new Map<string, string>();
  for (const kind of kinds) {
    for (const [name, answer] of Object.entries(answers)) {
      if (!name.startsWith(`${kind}Origins`)) continue;
      if (answer.kind !== 'result') return answer;
      const { items } = answer.result as { items: readonly Item[] };
      for (const { id, originatorId, originId } of items.toReversed()) {
        if (originatorId === originator && asked.has(originId)) ids.set(`${kind} ${originId}`, id);
      }
    }
  }
  return ids;
}
