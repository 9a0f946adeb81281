import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { reconcilePbx } from '../../../functions/pbx-reconcile/reconcile.ts';
import { MangoCall } from '../../../infra/local/demo/mango-pbx.ts';
import type { CallId } from '../../../shared/base/ids.ts';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { pictureOf } from '../../../shared/calls/picture.ts';
import type { CallState } from '../../../shared/calls/state.ts';
import { mango as adapter } from '../../../shared/pbx/mango/adapter.ts';
import { mangoHistory } from '../../../shared/pbx/mango/history/connect.ts';
import { CallStore } from '../../../shared/platform/stores/call-store.ts';
import { HistoryStateStore } from '../../../shared/platform/stores/history-state-store.ts';
import { PbxAgentStore } from '../../../shared/platform/stores/pbx-agent-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { type Mango, startMango } from '../../standins/mango/start.ts';
import { startDynamo } from '../../support/servers.ts';
import { createTables, newTableNames } from '../../support/tables.ts';

const secret = { apiKey: 'key-of-the-pbx', apiSalt: 'salt-of-the-pbx' };
const now = Date.parse('2026-11-23T09:00:00Z');
const clock = () => now;
let mango: Mango;
let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let table: Table;
const pauses: number[] = [];

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  dynamo = await startDynamo();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await dynamo.stop();
});
beforeEach(async () => {
  mango = await startMango({ secret, now: clock });
  const { table: name } = newTableNames();
  await createTables(dynamo.client, { table: name });
  table = new Table(name, dynamo.client);
  pauses.length = 0;
});
afterEach(() => mango.stop());

async function run(stored: unknown = secret): Promise<readonly CallEvent[]> {
  const history = mangoHistory(stored, mango.origin, async (ms) => {
    pauses.push(ms);
    mango.passed(ms);
  });
  if (history === undefined) throw new Error('no history');
  const events: CallEvent[] = [];
  await reconcilePbx('mango', history, {
    calls: new CallStore(table, { country: 'RU', timeZone: 'Europe/Moscow' }),
    states: new HistoryStateStore(table),
    agents: new PbxAgentStore(table),
    send: async (messages) => {
      for (const { body } of messages) events.push(...(body as { events: CallEvent[] }).events);
    },
    clock,
  });
  mango.passed(300_000);
  return events;
}
const call = (name: string, minutesAgo: number) =>
  new MangoCall({
    name,
    startedAt: now / 1_000 - minutesAgo * 60,
    client: '79160000001',
    line: '74950000001',
  });
const answered = (name: string, minutesAgo = 10) =>
  call(name, minutesAgo).ring('101').wait(5).answer('101').wait(60).stop('101', 1110).endInbound();
const parsed = ({ webhooks }: MangoCall): readonly CallEvent[] =>
  webhooks.flatMap(({ path, payload }) => adapter.parse({ path, text: JSON.stringify(payload) }));
const store = async (made: MangoCall, which: (event: CallEvent) => boolean, decided = false) => {
  const id = `mango:${made.entryId}` as CallId;
  const evidence = parsed(made).filter(which);
  const decision: Pick<CallState, 'decision'> = {
    decision: {
      at: now,
      direction: 'inbound',
      result: 'answered',
      notCaptured: 'unmapped',
      startedAt: now,
      endedAt: now,
      talkSeconds: 0,
      records: [],
      participants: [],
      cardFor: [],
    },
  };
  const state = {
    id,
    provider: 'mango',
    evidence,
    dropped: 0,
    settlements: 0,
    lateEvents: 0,
    crmEffects: [],
  };
  const calls = new CallStore(table, { country: 'RU', timeZone: 'Europe/Moscow' });
  await calls.save(id, { version: 1, state: { ...state, ...(decided ? decision : {}) }, outbox: [] });
};

describe('R11 the statistics of Mango Office tell', () => {
  it('a call that was not told at all as its webhooks would have, with their ids', async () => {
    const made = answered('unheard');
    mango.had(made.webhooks);
    const events = await run();
    expect(events.map(({ id }) => id).sort()).toEqual(
      parsed(made)
        .map(({ id }) => id)
        .sort(),
    );
    const [told, real] = [pictureOf(events), pictureOf(parsed(made))];
    expect(told.parts).toEqual(real.parts);
    expect(told.offers).toEqual(real.offers);
    expect(told.summary).toEqual(real.summary);
  });

  it.each([1, 2, 3, 4])('what a call lacks, whichever event it is (%i)', async (nth) => {
    const made = answered('lacking');
    mango.had(made.webhooks);
    const lost = parsed(made)[nth - 1];
    await store(made, ({ id }) => id !== lost?.id);
    expect((await run()).map(({ id }) => id)).toEqual([lost?.id]);
  });

  it('that a client was passed on after a word with the colleague, where that alone was lost', async () => {
    const made = answered('consulted');
    const consulted = call('attended', 10).ring('101').wait(3).answer('101').wait(30);
    consulted.attendedTransfer('101', '102').wait(50).stop('102', 1110).endInbound();
    mango.had(made.webhooks);
    mango.had(consulted.webhooks);
    const all = parsed(consulted);
    const lost = all.findLast((event) => event.kind === 'leg' && event.state === 'talking');
    const known = all.filter(({ id }) => id !== lost?.id);
    await store(made, () => true);
    await store(consulted, ({ id }) => id !== lost?.id);
    const told = await run();
    expect(told.map(({ id }) => id)).toEqual([lost?.id]);
    const partsOf = (events: readonly CallEvent[]) =>
      pictureOf(events).parts.map(({ extension }) => extension);
    expect(partsOf([...known, ...told])).toEqual(['101', '102']);
  });

  it('a missed call of a group with the group, and who was rung', async () => {
    const made = call('group', 10).ring('101', '500').wait(15).stop('101', 1111, '500').endInbound(1164);
    mango.had(made.webhooks);
    const told = pictureOf(await run());
    expect(told.offers).toMatchObject([{ extension: '101', inGroup: true, result: 'noAnswer' }]);
    expect(told.legs[0]?.group).toBe('500');
  });

  it('nothing of a call that is whole', async () => {
    const made = answered('whole');
    mango.had(made.webhooks);
    await store(made, () => true);
    expect(await run()).toEqual([]);
  });

  it('nothing but a recording of a call that is decided', async () => {
    const made = answered('decided').recordAdded();
    mango.had(made.webhooks);
    await store(made, ({ kind }) => kind === 'leg', true);
    expect((await run()).map(({ kind }) => kind)).toEqual(['recordingReady']);
  });

  it('nothing of a call that ended a moment ago: its webhooks may be on their way', async () => {
    mango.had(answered('fresh', 2).webhooks);
    expect(await run()).toEqual([]);
  });
});

describe('the operators of Mango Office', () => {
  it('are kept by their ids there, those without an extension left out', async () => {
    mango.had(answered('whole').webhooks);
    await run();
    const kept = await new PbxAgentStore(table).read('mango');
    expect([...(kept ?? [])]).toEqual([['300000101', '101']]);
  });

  it('are asked for again by the next run where they were not told', async () => {
    mango.had(answered('asked').webhooks);
    mango.refuses = 'config/users/request';
    await expect(run()).rejects.toMatchObject({ code: 'DL1010' });
    delete mango.refuses;
    mango.passed(300_000);
    await run();
    expect((await new PbxAgentStore(table).read('mango'))?.size).toBe(1);
  });
});

describe('the API of Mango Office', () => {
  it('is asked for a result every five seconds, no sooner', async () => {
    mango.readyAfter = 3;
    mango.had(answered('slow').webhooks);
    expect(await run()).not.toEqual([]);
    expect(pauses).toEqual([5_000, 5_000, 5_000]);
    expect(mango.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  it('that is down is asked for the same time by the next run', async () => {
    mango.had(answered('kept').webhooks);
    mango.down = 503;
    await expect(run()).rejects.toMatchObject({ code: 'DL1010' });
    delete mango.down;
    expect(await run()).not.toEqual([]);
  });

  it('that refuses our key is asked once and says so', async () => {
    const wrong = { ...secret, apiSalt: 'another' };
    await expect(run(wrong)).rejects.toMatchObject({
      code: 'DL1010',
      message: expect.stringContaining('3102'),
    });
    expect(mango.requests).toHaveLength(1);
  });

  it('S4 is asked at no host but one that the tenant names, by TLS', () => {
    expect(() => mangoHistory(secret, 'http://app.mango-office.ru', async () => {})).toThrow(/may be asked/);
    expect(mangoHistory({ apiKey: 'x' }, mango.origin, async () => {})).toBeUndefined();
  });
});
