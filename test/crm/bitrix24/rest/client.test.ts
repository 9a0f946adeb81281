import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { command } from '../../../../shared/crm/bitrix24/rest/batch.ts';
import { BatchMisuseError, resultOf } from '../../../../shared/crm/bitrix24/rest/errors.ts';
import { v2 } from '../../../../shared/crm/bitrix24/rest/method.ts';
import { ref } from '../../../../shared/crm/bitrix24/rest/params.ts';
import { flag, id, integer, listOf, maybeId, text } from '../../../../shared/crm/bitrix24/rest/values.ts';
import { addItem, addTaskV3, serverTime } from './methods.ts';
import { startPortal, type TestPortal } from './portal.ts';
import { type Scripted, startScripted } from './scripted.ts';

const noon = Date.parse('2026-11-22T09:00:00Z');
const register = v2('telephony.externalCall.register', z.object({ CALL_ID: text, CRM_ENTITY_ID: maybeId }));
const finish = v2(
  'telephony.externalCall.finish',
  z.object({ CALL_ID: text, CALL_DURATION: integer, CRM_ACTIVITY_ID: maybeId }),
);
const findByPhone = v2('telephony.externalCall.searchCrmEntities', listOf(z.object({ CRM_ENTITY_ID: id })));
const appInfo = v2('app.info', z.object({ LICENSE_FAMILY: text, INSTALLED: flag }));

describe('calls of methods', () => {
  let test: TestPortal;
  beforeAll(async () => {
    test = await startPortal(noon);
  });
  beforeEach(() => test.reset());
  afterAll(() => test.stop());

  const call = {
    USER_ID: 1,
    PHONE_NUMBER: '+79161234567',
    TYPE: 2,
    SHOW: false,
    ADD_TO_CHAT: false,
    EXTERNAL_CALL_ID: 'pbx-1',
    CALL_LIST_ID: undefined,
  };

  it('give their result in the shape they are known to have', async () => {
    const { client } = test.connection();

    const info = resultOf('app.info', await client.call(appInfo));
    const nobody = resultOf('search', await client.call(findByPhone, { PHONE_NUMBER: '+79160000000' }));

    expect(info).toEqual({ LICENSE_FAMILY: 'pro', INSTALLED: true });
    expect(nobody).toEqual([]);
  });

  it('a result of another shape leaves the outcome open', async () => {
    const odd = v2('server.time', z.object({ time: z.string() }));

    expect(await test.connection().client.call(odd)).toMatchObject({ kind: 'unknown', code: 'UNREADABLE' });
  });

  it('a batch does a call after the fact in one request, each command with what the one before gave', async () => {
    const { client } = test.connection();

    const { reg, fin } = await client.batch(
      {
        reg: command(register, call),
        fin: command(finish, { CALL_ID: ref('reg', 'CALL_ID'), USER_ID: 1, DURATION: 95, ADD_TO_CHAT: 0 }),
      },
      { halt: true },
    );

    expect(fin).toMatchObject({ kind: 'result', result: { CALL_DURATION: 95 } });
    expect(resultOf('finish', fin).CALL_ID).toBe(resultOf('register', reg).CALL_ID);
    expect(test.bitrix24.portal.requests.count()).toBe(1);
  });

  it('a batch that halts says which command failed and that those behind it were not reached', async () => {
    const { client } = test.connection();

    const answers = await client.batch(
      {
        reg: command(register, { ...call, USER_ID: 404 }),
        fin: command(finish, { CALL_ID: ref('reg', 'CALL_ID'), USER_ID: 1 }),
      },
      { halt: true },
    );

    expect(answers).toMatchObject({
      reg: { kind: 'refused', code: 'ERROR_CORE' },
      fin: { kind: 'retry', code: 'NOT_REACHED', afterMs: 0 },
    });
  });

  it('a batch that failed as a whole says so of every command', async () => {
    test.bitrix24.portal.faults.inject({ kind: 'cut', method: 'batch' });

    const answers = await test.connection().client.batch({ a: command(serverTime), b: command(serverTime) });

    expect(Object.values(answers).map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
  });

  it('a token that runs out in the middle of a batch: what was reached stays done, the rest comes again', async () => {
    const { client } = test.connection();
    test.bitrix24.portal.faults.inject({ kind: 'expiredToken', method: 'app.info' });

    const answers = await client.batch({ a: command(serverTime), b: command(appInfo) });

    expect(answers.a.kind).toBe('result');
    expect(answers.b).toMatchObject({ kind: 'retry', code: 'expired_token', afterMs: 0 });
    expect(test.bitrix24.portal.requests.count('oauth.token')).toBe(1);
  });

  it('an empty batch asks nothing; one of 51, or with a number for a name, is a defect of ours', async () => {
    const { client } = test.connection();
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`c${n}`, command(serverTime)]));

    expect(await client.batch({})).toEqual({});
    await expect(client.batch(many)).rejects.toThrow(BatchMisuseError);
    await expect(client.batch({ 5: command(serverTime) })).rejects.toThrow(BatchMisuseError);
    await expect(client.batch({ a: command(addTaskV3) })).rejects.toThrow(BatchMisuseError);
    expect(test.bitrix24.portal.requests.count()).toBe(0);
  });

  it('what a client is called is never taken for a reference', async () => {
    const { client } = test.connection();

    const { second } = await client.batch({
      first: command(serverTime),
      second: command(v2('crm.item.add', z.object({ item: z.object({ title: text }) })), {
        entityTypeId: 4,
        fields: { title: 'Acme $result[first] & Sons = 5?' },
      }),
    });

    expect(second).toMatchObject({
      kind: 'result',
      result: { item: { title: 'Acme $ result[first] & Sons = 5?' } },
    });
  });

  it('v3 with an Idempotency-Key does a write once and says when it only repeats an answer', async () => {
    const { client } = test.connection();
    const task = { fields: { title: 'Call back', creatorId: 1, responsibleId: 1 } };

    const first = await client.call(addTaskV3, task, { idempotencyKey: 'missed:1' });
    const again = await client.call(addTaskV3, task, { idempotencyKey: 'missed:1' });
    const other = await client.call(
      addTaskV3,
      { fields: { ...task.fields, title: 'Other' } },
      { idempotencyKey: 'missed:1' },
    );

    expect(first).not.toHaveProperty('isReplayed');
    expect(again).toEqual({ ...first, isReplayed: true });
    expect(other).toMatchObject({
      kind: 'refused',
      code: 'BITRIX_REST_V3_EXCEPTION_IDEMPOTENCYKEYREUSEDEXCEPTION',
    });
  });

  it('a portal without v3 says so by a code its caller can act on', async () => {
    test.bitrix24.portal.plan.v3 = false;

    const answer = await test.connection().client.call(addTaskV3, { fields: { title: 'Call back' } });

    expect(answer).toMatchObject({ kind: 'refused', code: 'ERROR_METHOD_NOT_FOUND' });
  });

  it('without an installation nothing is asked', async () => {
    const { client } = test.connection({ emptyVault: true });

    expect(await client.call(serverTime)).toMatchObject({ kind: 'stopped', why: 'notInstalled' });
  });
});

describe('a portal that moved', () => {
  let test: TestPortal;
  let scripted: Scripted;
  beforeAll(async () => {
    [test, scripted] = await Promise.all([startPortal(noon), startScripted()]);
  });
  beforeEach(() => test.reset());
  afterAll(() => Promise.all([test.stop(), scripted.stop()]));

  it('is asked at its new address with the whole body, and from then on only there', async () => {
    const before = test.connection();
    await before.client.call(serverTime);
    const newAddress = await test.bitrix24.rename();
    const old = test.origins();
    const { client } = test.connection({ alsoPortal: (await test.installation()).clientEndpoint });

    const added = await client.call(addItem, { entityTypeId: 4, fields: { title: 'Acme' } });
    const again = await test.connection().client.call(serverTime);

    expect(old.portals).toEqual([newAddress]);
    expect(added.kind).toBe('result');
    expect(test.bitrix24.portal.requests.tried('crm.item.add')).toBe(1);
    expect(await test.installation()).toMatchObject({
      clientEndpoint: `${newAddress}/rest/`,
      domain: new URL(newAddress).host,
    });
    expect(again.kind).toBe('result');
  });

  it.each([
    'https://evil.example/rest/server.time',
    'http://acme.bitrix24.ru/rest/server.time',
    'https://acme.bitrix24.ru.evil.example/rest/',
    'https://acme.bitrix24.ru@evil.example/rest/',
    '//evil.example/rest/server.time',
  ])('to an address that is not allowed gets nothing: %s', async (location) => {
    scripted.received.length = 0;
    scripted.answer = { status: 302, headers: { location } };
    const { client, installations } = test.connection({ alsoPortal: scripted.url });
    await installations.change((now) => now && { ...now, clientEndpoint: `${scripted.url}/rest/` });

    const answer = await client.call(serverTime);

    expect(answer).toMatchObject({ kind: 'stopped', why: 'address' });
    expect(scripted.received).toHaveLength(1);
    expect((await test.installation()).clientEndpoint).toBe(`${scripted.url}/rest/`);
    expect(test.notices).toMatchObject([{ why: 'address' }]);
  });

  it('to itself is asked once', async () => {
    scripted.received.length = 0;
    scripted.answer = { status: 302, headers: { location: '/login/' } };
    const { client, installations } = test.connection({ alsoPortal: scripted.url });
    await installations.change((now) => now && { ...now, clientEndpoint: `${scripted.url}/rest/` });

    expect(await client.call(serverTime)).toMatchObject({ kind: 'unknown', code: 'REDIRECT' });
    expect(scripted.received).toHaveLength(1);
  });

  it('an OAuth server that is not allowed gets no secret', async () => {
    scripted.received.length = 0;
    const { client, installations } = test.connection();
    await installations.change(
      (now) => now && { ...now, serverEndpoint: `${scripted.url}/rest/`, expiresAt: 0 },
    );

    expect(await client.call(serverTime)).toMatchObject({ kind: 'stopped', why: 'address' });
    expect(scripted.received).toEqual([]);
  });

  it('requests are posts that say who sends them and carry the token in the body alone', async () => {
    scripted.received.length = 0;
    scripted.answer = { status: 200, body: { result: '2026' } };
    const { client, installations } = test.connection({ alsoPortal: scripted.url });
    await installations.change((now) => now && { ...now, clientEndpoint: `${scripted.url}/rest/` });
    const { accessToken } = await test.installation();

    await client.call(serverTime, { a: true, b: undefined, c: [1, 'x'] });

    const [request] = scripted.received;
    expect(request).toMatchObject({
      method: 'POST',
      url: '/rest/server.time',
      headers: { 'content-type': 'application/json', 'user-agent': expect.stringContaining('dutyline') },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({ a: 1, c: [1, 'x'], auth: accessToken });
  });
});
