import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { post, startTown, type Town } from './harness.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('tokens of the Bitrix24 stand-in', () => {
  let town: Town;
  beforeEach(async () => {
    town = await startTown({ redirectUrl: 'https://app.example/back' });
  });
  afterEach(() => town.bitrix24.stop());

  const token = async (grant: Record<string, string>, secret = town.app.clientSecret) => {
    const query = new URLSearchParams({ client_id: town.app.clientId, client_secret: secret, ...grant });
    const response = await fetch(`${town.portal.address.oauth}/oauth/token/?${query}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const refresh = (refreshToken: string) =>
    token({ grant_type: 'refresh_token', refresh_token: refreshToken });

  it('gives a token for an hour and then says that it has expired', async () => {
    town.wait(hourMs - 1);
    const before = await town.call('profile');
    town.wait(1);
    const after = await town.call('profile');

    expect(before.status).toBe(200);
    expect(after).toMatchObject({ status: 401, body: { error: 'expired_token' } });
  });

  it('refreshes once by one refresh token: the second try is an invalid grant', async () => {
    const { refreshToken } = town.bitrix24.authorize(town.app);

    const first = await refresh(refreshToken);
    const second = await refresh(refreshToken);
    const next = await refresh(String(first.body.refresh_token));

    expect(first.body).toMatchObject({
      expires_in: 3600,
      member_id: town.portal.memberId,
      client_endpoint: `${town.portal.address.portal}/rest/`,
      domain: new URL(town.portal.address.oauth).host,
    });
    expect(second).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(next.status).toBe(200);
  });

  it('takes a refresh token for 180 days', async () => {
    const { refreshToken } = town.bitrix24.authorize(town.app);
    town.wait(180 * dayMs);

    expect((await refresh(refreshToken)).body.error).toBe('invalid_grant');
  });

  it('knows an application by its secret only', async () => {
    const { refreshToken } = town.bitrix24.authorize(town.app);

    const answer = await token({ grant_type: 'refresh_token', refresh_token: refreshToken }, 'guessed');

    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('sends the browser back with a code that is good once and for 30 seconds', async () => {
    const consent = async (): Promise<string> => {
      const url = `${town.portal.address.portal}/oauth/authorize/?client_id=${town.app.clientId}&state=s1`;
      const response = await fetch(url, { redirect: 'manual' });
      const back = new URL(response.headers.get('location') ?? '');
      expect(back.searchParams.get('state')).toBe('s1');
      return back.searchParams.get('code') ?? '';
    };
    const exchange = (code: string) => token({ grant_type: 'authorization_code', code });
    const code = await consent();

    const first = await exchange(code);
    const second = await exchange(code);
    const late = await consent();
    town.wait(30_000);

    expect(first.body).toMatchObject({ user_id: 1, expires_in: 3600 });
    expect(first.body).not.toHaveProperty('expires');
    expect(second.body.error).toBe('invalid_grant');
    expect((await exchange(late)).body.error).toBe('invalid_grant');
  });

  it('spends the refresh token also when its answer is lost', async () => {
    const { refreshToken } = town.bitrix24.authorize(town.app);
    town.portal.faults.inject({ kind: 'cut', afterWork: true, method: 'oauth.token' });

    await expect(refresh(refreshToken)).rejects.toThrow();

    expect((await refresh(refreshToken)).body.error).toBe('invalid_grant');
  });

  it('lets nobody in without a token, with a made-up one, or once the application is gone', async () => {
    const nobody = await post(`${town.portal.clientEndpoint}profile`, {});
    const stranger = await town.call('profile', {}, 'made-up');
    town.bitrix24.uninstall(town.app);
    const gone = await town.call('profile');

    for (const answer of [nobody, stranger, gone]) {
      expect(answer).toMatchObject({ status: 401, body: { error: 'NO_AUTH_FOUND' } });
    }
  });

  it('refuses a user who was dismissed, a scope that was not granted, and what only administrators may', async () => {
    const plain = town.portal.people.add().id;
    const theirs = town.bitrix24.authorize(town.app, plain).accessToken;
    const other = town.portal.apps.register({ scope: ['user'] });
    await town.bitrix24.install(other);

    const narrow = await town.call('crm.status.list', {}, town.bitrix24.authorize(other).accessToken);
    const offline = await town.call('event.offline.get', {}, theirs);
    town.portal.people.dismiss(plain);
    const dismissed = await town.call('profile', {}, theirs);

    expect(narrow).toMatchObject({ status: 403, body: { error: 'insufficient_scope' } });
    expect(offline).toMatchObject({ status: 403, body: { error: 'ACCESS_DENIED' } });
    expect(dismissed).toMatchObject({ status: 403, body: { error: 'user_access_error' } });
  });

  it('answers at its new address once it was renamed, and only points there from the old one', async () => {
    const before = town.portal.clientEndpoint;
    const address = await town.bitrix24.rename();

    const old = await post(`${before}profile?x=1`, { auth: town.token });
    const { refreshToken } = town.bitrix24.authorize(town.app);

    expect(old.status).toBe(302);
    expect(old.headers.get('location')).toBe(`${address}/rest/profile?x=1`);
    expect((await town.call('profile')).status).toBe(200);
    expect((await refresh(refreshToken)).body.client_endpoint).toBe(`${address}/rest/`);
  });
});
