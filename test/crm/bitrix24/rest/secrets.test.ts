import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PortalCallError } from '../../../../shared/crm/bitrix24/rest/errors.ts';
import { logger } from '../../../../shared/platform/logger.ts';
import { serverTime } from './methods.ts';
import { startPortal, type TestPortal } from './portal.ts';
import { type Scripted, startScripted } from './scripted.ts';

const noon = Date.parse('2026-11-22T09:00:00Z');

describe('secrets of the portal', () => {
  let test: TestPortal;
  let scripted: Scripted;
  let logged: string[];
  beforeAll(async () => {
    [test, scripted] = await Promise.all([startPortal(noon), startScripted()]);
    test.bitrix24.portal.address.portal = scripted.url;
  });
  beforeEach(async () => {
    await test.reset();
    logged = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => Promise.all([test.stop(), scripted.stop()]));

  it.each([
    [400, 'ERROR_CORE'],
    [500, 'INTERNAL_SERVER_ERROR'],
    [503, 'OVERLOAD_LIMIT'],
    [401, 'NO_AUTH_FOUND'],
    [401, 'invalid_token'],
    [403, 'user_access_error'],
  ])('are in no error, log or notice when the portal repeats them: %i %s', async (status, error) => {
    const before = await test.installation();
    scripted.answer = {
      status,
      body: {
        error,
        error_description: `auth=${before.accessToken}&refresh_token=${before.refreshToken} ${before.applicationToken} https://acme.bitrix24.ru/rest/1/webh00k/crm.lead.add`,
      },
    };
    const { client } = test.connection();

    const answer = await client.call(serverTime);
    if (answer.kind === 'result') throw new Error('the call went through');
    const failure = new PortalCallError('server.time', answer);
    logger.error('Call failed', { failure, answer });

    const after = await test.installation();
    const told = [JSON.stringify(answer), failure.message, JSON.stringify(failure), ...logged].join('\n');
    const all = JSON.stringify(test.notices) + told;
    const { app } = test;
    const secrets = [before, after].flatMap((one) => [
      one.accessToken,
      one.refreshToken,
      one.applicationToken,
    ]);
    for (const secret of [...secrets, app.clientSecret]) expect(all).not.toContain(secret);
    expect(all).not.toContain('webh00k');
    expect(told).toContain(error);
  });
});
