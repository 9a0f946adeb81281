import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { post, startTown, type Town } from './harness.ts';

describe('limits and faults of the Bitrix24 stand-in', () => {
  let town: Town;
  beforeEach(async () => {
    town = await startTown();
  });
  afterEach(() => town.bitrix24.stop());

  const burst = (count: number) =>
    Promise.all(Array.from({ length: count }, () => town.call('server.time'))).then(
      (answers) => answers.filter((answer) => answer.status === 200).length,
    );

  it('takes 50 requests at once and then 2 a second', async () => {
    const first = await burst(60);
    town.wait(3000);
    const later = await burst(10);

    expect([first, later]).toEqual([50, 6]);
    expect(town.portal.requests.refused('QUERY_LIMIT_EXCEEDED')).toBe(14);
  });

  it('takes 250 at once and 5 a second of an Enterprise portal', async () => {
    town.portal.plan.enterprise = true;
    const first = await burst(260);
    town.wait(2000);

    expect([first, await burst(20)]).toEqual([250, 10]);
    expect(await town.result('app.info').catch(() => 'limited')).toBe('limited');
  });

  it('has no limits on a server of the customer', async () => {
    town.portal.plan.selfHosted = true;

    expect(await burst(300)).toBe(300);
  });

  it('counts a batch once for the rate and each of its commands for the working time', async () => {
    town.portal.workSeconds = () => 2;
    const cmd = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`c${n}`, 'crm.status.list']));

    const answer = await town.call('batch', { cmd });

    const times = (answer.body.result as { result_time: Record<string, { operating: number }> }).result_time;
    expect(times.c49?.operating).toBe(100);
    expect(town.portal.bucket.level('127.0.0.1')).toBe(1);
    expect(town.portal.requests.count()).toBe(1);
    expect(town.portal.requests.tried('crm.status.list')).toBe(50);
  });

  it('blocks a method whose 480 seconds are used, and only it, until the oldest minute is forgotten', async () => {
    town.portal.workSeconds = () => 160;
    const first = await town.call('crm.status.list');
    town.wait(60_000);
    await town.call('crm.status.list');
    await town.call('crm.status.list');

    const blocked = await town.call('crm.status.list');
    const other = await town.call('crm.settings.mode.get');
    const { operating, operating_reset_at } = first.body.time as Record<string, number>;
    town.wait((operating_reset_at ?? 0) * 1000 - town.portal.now());
    const released = await town.call('crm.status.list');

    expect(operating).toBe(160);
    expect(blocked).toMatchObject({ status: 429, body: { error: 'OPERATION_TIME_LIMIT' } });
    expect([other.status, released.status]).toEqual([200, 200]);
  });

  it('does the work and breaks the connection', async () => {
    town.portal.faults.inject({ kind: 'cut', afterWork: true, method: 'crm.lead.add' });

    await expect(town.call('crm.lead.add', { fields: { TITLE: 'Once' } })).rejects.toThrow();

    expect(town.portal.crm.all('LEAD')).toHaveLength(1);
    expect((await town.call('crm.lead.add', { fields: { TITLE: 'Twice' } })).status).toBe(200);
  });

  it('ends a batch in its middle: what came before is done, what comes after is not', async () => {
    town.portal.faults.inject({ kind: 'error500', afterWork: true, method: 'crm.contact.add' });
    const cmd = {
      a: 'crm.lead.add?fields[TITLE]=A',
      b: 'crm.contact.add?fields[NAME]=B',
      c: 'crm.company.add?fields[TITLE]=C',
    };

    const answer = await town.call('batch', { cmd });

    expect(answer).toMatchObject({ status: 500, body: { error: 'INTERNAL_SERVER_ERROR' } });
    const counts = (['LEAD', 'CONTACT', 'COMPANY'] as const).map((type) => town.portal.crm.all(type).length);
    expect(counts).toEqual([1, 1, 0]);
  });

  it('says each of its failures in its own way', async () => {
    const fail = async (kind: 'queryLimit' | 'overload' | 'badGateway' | 'error500' | 'expiredToken') => {
      town.portal.faults.inject({ kind });
      const { status, body } = await town.call('server.time');
      return [status, body.error];
    };

    expect(await fail('queryLimit')).toEqual([503, 'QUERY_LIMIT_EXCEEDED']);
    expect(await fail('overload')).toEqual([503, 'OVERLOAD_LIMIT']);
    expect(await fail('badGateway')).toEqual([502, undefined]);
    expect(await fail('error500')).toEqual([500, 'INTERNAL_SERVER_ERROR']);
    expect(await fail('expiredToken')).toEqual([401, 'expired_token']);
    expect((await town.call('server.time')).body.error).toBe('expired_token');
  });

  it('keeps silent when it is told to, and lets the client give up', async () => {
    town.portal.faults.inject({ kind: 'timeout' });

    const asked = fetch(`${town.portal.clientEndpoint}server.time?auth=${town.token}`, {
      signal: AbortSignal.timeout(50),
    });

    await expect(asked).rejects.toThrow('timeout');
  });

  it('strikes a share of requests by a chance that the test gives', async () => {
    await town.bitrix24.stop();
    town = await startTown();
    const fault = town.portal.faults.inject({ kind: 'error500', share: 1 });
    await town.call('server.time');
    fault.remove();

    expect((await town.call('server.time')).status).toBe(200);
    expect(fault).toMatchObject({ seen: 1, struck: 1 });
  });

  it('can be down, unreachable, deleted or without REST', async () => {
    const { plan } = town.portal;
    plan.state = 'down';
    expect((await town.call('server.time')).status).toBe(503);
    plan.state = 'unreachable';
    await expect(town.call('server.time')).rejects.toThrow();
    plan.state = 'deleted';
    expect((await town.call('server.time')).body.error).toBe('PORTAL_DELETED');
    plan.state = 'up';
    plan.rest = false;
    expect(await town.call('server.time')).toMatchObject({ status: 403, body: { error: 'ACCESS_DENIED' } });
  });

  it('knows only its methods, in any case of their letters', async () => {
    const unknown = await town.call('crm.lead.invent');
    const shouted = await post(`${town.portal.clientEndpoint}CRM.Status.LIST.json`, { auth: town.token });

    expect(unknown).toMatchObject({ status: 404, body: { error: 'ERROR_METHOD_NOT_FOUND' } });
    expect(shouted.status).toBe(200);
  });
});
