import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { adoptTokens } from '../../../../shared/crm/bitrix24/rest/grants.ts';
import { leaseMs } from '../../../../shared/crm/bitrix24/rest/tokens.ts';
import { KilledError } from '../../../platform/support/faults.ts';
import { serverTime } from './methods.ts';
import { startPortal, type TestPortal } from './portal.ts';

const noon = Date.parse('2026-11-22T09:00:00Z');
const hourMs = 3_600_000;

describe('tokens', () => {
  let test: TestPortal;
  beforeAll(async () => {
    test = await startPortal(noon);
  });
  beforeEach(() => test.reset());
  afterAll(() => test.stop());

  const refreshes = () => test.bitrix24.portal.requests.count('oauth.token');
  const refuseToken = async () => test.bitrix24.portal.tokens.expire((await test.installation()).accessToken);

  it('are not refreshed while they are good', async () => {
    const { client } = test.connection();

    test.clock.now += hourMs - 1;
    const answer = await client.call(serverTime);

    expect(answer.kind).toBe('result');
    expect(refreshes()).toBe(0);
  });

  it('that ran out by their date are refreshed before the portal is asked', async () => {
    const { client } = test.connection();

    test.clock.now += hourMs;
    const answer = await client.call(serverTime);

    expect(answer.kind).toBe('result');
    expect(refreshes()).toBe(1);
    expect(test.bitrix24.portal.requests.refused('expired_token')).toBe(0);
    expect((await test.installation()).expiresAt).toBe(test.clock.now + hourMs);
  });

  it('that another process refreshed are taken from the vault', async () => {
    const [one, other] = [test.connection(), test.connection()];
    await one.client.call(serverTime);
    await other.client.call(serverTime);
    await refuseToken();

    await one.client.call(serverTime);
    const answer = await other.client.call(serverTime);

    expect(answer.kind).toBe('result');
    expect(refreshes()).toBe(1);
  });

  it('are refreshed by a successor when the holder of the lease died before he asked', async () => {
    await refuseToken();
    const died = test.connection();
    const stored = await died.installations.read();
    if (stored === undefined) throw new Error('nothing is stored');
    const lease = { holder: 'died', until: test.clock.now + leaseMs };
    await died.installations.write({ ...stored.installation, lease }, stored.version);
    const { client } = test.connection();

    const meanwhile = await client.call(serverTime);
    test.clock.now += leaseMs;
    const afterwards = await client.call(serverTime);

    expect(meanwhile).toMatchObject({ kind: 'retry', afterMs: leaseMs });
    expect(afterwards.kind).toBe('result');
    expect(refreshes()).toBe(1);
  });

  it('spent by a holder who died before he stored the new ones: one notice, and an event heals it', async () => {
    await refuseToken();
    const { bitrix24, app, notices } = test;
    const { memberId } = await test.installation();
    const killed = test.connection({
      beforeRequest: async () => {
        if (refreshes() > 0) throw new KilledError();
      },
    });
    await expect(killed.client.call(serverTime)).rejects.toThrow(KilledError);

    test.clock.now += leaseMs;
    const [one, other] = [test.connection(), test.connection()];
    await Promise.all([one.client.call(serverTime), other.client.call(serverTime)]);
    const stopped = await one.client.call(serverTime);
    const given = { ...bitrix24.authorize(app), memberId };
    const wasTaken = await adoptTokens(one.installations, given, test.clock.now);
    test.clock.now += 6_000;

    expect(stopped).toMatchObject({ kind: 'stopped', why: 'reauthorise' });
    expect(new Set(notices.map(({ id }) => id)).size).toBe(1);
    expect(wasTaken).toBe(true);
    expect((await one.client.call(serverTime)).kind).toBe('result');
    expect((await other.client.call(serverTime)).kind).toBe('result');
  });

  it('of a holder so slow that a successor found the grant spent are stored all the same', async () => {
    await refuseToken();
    const hasSpent = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const slow = test.connection({
      beforeRequest: async () => {
        if (refreshes() === 0) return;
        hasSpent.resolve();
        await goOn.promise;
      },
    });
    const calling = slow.client.call(serverTime);
    await hasSpent.promise;
    test.clock.now += leaseMs;
    const successor = test.connection();

    const meanwhile = await successor.client.call(serverTime);
    goOn.resolve();
    const slowly = await calling;
    test.clock.now += 6_000;
    const afterwards = await successor.client.call(serverTime);

    expect(meanwhile).toMatchObject({ kind: 'stopped', why: 'reauthorise' });
    expect(slowly.kind).toBe('result');
    expect(afterwards.kind).toBe('result');
  });

  it('with invalid_grant the tenant is suspended and nothing is sent any more', async () => {
    await refuseToken();
    const { bitrix24, app } = test;
    bitrix24.portal.tokens.revoke(app.clientId);
    const { client } = test.connection();

    const answer = await client.call(serverTime);
    test.clock.now += 24 * hourMs;
    const sent = bitrix24.portal.requests.all().length;
    const later = await client.call(serverTime);

    expect(answer).toMatchObject({ kind: 'stopped', why: 'reauthorise' });
    expect(later).toMatchObject({ kind: 'stopped', why: 'reauthorise' });
    expect(bitrix24.portal.requests.all()).toHaveLength(sent);
    expect(test.notices).toHaveLength(1);
    expect(test.notices[0]).toMatchObject({ code: 'DL4013', why: 'reauthorise' });
  });

  it('a lost answer of the OAuth server is asked again when the lease is over', async () => {
    await refuseToken();
    test.bitrix24.portal.faults.inject({ kind: 'badGateway', method: 'oauth.token' });
    const { client } = test.connection();

    const first = await client.call(serverTime);
    test.clock.now += leaseMs;
    const second = await client.call(serverTime);

    expect(first).toMatchObject({ kind: 'retry', afterMs: leaseMs });
    expect(second.kind).toBe('result');
  });

  it('a token that is refused again after a refresh comes later, without stopping the tenant', async () => {
    test.bitrix24.portal.faults.inject({ kind: 'expiredToken', times: 2 });
    const { client } = test.connection();

    const answer = await client.call(serverTime);

    expect(answer).toMatchObject({ kind: 'retry', code: 'expired_token' });
    expect(test.notices).toEqual([]);
    expect((await client.call(serverTime)).kind).toBe('result');
  });
});
