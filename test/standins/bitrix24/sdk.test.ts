import { type AjaxError, B24OAuth, EnumAppStatus } from '@bitrix24/b24jssdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bitrix24, startBitrix24 } from './start.ts';

/** The vendor's own client goes by the machine's clock, and so does the portal here. */
describe("Bitrix24's own SDK against the stand-in", () => {
  let bitrix24: Bitrix24;
  let sdk: B24OAuth;
  let accessToken: string;
  beforeEach(async () => {
    bitrix24 = await startBitrix24();
    const { portal } = bitrix24;
    const app = portal.apps.register();
    await bitrix24.install(app);
    const tokens = bitrix24.authorize(app);
    accessToken = tokens.accessToken;
    const options = {
      applicationToken: portal.apps.installation(app.clientId)?.applicationToken ?? '',
      userId: 1,
      memberId: portal.memberId,
      accessToken,
      refreshToken: tokens.refreshToken,
      expires: Math.floor(tokens.expiresAt / 1000),
      expiresIn: 3600,
      scope: app.scope.join(','),
      domain: portal.domain,
      clientEndpoint: portal.clientEndpoint,
      serverEndpoint: portal.serverEndpoint,
      status: EnumAppStatus.Local,
    };
    const secret = { clientId: app.clientId, clientSecret: app.clientSecret };
    sdk = new B24OAuth(options, secret);
  });
  afterEach(async () => {
    sdk.destroy();
    await bitrix24.stop();
  });

  it('calls a method and reads its answer', async () => {
    const answer = await sdk.actions.v2.call.make<{ item: { id: number } }>({
      method: 'crm.item.add',
      params: { entityTypeId: 1, fields: { title: 'Call', fm: [{ typeId: 'PHONE', value: '+7495' }] } },
    });

    expect(answer.isSuccess).toBe(true);
    expect(answer.getData()?.result.item.id).toBe(1);
    expect(bitrix24.portal.crm.withPhone('LEAD', '+7495')).toHaveLength(1);
  });

  it('writes a whole call in a batch with references', async () => {
    const answer = await sdk.actions.v2.batch.make<Record<string, unknown>>({
      calls: {
        reg: {
          method: 'telephony.externalCall.register',
          params: { USER_ID: 1, PHONE_NUMBER: '+79161234567', TYPE: 2, EXTERNAL_CALL_ID: 'pbx-1' },
        },
        fin: {
          method: 'telephony.externalCall.finish',
          params: { CALL_ID: '$result[reg][CALL_ID]', USER_ID: 1, DURATION: 95 },
        },
      },
      options: { isHaltOnError: true },
    });

    expect(answer.isSuccess).toBe(true);
    expect(bitrix24.portal.calls.withExternalId('pbx-1')[0]?.finished?.durationSeconds).toBe(95);
    expect(bitrix24.portal.requests.count('batch')).toBe(1);
  });

  it('refreshes its token when the portal says that it has expired, and repeats the call', async () => {
    const refreshed: string[] = [];
    sdk.setCallbackRefreshAuth(async ({ b24OAuthParams }) => {
      refreshed.push(b24OAuthParams.accessToken);
    });
    bitrix24.portal.tokens.expire(accessToken);

    const answer = await sdk.actions.v2.call.make({ method: 'crm.settings.mode.get' });

    expect(answer.getData()?.result).toBe(1);
    expect(refreshed).toHaveLength(1);
    expect(bitrix24.portal.requests.count('oauth.token')).toBe(1);
    expect(bitrix24.portal.requests.refused('expired_token')).toBe(1);
  });

  it('understands what is refused', async () => {
    const asked = sdk.actions.v2.call.make({
      method: 'telephony.externalCall.register',
      params: { USER_ID: 1, PHONE_NUMBER: '+79161234567', TYPE: 9 },
    });

    const error = await asked.then(
      () => undefined,
      (thrown: AjaxError) => thrown,
    );
    expect(error).toMatchObject({ code: 'ERROR_CORE', status: 400, message: 'Unknown TYPE' });
  });

  it('waits and asks again when the portal is at its limit', async () => {
    bitrix24.portal.faults.inject({ kind: 'queryLimit' });

    const answer = await sdk.actions.v2.call.make({ method: 'server.time' });

    expect(answer.isSuccess).toBe(true);
    expect(bitrix24.portal.requests.count()).toBe(2);
  });

  it('adds a task by the third version', async () => {
    const fields = { title: 'Call back', creatorId: 1, responsibleId: 1, crmItemIds: ['C_812'] };
    const answer = await sdk.actions.v3.call.make<{ item: { id: number } }>({
      method: 'tasks.task.add',
      params: { fields },
    });

    expect(answer.getData()?.result.item.id).toBe(1);
    expect(bitrix24.portal.tasks.get(1)?.crm).toEqual(['C_812']);
  });
});
