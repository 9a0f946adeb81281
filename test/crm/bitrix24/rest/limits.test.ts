import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { command } from '../../../../shared/crm/bitrix24/rest/batch.ts';
import type { Share } from '../../../../shared/crm/bitrix24/rest/budget.ts';
import type { Bitrix24Client } from '../../../../shared/crm/bitrix24/rest/client.ts';
import { anything, serverTime } from './methods.ts';
import { startPortal, type TestPortal } from './portal.ts';

const noon = Date.parse('2026-11-22T09:00:00Z');

describe('the limits of a portal', () => {
  let test: TestPortal;
  beforeAll(async () => {
    test = await startPortal(noon);
  });
  beforeEach(() => test.reset());
  afterAll(() => test.stop());

  const call = (client: Bitrix24Client, share: Share) =>
    client.call(serverTime, {}, { share, patienceMs: 0 });
  const burst = async (share: Share, count: number): Promise<number> => {
    const { client } = test.connection();
    const answers = await Promise.all(Array.from({ length: count }, () => call(client, share)));
    return answers.filter(({ kind }) => kind === 'result').length;
  };

  it('leave room for people who wait after a burst of writes, and for writes after a look at everything', async () => {
    const taken = [await burst('background', 30), await burst('writes', 30), await burst('interactive', 30)];

    expect(taken).toEqual([25, 20, 3]);
  });

  it('of an Enterprise portal are wider', async () => {
    test.bitrix24.portal.plan.enterprise = true;
    const { installations } = test.connection();
    await installations.change((now) => (now === undefined ? now : { ...now, licenseFamily: 'ent' }));

    // More than another portal takes at all.
    const first = await burst('background', 60);

    expect(first).toBe(60);
    expect(test.bitrix24.portal.requests.refused('QUERY_LIMIT_EXCEEDED')).toBe(0);
  });

  it('a call without room says when to come again, and then there is some', async () => {
    const { client } = test.connection();
    await burst('interactive', 48);

    const turnedAway = await call(client, 'interactive');
    const afterMs = turnedAway.kind === 'retry' ? turnedAway.afterMs : 0;
    test.clock.now += afterMs;
    const again = await call(client, 'interactive');

    expect(turnedAway).toMatchObject({ kind: 'retry', code: 'NO_ROOM', afterMs: 500 });
    expect(again.kind).toBe('result');
  });

  it('a call waits for room as long as its patience lasts', async () => {
    const start = test.clock.now;
    const slow = test.connection({
      pause: async (ms) => {
        test.clock.now += ms;
      },
    });
    await burst('interactive', 48);

    const patient = await slow.client.call(serverTime, {}, { share: 'interactive', patienceMs: 1_000 });

    expect(patient.kind).toBe('result');
    expect(test.clock.now - start).toBe(500);
  });

  it('when others have filled the bucket of the portal, ours is taken to be full as well', async () => {
    test.bitrix24.portal.faults.inject({ kind: 'queryLimit' });
    const [one, other] = [test.connection(), test.connection()];

    const refused = await call(one.client, 'interactive');
    const turnedAway = await call(other.client, 'interactive');

    expect(refused).toMatchObject({ kind: 'retry', code: 'QUERY_LIMIT_EXCEEDED' });
    expect(turnedAway).toMatchObject({ kind: 'retry', code: 'NO_ROOM', afterMs: 1_500 });
  });

  it('a process whose clock is an hour ahead does not keep the others out', async () => {
    const ahead = test.connection({ clock: () => test.clock.now + 3_600_000 });
    // Its token is out of date by that clock.
    await call(ahead.client, 'interactive');

    expect(await burst('interactive', 1)).toBe(1);
  });

  it('a method whose working time is used up waits until it is forgotten; others go on', async () => {
    const { portal } = test.bitrix24;
    const { client } = test.connection();
    const statuses = anything('crm.status.list');
    portal.workSeconds = (method) => (method === statuses.name ? 480 : 0);
    await client.call(statuses);

    const blocked = await client.call(statuses);
    const tried = portal.requests.tried(statuses.name);
    const other = test.connection().client;
    const stillBlocked = await other.batch({ a: command(serverTime), b: command(statuses) });
    const meanwhile = await other.call(serverTime);
    const resetMs = blocked.kind === 'retry' ? blocked.afterMs : 0;
    test.clock.now += resetMs;
    const afterwards = await other.call(statuses);
    portal.workSeconds = () => 0.05;

    expect(blocked).toMatchObject({
      kind: 'retry',
      code: 'OPERATION_TIME_LIMIT',
      method: 'v2/crm.status.list',
    });
    expect(resetMs).toBeGreaterThan(500_000);
    expect(stillBlocked.a).toMatchObject({ kind: 'retry', method: 'v2/crm.status.list' });
    expect(portal.requests.tried(statuses.name)).toBe(tried + 1);
    expect(meanwhile.kind).toBe('result');
    expect(afterwards.kind).toBe('result');
  });
});

describe('the breaker', () => {
  let test: TestPortal;
  beforeAll(async () => {
    test = await startPortal(noon);
  });
  beforeEach(() => test.reset());
  afterAll(() => test.stop());

  const ask = (client: Bitrix24Client) => client.call(serverTime, {}, { share: 'interactive' });
  const sent = () => test.bitrix24.portal.requests.count();

  const breakPortal = async (): Promise<void> => {
    test.bitrix24.portal.plan.state = 'down';
    const { client } = test.connection();
    for (let failure = 1; failure <= 5; failure += 1) await ask(client);
  };

  it('opens for all processes after five failures in a row', async () => {
    await breakPortal();
    const before = sent();

    const answer = await ask(test.connection().client);

    expect(answer).toEqual({
      kind: 'retry',
      code: 'PORTAL_DOWN',
      reason: 'The portal does not answer.',
      afterMs: 5_000,
    });
    expect(sent()).toBe(before);
  });

  it('stays closed when an answer comes between the failures', async () => {
    const { portal } = test.bitrix24;
    const { client } = test.connection();
    portal.faults.inject({ kind: 'error500', times: 4 });
    for (let failure = 1; failure <= 4; failure += 1) await ask(client);
    await ask(client);
    portal.faults.inject({ kind: 'error500', times: 4 });
    for (let failure = 1; failure <= 4; failure += 1) await ask(client);

    expect((await ask(client)).kind).toBe('result');
  });

  it('lets one call through when its time is over, and opens for longer when that fails', async () => {
    await breakPortal();
    test.clock.now += 5_000;
    const before = sent();

    const clients = Array.from({ length: 6 }, () => test.connection().client);
    const answers = await Promise.all(clients.map(ask));
    const again = await ask(clients[0] as Bitrix24Client);

    expect(sent() - before).toBe(1);
    expect(answers.filter(({ kind }) => kind === 'unknown')).toHaveLength(1);
    expect(again).toMatchObject({ kind: 'retry', code: 'PORTAL_DOWN', afterMs: 10_000 });
  });

  it('never opens for longer than a minute', async () => {
    await breakPortal();
    const { client } = test.connection();
    const waits: number[] = [];
    for (let probe = 1; probe <= 6; probe += 1) {
      const answer = await ask(client);
      const afterMs = answer.kind === 'retry' ? answer.afterMs : 0;
      waits.push(afterMs);
      test.clock.now += afterMs;
      await ask(client);
    }

    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  });

  it('closes with the first answer', async () => {
    await breakPortal();
    test.bitrix24.portal.plan.state = 'up';
    test.clock.now += 5_000;

    const probe = await ask(test.connection().client);
    const others = await Promise.all(Array.from({ length: 5 }, () => ask(test.connection().client)));

    expect(probe.kind).toBe('result');
    expect(others.map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'result'));
  });

  it('sends another probe when the process of the first one died', async () => {
    await breakPortal();
    test.bitrix24.portal.plan.state = 'up';
    test.clock.now += 5_000;
    const seen = sent();
    let entries = 0;
    // It reads its tokens, finds the breaker's time over, takes the probe, and is gone before it says what came of it.
    const dying = test.connection({
      beforeRequest: async () => {
        entries += 1;
        if (entries > 3) throw new Error('gone');
      },
    });
    await dying.client.call(serverTime).catch(() => undefined);
    expect(sent() - seen).toBe(1);

    const meanwhile = await ask(test.connection().client);
    test.clock.now += meanwhile.kind === 'retry' ? meanwhile.afterMs : 0;
    const afterwards = await ask(test.connection().client);

    expect(meanwhile).toMatchObject({ kind: 'retry', code: 'PORTAL_DOWN', afterMs: 65_000 });
    expect(afterwards.kind).toBe('result');
  });
});
