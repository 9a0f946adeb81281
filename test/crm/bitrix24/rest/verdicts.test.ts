import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../../../shared/crm/bitrix24/rest/answer.ts';
import { anything } from './methods.ts';
import { startPortal, type TestPortal } from './portal.ts';
import { type Script, type Scripted, startScripted } from './scripted.ts';

const noon = Date.parse('2026-11-22T09:00:00Z');

const error = (status: number, code: unknown, description = ''): Script => ({
  status,
  body: { error: code, error_description: description },
});
const v3Error = (status: number, name: string): Script => ({
  status,
  body: { error: { code: `BITRIX_REST_V3_EXCEPTION_${name}`, message: 'as it says' } },
});
const html: Script = { status: 502, body: '<html><h1>Bad gateway</h1></html>' };

/** Section 7.3 of the reference: what is answered, to which method, and what that is. */
const rows: readonly [name: string, answer: Script, expected: object, method?: string][] = [
  ['the rate', error(503, 'QUERY_LIMIT_EXCEEDED'), { kind: 'retry', afterMs: 3_000 }],
  ['working time', error(429, 'OPERATION_TIME_LIMIT'), { kind: 'retry', afterMs: 60_000 }],
  ['a block by hand', error(503, 'OVERLOAD_LIMIT'), { kind: 'stopped', why: 'overload' }],
  ['a garbled token', error(401, 'invalid_token'), { kind: 'stopped', why: 'reauthorise' }],
  ['an unknown token', error(401, 'NO_AUTH_FOUND'), { kind: 'stopped', why: 'reauthorise' }],
  ['a token that stays expired', error(401, 'expired_token'), { kind: 'retry', afterMs: 5_000 }],
  ['a missing scope', error(403, 'insufficient_scope'), { kind: 'refused' }],
  ['wrong credentials', error(403, 'INVALID_CREDENTIALS'), { kind: 'refused' }],
  ['missing rights', error(403, 'ACCESS_DENIED', 'Access denied.'), { kind: 'refused' }],
  [
    'a plan without REST, by its text',
    error(403, 'ACCESS_DENIED', 'REST API is available only on commercial plans.'),
    { kind: 'stopped', why: 'payment' },
  ],
  [
    'a plan without REST, by its status',
    error(401, 'ACCESS_DENIED', 'in another language'),
    { kind: 'stopped', why: 'payment' },
  ],
  ['a user who may not', error(403, 'user_access_error'), { kind: 'stopped', why: 'access' }],
  ['the wrong kind of token', error(403, 'WRONG_AUTH_TYPE'), { kind: 'refused' }],
  [
    'a confirmation that is awaited',
    error(403, 'METHOD_CONFIRM_WAITING'),
    { kind: 'retry', afterMs: 600_000 },
  ],
  ['a confirmation that was denied', error(401, 'METHOD_CONFIRM_DENIED'), { kind: 'refused' }],
  ['not HTTPS', error(400, 'INVALID_REQUEST'), { kind: 'refused' }],
  ['a wrong argument', error(400, 'ERROR_ARGUMENT'), { kind: 'refused', code: 'ERROR_ARGUMENT' }],
  ['a missing argument', error(400, 'ERROR_REQUIRED_PARAMETERS_MISSING'), { kind: 'refused' }],
  ['a wrong filter', error(400, 'INVALID_ARG_VALUE'), { kind: 'refused' }],
  ['a number for a code', error(400, 100, 'no fields'), { kind: 'refused', code: '100' }],
  ['zero for a code', error(400, '0'), { kind: 'refused', code: '0' }],
  ['no code', error(400, '', 'Not found'), { kind: 'refused', code: '' }],
  ['a sentence for a code', error(400, 'The title is missing'), { kind: 'refused', code: '' }],
  ['something that is gone', error(400, 'NOT_FOUND'), { kind: 'refused', code: 'NOT_FOUND' }],
  [
    'an unknown method',
    error(404, 'ERROR_METHOD_NOT_FOUND'),
    { kind: 'refused', code: 'ERROR_METHOD_NOT_FOUND' },
  ],
  ['a missing manifest', error(404, 'ERROR_MANIFEST_IS_NOT_AVAILABLE'), { kind: 'refused' }],
  ['a method not for batches', error(405, 'ERROR_BATCH_METHOD_NOT_ALLOWED'), { kind: 'refused' }],
  ['too long a batch', error(400, 'ERROR_BATCH_LENGTH_EXCEEDED'), { kind: 'refused' }],
  ['a fault of the portal', error(500, 'INTERNAL_SERVER_ERROR'), { kind: 'unknown' }],
  ['an unexpected answer', error(500, 'ERROR_UNEXPECTED_ANSWER'), { kind: 'unknown' }],
  ['a fault without a code', error(500, ''), { kind: 'unknown' }],
  ['a fault with a code of methods', error(500, 'ERROR_CORE', 'whatever'), { kind: 'unknown' }],
  ['a database error', error(400, 'ERROR_CORE', 'Unexpected database error'), { kind: 'unknown' }],
  ['a closed portal', error(500, 'PORTAL_DELETED'), { kind: 'stopped', why: 'deleted' }],
  ['a page of a proxy', html, { kind: 'unknown', code: 'HTTP_502' }],
  ['a page of a proxy that timed out', { ...html, status: 504 }, { kind: 'unknown', code: 'HTTP_504' }],
  ['a page with success', { ...html, status: 200 }, { kind: 'unknown', code: 'HTTP_200' }],
  ['a page of a limit', { ...html, status: 429 }, { kind: 'retry', afterMs: 60_000 }],
  ['no result', { status: 200, body: [] }, { kind: 'unknown' }],
  ['an error with success', error(200, 'ERROR_ARGUMENT', 'HANDLER'), { kind: 'refused' }],
  ['a reused key', v3Error(422, 'IDEMPOTENCYKEYREUSEDEXCEPTION'), { kind: 'refused' }],
  ['a malformed key', v3Error(400, 'INVALIDIDEMPOTENCYKEYEXCEPTION'), { kind: 'refused' }],
  ['the end of a trial', error(401, 'PAYMENT_REQUIRED'), { kind: 'stopped', why: 'payment' }],
  [
    'a finished call',
    error(400, 'ERROR_CORE', 'Call is not found (call should be registered prior to finishing)'),
    { kind: 'alreadyDone' },
    'telephony.externalCall.finish',
  ],
  [
    'the same text elsewhere',
    error(400, 'ERROR_CORE', 'Call is not found'),
    { kind: 'refused' },
    'telephony.externalCall.attachRecord',
  ],
  [
    'a known line',
    error(400, 'ERROR_CORE', 'Line already exists'),
    { kind: 'alreadyDone' },
    'telephony.externalLine.add',
  ],
  [
    'a linked company',
    { status: 200, body: { result: false } },
    { kind: 'alreadyDone' },
    'crm.contact.company.add',
  ],
  ['a bound activity', error(400, 'ACTIVITY_IS_ALREADY_BOUND'), { kind: 'alreadyDone' }],
  ['a bound widget', error(200, 'ERROR_PLACEMENT_MAX_COUNT'), { kind: 'alreadyDone' }],
  ['a bound event', error(400, 'ERROR_HANDLER_ALREADY_EXIST'), { kind: 'alreadyDone' }],
  [
    'a bound field type',
    error(400, 'ERROR_CORE', 'Unable to set placement handler: Handler already binded'),
    { kind: 'alreadyDone' },
  ],
  [
    'a recording that was not to be had',
    error(400, 'ERROR_CORE', 'Server returns HTTP error code 503'),
    { kind: 'retry' },
    'telephony.externalCall.attachRecord',
  ],
];

describe('what the portal says, and what that means', () => {
  let test: TestPortal;
  let scripted: Scripted;
  beforeAll(async () => {
    [test, scripted] = await Promise.all([startPortal(noon), startScripted()]);
    // The portal is where the script is; the OAuth server stays.
    test.bitrix24.portal.address.portal = scripted.url;
  });
  beforeEach(() => test.reset());
  afterAll(() => Promise.all([test.stop(), scripted.stop()]));

  const ask = (answer: Script, method = 'some.method'): Promise<Answer<unknown>> => {
    scripted.answer = answer;
    return test.connection().client.call(anything(method));
  };

  it.each(rows)('%s', async (_name, script, expected, method) => {
    expect(await ask(script, method)).toMatchObject(expected);
  });

  it('every command of a batch is judged by itself, also where the code is empty', async () => {
    scripted.answer = {
      status: 200,
      body: {
        result: {
          result: { done: 5 },
          result_error: {
            empty: { error: '', error_description: 'Not found' },
            limited: { error: 'OPERATION_TIME_LIMIT', error_description: 'later' },
            ended: { error: 'INTERNAL_SERVER_ERROR', error_description: '' },
          },
          result_total: [],
          result_next: [],
          result_time: { limited: { operating_reset_at: String(test.clock.now / 1_000 + 240) } },
        },
      },
    };
    const { client } = test.connection();
    const method = { method: anything('crm.lead.update'), params: {} };
    const other = { method: anything('crm.lead.add'), params: {} };

    const answers = await client.batch({
      done: method,
      empty: method,
      limited: other,
      ended: method,
      missing: method,
    });

    expect(answers).toMatchObject({
      done: { kind: 'result', result: 5 },
      empty: { kind: 'refused', code: '', reason: expect.stringContaining('Not found') },
      limited: { kind: 'retry', afterMs: 240_000, method: 'v2/crm.lead.add' },
      ended: { kind: 'unknown' },
      missing: { kind: 'unknown', code: 'MISSING' },
    });
  });

  it('what v3 says of the fields is told to people', async () => {
    const answer = await ask({
      status: 400,
      body: {
        error: { code: 'X', message: 'Wrong', validation: [{ field: 'title', message: 'is missing' }] },
      },
    });

    expect(answer).toMatchObject({ kind: 'refused', reason: expect.stringContaining('[title: is missing]') });
  });
});

describe('faults of the portal, and what they mean', () => {
  let test: TestPortal;
  beforeAll(async () => {
    test = await startPortal(noon);
  });
  beforeEach(() => test.reset());
  afterAll(() => test.stop());

  const call = (method = 'server.time', params = {}) =>
    test.connection().client.call(anything(method), params, { timeoutMs: 300 });

  it.each([
    ['cut', { kind: 'unknown', code: 'UND_ERR_SOCKET' }],
    ['error500', { kind: 'unknown', code: 'INTERNAL_SERVER_ERROR' }],
    ['badGateway', { kind: 'unknown', code: 'HTTP_502' }],
    ['timeout', { kind: 'unknown', code: 'TIMEOUT' }],
    ['queryLimit', { kind: 'retry', code: 'QUERY_LIMIT_EXCEEDED' }],
    ['overload', { kind: 'stopped', why: 'overload' }],
  ] as const)('%s', async (kind, expected) => {
    test.bitrix24.portal.faults.inject({ kind });

    expect(await call()).toMatchObject(expected);
  });

  it('a write whose answer is lost is unknown, although it was done', async () => {
    const { portal } = test.bitrix24;
    portal.faults.inject({ kind: 'cut', method: 'crm.item.add', afterWork: true });
    const fields = { title: 'Acme', originatorId: 'dutyline', originId: 'call-1' };

    const answer = await call('crm.item.add', { entityTypeId: 4, fields });
    const found = await call('crm.item.list', {
      entityTypeId: 4,
      filter: { originatorId: 'dutyline', originId: 'call-1' },
    });

    expect(answer.kind).toBe('unknown');
    expect(found).toMatchObject({ kind: 'result', result: { items: [{ title: 'Acme' }] } });
  });

  it('a portal that is not reached was certainly not asked', async () => {
    const gone = await startScripted();
    await gone.stop();
    const { client, installations } = test.connection({ alsoPortal: gone.url });
    await installations.change((now) => now && { ...now, clientEndpoint: `${gone.url}/rest/` });

    expect(await client.call(anything('crm.item.add'))).toMatchObject({ kind: 'retry' });
  });

  it('a plan without REST stops everything, is told once, and is tried again by single calls', async () => {
    const { portal } = test.bitrix24;
    portal.plan.rest = false;
    const [one, other] = [test.connection().client, test.connection().client];

    const stopped = await one.call(anything('server.time'));
    const alsoStopped = await other.call(anything('server.time'));
    const sent = portal.requests.count();
    test.clock.now += 900_000;
    const probes = await Promise.all([one, other].map((client) => client.call(anything('server.time'))));
    const sentThen = portal.requests.count();
    portal.plan.rest = true;
    test.clock.now += 900_000;
    await one.call(anything('server.time'));
    const afterwards = await other.call(anything('server.time'));

    expect(stopped).toMatchObject({ kind: 'stopped', why: 'payment' });
    expect(alsoStopped).toMatchObject({ kind: 'stopped', why: 'payment', afterMs: 900_000 });
    expect(probes.map(({ kind }) => kind)).toEqual(['stopped', 'stopped']);
    expect([sent, sentThen]).toEqual([1, 2]);
    expect(afterwards.kind).toBe('result');
    expect(test.notices).toHaveLength(1);
  });

  it('after a block by the vendor nothing is sent until people say so', async () => {
    const { portal } = test.bitrix24;
    portal.faults.inject({ kind: 'overload' });
    const { client, suspensions } = test.connection();

    await client.call(anything('server.time'));
    test.clock.now += 7 * 86_400_000;
    const later = await client.call(anything('server.time'));
    const sent = portal.requests.count();
    await suspensions.lift();
    test.clock.now += 6_000;

    expect(later).toMatchObject({ kind: 'stopped', why: 'overload' });
    expect(sent).toBe(1);
    expect(test.notices).toMatchObject([{ why: 'overload', portalCode: 'OVERLOAD_LIMIT' }]);
    expect((await client.call(anything('server.time'))).kind).toBe('result');
  });

  it('a closed portal and an uninstalled application stop everything', async () => {
    test.bitrix24.portal.plan.state = 'deleted';
    const deleted = await call();
    await test.reset();
    test.bitrix24.uninstall(test.app);
    const uninstalled = await call();

    expect(deleted).toMatchObject({ kind: 'stopped', why: 'deleted' });
    expect(uninstalled).toMatchObject({ kind: 'stopped', why: 'reauthorise' });
  });
});
