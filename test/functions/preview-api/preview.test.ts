import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventProcessor } from '../../../functions/event-processor/processor.ts';
import type { CallId } from '../../../shared/base/ids.ts';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { eventsOf } from '../../../shared/calls/preview/events-of.ts';
import type { ImaginedInbound } from '../../../shared/calls/preview/imagined-call.ts';
import { Table } from '../../../shared/platform/table.ts';
import { administrator, employee as as, client, startApi } from '../../api/api-under-test.ts';
import { clientPhone, contact, employee, trunkA, unmapped } from '../../calls/story.ts';
import { sqsRecord } from '../../platform/support/stack.ts';
import { settle } from '../../platform/support/town.ts';
import { takeMessages } from '../../support/queues.ts';

const route = 'POST /api/preview';
const tenant = { package: 'extended', country: 'RU', timeZone: 'Europe/Moscow' } as const;
const at = '2026-11-20T09:00:00.000Z';
const newcomer = '+79000000001';
let api: Awaited<ReturnType<typeof startApi>>;
let table: Table;
let preview: ReturnType<typeof client>;
let journal: ReturnType<typeof client>;

beforeAll(async () => {
  api = await startApi({ queues: true });
  table = new Table(api.names.table, api.dynamo);
  preview = client((await import('../../../functions/preview-api/handler.ts')).handler);
  journal = client((await import('../../../functions/journal-api/handler.ts')).handler);
  await settle(table, {
    settings: { defaultResponsible: 'boss', lateEvents: { quietSeconds: 0 } },
    trunks: [{ number: trunkA, trunkResponsible: 'trunkman' }],
    employees: [
      employee('operator', '101'),
      employee('colleague', '102'),
      unmapped('courier', '104'),
      employee('boss', undefined),
      employee('trunkman', undefined, {
        leaves: [{ from: '2026-12-01', to: '2026-12-02', substituteId: 'colleague' as never }],
      }),
      employee('groupman', undefined),
      employee('owner', '110'),
      employee('fired', undefined, { status: 'dismissed' }),
    ],
    parties: [contact('owner')],
  });
});
afterAll(() => api.stop());

const ask = (body: object, more: object = {}) =>
  preview(route, { body: { direction: 'inbound', trunk: trunkA, at, ...body }, ...more });
const rung = (...ids: readonly string[]) => ids.map((employeeId) => ({ employeeId }));
const draft = (calls: object) => ({ calls: { defaultResponsible: 'boss', ...calls } });

describe('an imagined call', () => {
  it('D-85 has its owner, its new client and its task, each with the reason in words', async () => {
    const { status, body } = await ask({ number: newcomer, rung: rung('operator', 'colleague') });
    expect(status).toBe(200);
    expect(body.call).toMatchObject({
      result: 'missed',
      missedReason: 'direct',
      callOwnerId: 'colleague',
      entity: { action: 'lead', entityOwnerId: 'colleague' },
      task: { taskAssigneeId: 'colleague' },
    });
    expect(body.call.records[0].why).toEqual([
      'пропущен: ответственный за клиента — клиент неизвестен',
      expect.stringContaining('IVR'),
      expect.stringContaining('в группе'),
      'выбран: сотрудник, у которого звонил телефон (colleague)',
    ]);
    const english = await ask({ number: newcomer, rung: rung('operator') }, { query: { lang: 'en' } });
    expect(english.body.call.records[0].why.at(-1)).toBe('taken: the employee whose phone rang (operator)');
  });

  it("knows the client by any spelling of his phone, and the line by any of the trunk's", async () => {
    const { body } = await ask({
      number: '8 (916) 111-22-33',
      trunk: '8 495 000-00-01',
      rung: rung('operator'),
    });
    expect(body.call).toMatchObject({ callOwnerId: 'owner', client: clientPhone, trunk: trunkA });
    expect(body.call.entity).toBeUndefined();
  });

  it("is answered, passed on, and made by one's own people", async () => {
    const answered = await ask({
      number: newcomer,
      rung: rung('operator'),
      answeredBy: { employeeId: 'operator' },
      transferredTo: rung('colleague'),
    });
    expect(answered.body.call.records.map((one: { callOwnerId: string }) => one.callOwnerId)).toEqual([
      'operator',
      'colleague',
    ]);
    const made = await preview(route, {
      body: { direction: 'outbound', number: newcomer, at, caller: { employeeId: 'operator' } },
    });
    expect(made.body.call).toMatchObject({
      direction: 'outbound',
      result: 'answered',
      callOwnerId: 'operator',
    });
  });

  it('MG-03 of an unmapped employee is left out, and says so', async () => {
    const { body } = await ask({ number: newcomer, answeredBy: { employeeId: 'courier' } });
    expect(body.call).toMatchObject({ notCaptured: 'unmapped', records: [] });
  });

  it('happens at its time: leaves count that are on then', async () => {
    const { body } = await ask({ number: newcomer, at: '2026-12-01T10:00:00+03:00' });
    expect(body.call).toMatchObject({ missedReason: 'ivr', callOwnerId: 'colleague' });
    expect(body.call.records[0].why.at(-1)).toContain('замещает colleague');
    expect((await ask({ number: newcomer })).body.call.callOwnerId).toBe('trunkman');
  });

  it('has its turn by its id, where responsibles take turns', async () => {
    const defaultResponsible = { rotation: ['boss', 'groupman', 'owner'] };
    const trunks = { trunks: [] };
    const turns = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const asked = {
          number: newcomer,
          callId: `call-${at}`,
          draft: { calls: { defaultResponsible }, trunks },
        };
        const [{ body }, again] = await Promise.all([ask(asked), ask(asked)]);
        expect(again.body).toEqual(body);
        return body.call.callOwnerId;
      }),
    );
    expect(new Set(turns)).toEqual(new Set(['boss', 'groupman', 'owner']));
  });

  it('happens now unless told', async () => {
    const before = Date.now();
    const { body } = await ask({ number: newcomer, at: undefined });
    expect(Date.parse(body.call.startedAt)).toBeGreaterThanOrEqual(before);
  });
});

describe('a draft', () => {
  it('stands in for the saved settings, and only for this question', async () => {
    const call = { number: newcomer, rung: rung('operator'), group: '500' };
    const missedInGroup = { enabled: true, employeeId: 'groupman' };
    const tried = await ask({ ...call, draft: draft({ missedInGroup }) });
    expect(tried.body.call).toMatchObject({ missedReason: 'ringGroup', callOwnerId: 'groupman' });
    // Three seconds after a missed group call unless told; the saved settings say at once.
    expect(tried.body.decidedAfterSeconds).toBe(3);
    expect((await ask(call)).body).toMatchObject({
      decidedAfterSeconds: 0,
      call: { callOwnerId: 'operator' },
    });
  });

  it('of the trunks alone leaves the call settings as they are', async () => {
    const trunks = { trunks: [{ number: '84950000001', trunkResponsible: 'groupman' }] };
    const { body } = await ask({ number: newcomer, draft: { trunks } });
    expect(body.call.callOwnerId).toBe('groupman');
  });

  it('that could not be saved is refused as it would be then', async () => {
    const { status, body } = await ask({
      draft: {
        calls: { defaultResponsible: 'fired' },
        trunks: { trunks: [{ number: '12' }] },
      },
    });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'DL2002',
      errors: [
        { field: 'draft.calls.defaultResponsible', reason: 'employee fired is dismissed' },
        { field: 'draft.trunks.trunks[0].number' },
      ],
    });
  });
});

describe('what then happens', () => {
  const calls: Record<string, [object, Partial<ImaginedInbound>]> = {
    'a missed call of a client': [
      { number: clientPhone, rung: rung('operator') },
      { number: clientPhone, rung: ['101'] },
    ],
    'a missed group call of a new client': [
      { number: newcomer, rung: rung('operator', 'courier'), group: '500' },
      { number: newcomer, rung: ['101', '104'], group: '500' },
    ],
    'a call that ends in the voice menu': [{ number: newcomer }, { number: newcomer }],
    'an answered call that is passed on': [
      { number: newcomer, answeredBy: { employeeId: 'operator' }, transferredTo: rung('colleague') },
      { number: newcomer, answeredBy: '101', transferredTo: ['102'] },
    ],
    'a call of an unmapped employee': [
      { number: newcomer, answeredBy: { employeeId: 'courier' } },
      { number: newcomer, answeredBy: '104' },
    ],
  };
  let number = 0;

  /** The call as the processor takes it from its queue, until it is decided. */
  async function really(events: readonly CallEvent[]): Promise<void> {
    const { crmWrites, timers } = api.queues ?? { crmWrites: '', timers: '' };
    const processor = eventProcessor({
      table,
      tenant,
      crmWritesQueueUrl: crmWrites,
      timersQueueUrl: timers,
      clock: () => Math.max(...events.map((event) => event.at)),
    });
    const messages = events.toReversed().map((event) => ({ kind: 'callEvents', events: [event] }));
    await processor(messages.map((message) => sqsRecord(message)));
    if (api.sqs === undefined) throw new Error('no queues');
    for (const { Body } of await takeMessages(api.sqs, timers)) await processor([sqsRecord(Body)]);
  }

  it.each(Object.entries(calls))('is what was foretold of %s', async (_, [request, told]) => {
    number += 1;
    const id = `mango:real-${number}`;
    await really(
      eventsOf({
        id: id as CallId,
        direction: 'inbound',
        at: Date.parse(at),
        trunk: trunkA,
        talkSeconds: 60,
        rung: [],
        transferredTo: [],
        voiceMenu: false,
        voicemail: false,
        ...told,
      }),
    );
    const { body: happened } = await journal('GET /api/calls/{id+}', { params: { id } });
    expect(happened.phase).toBe('settled');
    const { body: foretold } = await ask(request);
    expect(nameless(foretold.call, 'mango:preview')).toEqual(nameless(happened, id));
  });

  /** The call under a name that both have. */
  const nameless = (call: object, id: string) => JSON.parse(JSON.stringify(call).replaceAll(id, 'the call'));
});

describe('nothing is written', () => {
  it('whatever is asked', async () => {
    const items = async () => (await api.dynamo.send(new ScanCommand({ TableName: api.names.table }))).Items;
    const before = await items();
    await ask({ number: newcomer, rung: rung('operator'), group: '500' });
    await ask({ number: newcomer, draft: draft({}) });
    expect(await items()).toEqual(before);
  });
});

describe('a question that cannot be answered', () => {
  it.each([
    ['somebody who does not exist', { rung: rung('nobody') }, 'rung[0]', 'there is no employee nobody'],
    [
      'somebody without an extension',
      { answeredBy: { employeeId: 'boss' } },
      'answeredBy',
      'has no extension of mango',
    ],
    ['an extension of no PBX', { rung: [{ extension: '101' }] }, 'pbx', 'is required beside an extension'],
    ['an unknown field', { rang: [] }, 'rang', 'is not a known field'],
    [
      'too many people',
      { rung: rung(...Array.from({ length: 51 }, () => 'operator')) },
      'rung',
      expect.any(String),
    ],
  ])('names %s', async (_, body, field, reason) => {
    const answer = await ask(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ field, reason }]);
  });

  it('an extension goes with its PBX', async () => {
    const { body } = await ask({ number: newcomer, pbx: 'mango', rung: [{ extension: '102' }] });
    expect(body.call.callOwnerId).toBe('colleague');
  });

  it('a body beyond 256 KB is refused', async () => {
    const answer = await ask({ number: newcomer, trunk: 'x'.repeat(300_000) });
    expect(answer.status).toBe(413);
  });

  it('is for administrators only', async () => {
    expect((await ask({}, { as: as('operator') })).status).toBe(403);
    expect((await ask({}, { as: { ...administrator, roles: [] } })).status).toBe(403);
    expect((await ask({}, { as: null })).status).toBe(401);
  });
});
