import type { EffectId, EmployeeId } from '../../../shared/base/ids.ts';
import type { E164 } from '../../../shared/base/phone.ts';
import { originOf } from '../../../shared/crm/bitrix24/writes/names.ts';
import type { CrmPort } from '../../../shared/crm/port.ts';
import { CrmWriter, type EffectFate } from '../../../shared/crm/writer.ts';
import type { CrmWrite, RecordCall } from '../../../shared/effects/crm-write.ts';
import type { CrmEffect } from '../../../shared/effects/effect.ts';
import { LedgerStore } from '../../../shared/platform/stores/ledger-store.ts';
import type { Table } from '../../../shared/platform/table.ts';
import { anyPhone, byPhone, newClient, recorded, task } from '../contract.ts';
import type { Bitrix24Harness } from './harness.ts';

/** A process that writes effects, as the function has it. */
export interface Process {
  readonly crm: CrmPort;
  /** Of the ledger. */
  readonly table: Table;
}

export interface Written {
  /** How each effect ended, by its id. */
  readonly fates: ReadonlyMap<EffectId, EffectFate>;
  readonly attempts: number;
}

/**
 * Writes until nothing is left, each attempt by a new process, a while after the one before: as long as the queue
 * hides a message.
 *
 * @param processAt the process of an attempt, counted from 1.
 */
export async function written(
  harness: Bitrix24Harness,
  effects: readonly CrmEffect[],
  processAt: (attempt: number) => Process,
): Promise<Written> {
  const fates = new Map<EffectId, EffectFate>();
  let left = effects;
  let attempt = 0;
  while (left.length > 0 && attempt < 12) {
    attempt += 1;
    const { crm, table } = processAt(attempt);
    const ledger = new LedgerStore(table);
    const writer = new CrmWriter({
      crm,
      ledger,
      clock: () => harness.test.clock.now,
      onRefused: async () => {},
    });
    try {
      for (const [id, fate] of await writer.write(left)) fates.set(id, fate);
    } catch {
      // The process died before it had taken anything.
    }
    left = left.filter(({ id }) => (fates.get(id)?.kind ?? 'again') === 'again');
    harness.test.clock.now += 120_000;
  }
  return { fates, attempts: attempt };
}

/** One call as the core hands it over, and what the portal must hold of it in the end. */
export interface Story {
  readonly name: string;
  readonly effect: CrmEffect;
  readonly phone: E164;
  readonly expected: { readonly clients: number; readonly deals: number; readonly openTasks: number };
}

const operator = 'operator' as EmployeeId;
const colleague = 'colleague' as EmployeeId;

/** A call of each kind, each of a client of its own. */
export async function stories(harness: Bitrix24Harness): Promise<readonly Story[]> {
  const known = async (phone: E164) => ({
    kind: 'known' as const,
    phone,
    party: await harness.addClient({ kind: 'contact', name: 'Анна', phones: [phone], createdAt: 1 }),
  });
  const story = (
    name: string,
    phone: E164,
    writes: CrmWrite[],
    expected: Partial<Story['expected']>,
  ): Story => {
    const [first] = writes;
    const id = `${first?.key}:0` as EffectId;
    const effect = { kind: 'crm', id, orderKey: phone, writes } as const;
    return { name, phone, effect, expected: { clients: 1, deals: 0, openTasks: 0, ...expected } };
  };
  const [a, b, c, d, e, f] = Array.from({ length: 6 }, anyPhone) as [E164, E164, E164, E164, E164, E164];
  const [ofKnown, missedKnown, dealt] = [await known(a), await known(b), await known(f)];
  const answered = recorded(ofKnown, { callOwnerId: colleague });
  const missed = recorded(missedKnown, { result: 'missed' });
  const ofNew = recorded(byPhone(c), { callOwnerId: colleague });
  const missedNew = recorded(byPhone(d), { result: 'missed' });
  const withDeal = recorded(byPhone(e));
  const twice = [recorded(dealt), recorded(dealt, { callOwnerId: colleague })];
  const deal = {
    kind: 'ensureDeal',
    key: `${twice[0]?.key}/deal`,
    client: dealt.party,
    action: 'dealIfNoneOpen',
    name: 'Сделка',
    entityOwnerId: operator,
  } as const;
  return [
    story('answered, known', a, [answered], {}),
    story('missed, known', b, [missed, task(missedKnown, operator, missed.key)], { openTasks: 1 }),
    story('answered, new', c, [newClient(c), ofNew], {}),
    story('missed, new', d, [newClient(d), missedNew, task(byPhone(d), operator, missedNew.key)], {
      openTasks: 1,
    }),
    story('new with a deal', e, [newClient(e, { action: 'contactAndDeal' }), withDeal], { deals: 1 }),
    story('two employees and a deal', f, [deal, ...twice], { deals: 1 }),
  ];
}

/** What the portal holds of a call. */
export async function heldOf(harness: Bitrix24Harness, { effect, phone }: Story) {
  const { portal } = harness.test.bitrix24;
  const clients = await harness.clientsWith(phone);
  const deals = await Promise.all(clients.map((client) => harness.dealsOf(client)));
  const bindings = clients.map(({ id }) => `C_${id}`);
  const records = effect.writes.filter((write): write is RecordCall => write.kind === 'recordCall');
  return {
    clients: clients.length,
    deals: deals.flat().length,
    openTasks: portal.tasks.all().filter(({ crm, status }) => status < 5 && bindings.includes(crm[0] ?? ''))
      .length,
    records: records.map(({ key }) => {
      const finished = portal.calls
        .withExternalId(originOf(key))
        .filter((call) => call.finished !== undefined);
      return finished.map((call) => ({
        owner: call.finished?.userId,
        on: call.bindings[0]?.id === Number(clients[0]?.id) ? 'client' : 'other',
      }));
    }),
  };
}

/** What it must hold: every record once, with its owner, on the one client. */
export function expectedOf(harness: Bitrix24Harness, { effect, expected }: Story) {
  const records = effect.writes.filter((write): write is RecordCall => write.kind === 'recordCall');
  return {
    ...expected,
    records: records.map(({ callOwnerId }) => [{ owner: harness.userOf(callOwnerId), on: 'client' }]),
  };
}
