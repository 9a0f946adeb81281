import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startBitrix24 } from '../../../standins/bitrix24/start.ts';
import { type Bitrix24Town, startBitrix24Town } from '../town/town.ts';

let town: Bitrix24Town;
beforeAll(async () => {
  town = await startBitrix24Town();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await town.stop();
});

const outcomes = (event: string) => town.portal.deliveries.all(event).map(({ outcome }) => outcome);
const boundEvents = (clientId: string) =>
  town.portal.bindings
    .of(clientId)
    .map(({ event }) => event)
    .sort();
const clean = async () => {
  const stored = await town.installations.read();
  if (stored !== undefined) await town.installations.remove(stored, 'withApp');
};

const allEvents = [
  'ONAPPPAYMENT',
  'ONAPPUNINSTALL',
  ...['COMPANY', 'CONTACT', 'LEAD'].flatMap((name) =>
    // A deletion is kept by the portal as well.
    ['ADD', 'DELETE', 'DELETE', 'UPDATE'].map((what) => `ONCRM${name}${what}`),
  ),
  'ONOFFLINEEVENT',
  'ONUSERADD',
];

describe('the installation', () => {
  it('stores what is proven and binds all events in one batch', async () => {
    const app = await town.newApp();
    town.portal.requests.clear();

    await town.bitrix24.install(app);
    await town.portal.deliveries.settled();

    expect(outcomes('ONAPPINSTALL')).toEqual([200]);
    expect((await town.installations.read())?.installation).toMatchObject({
      memberId: town.portal.memberId,
      domain: town.portal.domain,
      clientEndpoint: town.portal.clientEndpoint,
      applicationToken: town.portal.apps.installation(app.clientId)?.applicationToken,
      userId: 1,
      licenseFamily: 'pro',
    });
    expect(boundEvents(app.clientId)).toEqual(allEvents);
    // To see whose token it is, to have it confirmed, to bind.
    expect(town.portal.requests.count()).toBe(3);
  });

  it('asks for the tokens of the installer with every event, whoever causes it', () => {
    const app = town.portal.apps.byClientId(town.portal.bindings.to('ONUSERADD')[0]?.clientId ?? '');
    const online = town.portal.bindings
      .of(app?.clientId ?? '')
      .filter(({ handler }) => handler !== undefined);
    expect(new Set(online.map(({ authType }) => authType))).toEqual(new Set([1]));
  });

  it('is not in vain on a portal that keeps no events', async () => {
    await clean();
    const app = await town.newApp();
    town.portal.plan.keepsEvents = false;
    await town.bitrix24.install(app);
    await town.portal.deliveries.settled();
    expect(outcomes('ONAPPINSTALL').at(-1)).toBe(200);
    expect(boundEvents(app.clientId)).toHaveLength(allEvents.length - 3);
    town.portal.plan.keepsEvents = true;
  });

  it('of a new version takes its new token and binds again', async () => {
    const before = (await town.installations.read())?.installation;
    const [app] = [town.portal.apps.byClientId((await town.installations.app())?.clientId ?? '')];
    if (app === undefined) throw new Error('no application');

    town.bitrix24.update(app);
    await town.portal.deliveries.settled();

    const after = (await town.installations.read())?.installation;
    expect(after?.applicationToken).toBe(town.portal.apps.installation(app.clientId)?.applicationToken);
    expect(after?.applicationToken).not.toBe(before?.applicationToken);
    expect(after?.appVersion).toBe(2);
    expect(boundEvents(app.clientId)).toEqual(allEvents);
  });

  it('ends with the event that only the token proves: tokens go, with CLEAN the credentials too', async () => {
    await clean();
    const app = await town.newApp();
    await town.bitrix24.install(app);
    await town.portal.deliveries.settled();

    town.bitrix24.uninstall(app, true);
    await town.portal.deliveries.settled();

    expect(await town.installations.read()).toBeUndefined();
    expect(await town.installations.app()).toBeUndefined();
  });

  it('by the page in a frame ends with installFinish, and only the portal may show the page', async () => {
    await clean();
    const app = await town.newApp({ kind: 'withUi' });

    const answer = await town.bitrix24.install(app);

    expect(answer?.status).toBe(200);
    const policy = answer?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`frame-ancestors ${town.portal.address.portal}`);
    const [, nonce] = /'nonce-([^']+)'/.exec(policy) ?? [];
    expect(await answer?.text()).toContain(`<script nonce="${nonce}">BX24.init`);
    expect(boundEvents(app.clientId)).toEqual(allEvents);
    expect((await town.installations.read())?.installation.applicationToken).toBe(
      town.portal.apps.installation(app.clientId)?.applicationToken,
    );
  });

  it('S3 shows none of its tokens on the page', async () => {
    await clean();
    const answer = await town.bitrix24.install(await town.newApp({ kind: 'withUi' }));
    const { accessToken, refreshToken, applicationToken } =
      (await town.installations.read())?.installation ?? {};
    const said = `${await answer?.text()}${JSON.stringify([...(answer?.headers ?? [])])}`;
    for (const secret of [accessToken, refreshToken, applicationToken]) expect(said).not.toContain(secret);
  });
});

describe('an installation is refused and nothing stored', () => {
  it('before the credentials of the application are entered', async () => {
    await clean();
    const app = await town.newApp();
    await clean();
    await town.vault.transact([{ delete: { pk: 'CRM#bitrix24', sk: 'APP' } }]);

    await town.bitrix24.install(app);
    await town.portal.deliveries.settled();

    expect(outcomes('ONAPPINSTALL').at(-1)).toBe(403);
    expect(await town.installations.read()).toBeUndefined();
  });

  it('of another application, however good its tokens are', async () => {
    await clean();
    const stranger = await town.newApp();
    await town.newApp();

    await town.bitrix24.install(stranger);
    await town.portal.deliveries.settled();

    expect(outcomes('ONAPPINSTALL').at(-1)).toBe(403);
    expect(await town.installations.read()).toBeUndefined();
  });

  it('from a host that is not allowed: it is not even asked', async () => {
    await clean();
    await town.newApp();
    const elsewhere = await startBitrix24();
    const app = elsewhere.portal.apps.register({ installUrl: `${town.edge.url}/crm/bitrix24` });

    await elsewhere.install(app);
    await elsewhere.portal.deliveries.settled();

    expect(elsewhere.portal.deliveries.all()[0]?.outcome).toBe(403);
    expect(elsewhere.portal.requests.count()).toBe(0);
    expect(await town.installations.read()).toBeUndefined();
    await elsewhere.stop();
  });

  it('by somebody who is no administrator, on the page as well', async () => {
    await clean();
    const app = await town.newApp({ kind: 'withUi' });
    town.portal.people.change(1, { admin: false });

    const answer = await town.bitrix24.install(app);
    town.portal.people.change(1, { admin: true });

    expect(answer?.status).toBe(403);
    expect(await answer?.text()).toContain('only an administrator of the portal may install it');
    expect(await town.installations.read()).toBeUndefined();
  });

  it('while the portal does not answer, and works when it is tried again', async () => {
    await clean();
    const app = await town.newApp({ kind: 'withUi' });
    town.portal.faults.inject({ kind: 'cut' });

    expect((await town.bitrix24.install(app))?.status).toBe(503);
    expect(await town.installations.read()).toBeUndefined();
    expect((await town.bitrix24.install(app))?.status).toBe(200);
  });
});

describe('a suspended application', () => {
  let clientId = '';
  // Only forward, as buckets and tokens want it.
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterAll(() => {
    vi.useRealTimers();
  });
  /** The function hears of the suspension once its copy of the installation is five minutes old. */
  const suspend = async (why: 'payment' | 'reauthorise') => {
    await town.installations.change((now) =>
      now === undefined ? undefined : { ...now, suspension: { why, code: 'X', at: Date.now() } },
    );
    vi.setSystemTime(Date.now() + 301_000);
  };
  const suspension = async () => (await town.installations.read())?.installation.suspension;
  const tell = async (event: string, data: object, auth: object = {}) => {
    const app = town.portal.apps.byClientId((await town.installations.app())?.clientId ?? '');
    const token = town.portal.apps.installation(app?.clientId ?? '')?.applicationToken;
    town.portal.deliveries.send(event, `${town.edge.url}/crm/bitrix24`, {
      event,
      data,
      auth: { member_id: town.portal.memberId, application_token: token, ...auth },
    });
    await town.portal.deliveries.settled();
    expect(outcomes(event).at(-1)).toBe(200);
  };

  beforeEach(async () => {
    await clean();
    const app = await town.newApp();
    clientId = app.clientId;
    await town.bitrix24.install(app);
    await town.portal.deliveries.settled();
  });

  it('goes on when somebody has paid, not when the time is over', async () => {
    await suspend('payment');
    await tell('ONAPPPAYMENT', { STATUS: 'T', PAYMENT_EXPIRED: 'Y', DAYS: '0' });
    expect(await suspension()).toMatchObject({ why: 'payment' });

    await tell('ONAPPPAYMENT', { STATUS: 'P', PAYMENT_EXPIRED: 'N', DAYS: '30' });
    expect(await suspension()).toBeUndefined();
  });

  const installerTokens = () => {
    const app = town.portal.apps.byClientId(clientId);
    if (app === undefined) throw new Error('no application');
    return (userId = 1) => town.bitrix24.authorize(app, userId);
  };
  const leadAdded = { FIELDS: { ID: '5' } };

  it('goes on with tokens that an event brings, where its own are lost', async () => {
    const { accessToken, refreshToken } = installerTokens()();
    await suspend('reauthorise');
    const tokens = { access_token: accessToken, refresh_token: refreshToken, expires_in: '3600' };
    await tell('ONOFFLINEEVENT', {}, tokens);

    expect((await town.installations.read())?.installation).toMatchObject({ accessToken, refreshToken });
    expect(await suspension()).toBeUndefined();
  });

  it('goes on for an hour with an access token alone, as every event brings one', async () => {
    const before = (await town.installations.read())?.installation;
    await suspend('reauthorise');
    town.portal.crm.add('LEAD', { fields: { TITLE: 'Anything' } });
    await town.portal.deliveries.settled();

    const after = (await town.installations.read())?.installation;
    expect(after?.suspension).toBeUndefined();
    expect(after?.accessToken).not.toBe(before?.accessToken);
    expect(after).toMatchObject({ refreshToken: before?.refreshToken, expiresAt: Date.now() + 3_600_000 });
  });

  it.each([
    ['who says so', { user_id: '2' }],
    ['who does not say who he is', {}],
  ])('does not go on with the tokens of somebody else %s', async (_, more) => {
    town.portal.people.add();
    const { accessToken, refreshToken } = installerTokens()(2);
    await suspend('reauthorise');
    await tell('ONCRMLEADADD', leadAdded, {
      access_token: accessToken,
      refresh_token: refreshToken,
      ...more,
    });
    expect(await suspension()).toMatchObject({ why: 'reauthorise' });
  });

  it('does not go on with tokens that the portal does not know', async () => {
    await suspend('reauthorise');
    await tell('ONCRMLEADADD', leadAdded, { access_token: 'a1', refresh_token: 'r1', user_id: '1' });
    expect(await suspension()).toMatchObject({ why: 'reauthorise' });
  });
});
