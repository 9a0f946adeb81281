import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { close, listen } from '../../../infra/local/listen.ts';
import { startTown, type Town } from './harness.ts';

const client = '+79161234567';
const minuteMs = 60_000;

interface Registered {
  readonly CALL_ID: string;
  readonly CRM_CREATED_LEAD: number | null;
  readonly CRM_CREATED_ENTITIES: readonly { readonly ENTITY_TYPE: string; readonly ENTITY_ID: number }[];
  readonly CRM_ENTITY_TYPE: string;
  readonly LEAD_CREATION_ERROR?: string;
}

describe('external calls of the Bitrix24 stand-in', () => {
  let town: Town;
  let operator: number;
  beforeEach(async () => {
    town = await startTown();
    operator = town.portal.people.add({ extension: '204' }).id;
  });
  afterEach(() => town.bitrix24.stop());

  const incoming = (more: object = {}): Record<string, unknown> => ({
    USER_ID: operator,
    PHONE_NUMBER: client,
    TYPE: 2,
    EXTERNAL_CALL_ID: 'pbx-1',
    LINE_NUMBER: '+74951112233',
    SHOW: 0,
    ...more,
  });
  const register = (more: object = {}): Promise<Registered> =>
    town.result('telephony.externalCall.register', incoming(more));
  const finish = (callId: string, more: object = {}) =>
    town.call('telephony.externalCall.finish', { CALL_ID: callId, USER_ID: operator, DURATION: 95, ...more });

  it('refuses a call without user, phone, type or a date with its zone, in the words of the documents', async () => {
    const refusals = [
      [{ USER_ID: undefined }, 'USER_ID or USER_PHONE_INNER should be set'],
      [{ USER_ID: 99 }, 'User is not found or is not active'],
      [{ PHONE_NUMBER: 'anonymous' }, 'Unsupported phone number format'],
      [{ TYPE: 6 }, 'Unknown TYPE'],
      [{ CALL_START_DATE: '2026-08-21 10:15:00' }, 'CALL_START_DATE should be in the ISO-8601 format'],
    ] as const;

    for (const [change, text] of refusals) {
      const answer = await town.call('telephony.externalCall.register', incoming(change));
      expect(answer).toMatchObject({
        status: 400,
        body: { error: 'ERROR_CORE', error_description: text },
      });
    }
  });

  it('takes a repeat within 30 minutes for the same call, also once it has ended, and then no more', async () => {
    const first = await register();
    town.wait(29 * minuteMs);
    const repeated = await register();
    const other = await register({ EXTERNAL_CALL_ID: 'pbx-2' });
    await finish(first.CALL_ID);
    const afterEnd = await register();
    town.wait(minuteMs);
    const late = await register();

    expect(repeated.CALL_ID).toBe(first.CALL_ID);
    expect(afterEnd.CALL_ID).toBe(first.CALL_ID);
    expect(new Set([first, other, late].map((call) => call.CALL_ID)).size).toBe(3);
  });

  it('gives two calls without an id of the PBX one call, so that the second cannot be finished', async () => {
    const first = await register({ EXTERNAL_CALL_ID: undefined });
    const second = await register({ EXTERNAL_CALL_ID: undefined });
    await finish(first.CALL_ID);

    const answer = await finish(second.CALL_ID);

    expect(second.CALL_ID).toBe(first.CALL_ID);
    expect(answer.status).toBe(400);
    expect(answer.body.error_description).toContain('Call is not found');
  });

  it('creates a lead for a new client and hands only that to whoever finishes', async () => {
    const owner = town.portal.people.add().id;
    const { CALL_ID, CRM_CREATED_LEAD } = await register({ CRM_CREATE: 1 });
    await finish(CALL_ID, { USER_ID: owner });
    const again = await register({ EXTERNAL_CALL_ID: 'pbx-2', CRM_CREATE: 1 });
    await finish(again.CALL_ID);

    const lead = town.portal.crm.get({ type: 'LEAD', id: CRM_CREATED_LEAD ?? 0 });
    expect(lead?.fields.ASSIGNED_BY_ID).toBe(owner);
    expect(again).toMatchObject({
      CRM_CREATED_LEAD: null,
      CRM_CREATED_ENTITIES: [],
      CRM_ENTITY_TYPE: 'LEAD',
    });
    expect(town.portal.crm.all('LEAD')).toHaveLength(1);
  });

  it('creates a contact with a deal where the CRM has no leads', async () => {
    town.portal.crm.mode = 'simple';

    const { CRM_CREATED_LEAD, CRM_CREATED_ENTITIES } = await register({ CRM_CREATE: 1 });

    expect(CRM_CREATED_LEAD).toBeNull();
    expect(CRM_CREATED_ENTITIES.map((entity) => entity.ENTITY_TYPE)).toEqual(['CONTACT', 'DEAL']);
  });

  it('creates nobody for a colleague', async () => {
    town.portal.people.add({ mobile: client });

    const registered = await register({ CRM_CREATE: 1 });

    expect(registered.LEAD_CREATION_ERROR).toBe('Lead creation is disabled for local users');
    expect(town.portal.crm.all('LEAD')).toHaveLength(0);
  });

  it('writes a missed call as 304 with an open activity, an answered one with a closed one', async () => {
    const contact = town.portal.crm.add('CONTACT', {
      multi: [{ typeId: 'PHONE', valueType: 'WORK', value: client }],
    });
    const missed = await register();
    const missedEnd = await finish(missed.CALL_ID, { DURATION: 0 });
    const answered = await register({ EXTERNAL_CALL_ID: 'pbx-2' });
    const answeredEnd = await finish(answered.CALL_ID);

    expect(missedEnd.body.result).toMatchObject({
      CALL_FAILED_CODE: '304',
      CALL_STATUS: 0,
      CALL_START_DATE: {},
    });
    expect(answeredEnd.body.result).toMatchObject({ CALL_FAILED_CODE: '200', CALL_DURATION: '95' });
    expect(town.portal.activities.of(contact).map((activity) => activity.completed)).toEqual([false, true]);
  });

  it('finishes for nobody who was dismissed', async () => {
    const { CALL_ID } = await register();
    town.portal.people.dismiss(operator);

    const answer = await finish(CALL_ID);

    expect(answer.body).toMatchObject({
      error: 'ERROR_CORE',
      error_description: 'User is not found or is not active',
    });
  });

  it('shows and hides cards, and says `false` of a call that it does not know', async () => {
    const colleague = town.portal.people.add().id;
    const { CALL_ID } = await register();
    await town.result('telephony.externalCall.show', { CALL_ID, USER_ID: [operator, colleague] });
    await town.result('telephony.externalCall.hide', { CALL_ID, USER_ID: colleague });

    expect(town.portal.calls.cardsOpen(CALL_ID)).toEqual([operator]);
    expect(await town.result('telephony.externalCall.show', { CALL_ID: 'no' })).toBe(false);
  });

  it('answers a look-up with the responsible, his extension and his working day, or with an empty list', async () => {
    town.portal.people.change(operator, { workDay: 'PAUSED' });
    town.portal.crm.add('COMPANY', {
      fields: { TITLE: 'Acme', ASSIGNED_BY_ID: operator },
      multi: [{ typeId: 'PHONE', valueType: 'WORK', value: '+7 (916) 123-45-67' }],
    });

    const found = await town.result('telephony.externalCall.searchCrmEntities', { PHONE_NUMBER: client });
    const nobody = await town.result('telephony.externalCall.searchCrmEntities', {
      PHONE_NUMBER: '+70000000',
    });

    expect(found).toMatchObject([
      {
        CRM_ENTITY_TYPE: 'COMPANY',
        NAME: 'Acme',
        ASSIGNED_BY: { ID: String(operator), TIMEMAN_STATUS: 'PAUSED', USER_PHONE_INNER: '204' },
      },
    ]);
    expect(nobody).toEqual([]);
  });

  it('attaches recordings by address, inline and by upload: wav and mp3, after the end, one at a time', async () => {
    const recordings = createServer((request, response) => {
      response.statusCode = request.url?.startsWith('/gone') === true ? 410 : 200;
      response.end('sound');
    });
    const url = `http://127.0.0.1:${await listen(recordings)}`;
    const { CALL_ID } = await register();
    const attach = (more: object) => town.call('telephony.externalCall.attachRecord', { CALL_ID, ...more });

    const early = await attach({ RECORD_URL: `${url}/a.mp3?sign=1` });
    await finish(CALL_ID);
    const byAddress = await attach({ RECORD_URL: `${url}/a.mp3?sign=1` });
    const gone = await attach({ RECORD_URL: `${url}/gone.mp3` });
    const ogg = await attach({ RECORD_URL: `${url}/a.ogg` });
    const inline = await attach({ FILENAME: 'b.wav', FILE_CONTENT: Buffer.from('tone').toString('base64') });
    const place = (await attach({ FILENAME: 'c.mp3' })).body.result as {
      uploadUrl: string;
      fieldName: string;
    };
    const form = new FormData();
    form.set(place.fieldName, new Blob(['longer sound']), 'c.mp3');
    const uploaded = await fetch(place.uploadUrl, { method: 'POST', body: form });
    await close(recordings);

    expect(early.body.error_description).toContain('not finished yet');
    expect([byAddress, inline].map((answer) => answer.body.result)).toMatchObject([
      { FILE_ID: 9001 },
      { FILE_ID: 9002 },
    ]);
    expect(gone.body.error_description).toBe('Server returns HTTP error code 410');
    expect(ogg.body.error_description).toBe('Wrong file extension. Only wav and mp3 are allowed');
    expect(uploaded.status).toBe(200);
    expect(town.portal.calls.get(CALL_ID)?.record).toEqual({ fileId: 9003, name: 'c.mp3', bytes: 12 });
  });

  it('checks every line of a transcript, and keeps a repeat as another one', async () => {
    const { CALL_ID } = await register();
    await finish(CALL_ID);
    const line = { SIDE: 'User', START_TIME: 0, STOP_TIME: 3, MESSAGE: 'Acme, good morning.' };
    const attach = (change: object) =>
      town.call('telephony.call.attachTranscription', { CALL_ID, MESSAGES: [{ ...line, ...change }] });

    const wrong = await Promise.all([
      attach({ SIDE: 'Robot' }),
      attach({ START_TIME: 0.5 }),
      attach({ STOP_TIME: 0 }),
      attach({ MESSAGE: '' }),
    ]);
    const first = await attach({});
    const second = await attach({});

    expect(wrong.map((answer) => answer.status)).toEqual([400, 400, 400, 400]);
    expect([first.body.result, second.body.result]).toEqual([{ TRANSCRIPT_ID: 1 }, { TRANSCRIPT_ID: 2 }]);
  });

  it('tells by the id of the PBX whether a call was finished', async () => {
    const filter = { FILTER: { EXTERNAL_CALL_ID: 'pbx-1' } };
    const { CALL_ID } = await register();
    const before = await town.result('voximplant.statistic.get', filter);
    await finish(CALL_ID);

    expect(before).toEqual([]);
    expect(await town.result('voximplant.statistic.get', filter)).toMatchObject([
      { CALL_ID, EXTERNAL_CALL_ID: 'pbx-1', CALL_FAILED_CODE: '200', CALL_DURATION: '95' },
    ]);
  });

  it('knows a line once, and lets it say that outgoing calls create nobody', async () => {
    const line = { NUMBER: '+74951112233', NAME: 'Sales', CRM_AUTO_CREATE: 'N' };
    await town.result('telephony.externalLine.add', line);

    const again = await town.call('telephony.externalLine.add', line);
    const outgoing = await register({ TYPE: 1, CRM_CREATE: 1 });

    expect(again.body).toMatchObject({ error: 'ERROR_CORE', error_description: 'Line already exists' });
    expect(outgoing.CRM_CREATED_ENTITIES).toEqual([]);
  });

  it('takes none of it from a webhook', async () => {
    const { secret } = town.portal.webhooks.add(1, ['telephony', 'crm']);
    const url = `${town.portal.clientEndpoint}1/${secret}/telephony.externalCall.register`;

    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ PHONE_NUMBER: client }),
    });

    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: 'WRONG_AUTH_TYPE' });
  });
});
