import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventProcessor } from '../../../functions/event-processor/processor.ts';
import { MangoCall } from '../../../infra/local/demo/mango-pbx.ts';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { generic } from '../../../shared/pbx/generic/adapter.ts';
import { mango } from '../../../shared/pbx/mango/adapter.ts';
import { type PbxProvider, pbxProviders } from '../../../shared/pbx/providers.ts';
import { Table } from '../../../shared/platform/table.ts';
import { client, startApi } from '../../api/api-under-test.ts';
import { clientPhone, employee, trunkA } from '../../calls/story.ts';
import * as megafon from '../../pbx/megafon/payloads.ts';
import { start } from '../../pbx/outcome.ts';
import * as twilio from '../../pbx/twilio/payloads.ts';
import * as uis from '../../pbx/uis/payloads.ts';
import * as zadarma from '../../pbx/zadarma/payloads.ts';
import { sqsRecord } from '../../platform/support/stack.ts';
import { settle } from '../../platform/support/town.ts';
import { takeMessages } from '../../support/queues.ts';

const tenant = { package: 'extended', country: 'RU', timeZone: 'Europe/Moscow' } as const;
let api: Awaited<ReturnType<typeof startApi>>;
let preview: ReturnType<typeof client>;
let journal: ReturnType<typeof client>;

beforeAll(async () => {
  api = await startApi({ queues: true });
  preview = client((await import('../../../functions/preview-api/handler.ts')).handler);
  journal = client((await import('../../../functions/journal-api/handler.ts')).handler);
  await settle(new Table(api.names.table, api.dynamo), {
    settings: { defaultResponsible: 'boss', lateEvents: { quietSeconds: 0 } },
    trunks: [{ number: trunkA }],
    employees: [
      employee('boss', undefined),
      employee('operator', undefined, {
        extensions: Object.fromEntries(pbxProviders.map((pbx) => [pbx, ['101']])),
      }),
      ...pbxProviders.map((pbx) => employee(`of-${pbx}`, undefined, { extensions: { [pbx]: ['200'] } })),
    ],
  });
});
afterAll(() => api.stop());

const ask = (body: object) =>
  preview('POST /api/preview', {
    body: { direction: 'inbound', number: clientPhone, trunk: trunkA, ...body },
  });
const at = (seconds: number) => start + seconds * 1_000;
const missedHistory = { status: 'missed', duration: '30' };

/** Each PBX's own events of one call: it rings 101 for half a minute, and nobody answers. */
const missed: Readonly<Record<PbxProvider, () => readonly CallEvent[]>> = {
  mango: () =>
    new MangoCall({
      name: 'missed',
      startedAt: start / 1_000,
      client: clientPhone.slice(1),
      line: trunkA.slice(1),
    })
      .ring('101')
      .wait(30)
      .stop('101', 1111)
      .endInbound(1111)
      .webhooks.flatMap(({ path, payload }) => mango.parse({ path, text: JSON.stringify(payload) })),
  generic: () => {
    const leg = { kind: 'leg', callId: 'c-1', legId: 'l-1', place: 'employee', line: trunkA };
    const ends = { from: { number: clientPhone }, to: { extension: '101' } };
    const time = (seconds: number) => new Date(at(seconds)).toISOString();
    const events = [
      { ...leg, ...ends, seq: 1, state: 'ringing', at: time(0) },
      { ...leg, ...ends, seq: 2, state: 'ended', at: time(30), cause: 'noAnswer' },
      {
        ...ends,
        kind: 'ended',
        callId: 'c-1',
        direction: 'inbound',
        line: trunkA,
        startedAt: time(0),
        endedAt: time(30),
        cause: 'noAnswer',
      },
    ];
    return generic.parse({ path: '/events', text: JSON.stringify({ events }) });
  },
  zadarma: () => [
    ...zadarma.receive(zadarma.started, at(0)),
    ...zadarma.receive(zadarma.rings('101'), at(1)),
    ...zadarma.receive(zadarma.ended({ internal: '101', disposition: 'no answer' }), at(30)),
  ],
  megafon: () => [
    ...megafon.receive(megafon.event('INCOMING', '101'), at(0)),
    ...megafon.receive(megafon.event('CANCELLED', '101'), at(30)),
    ...megafon.receive(megafon.history('101', missedHistory), at(31)),
  ],
  uis: () => [
    ...uis.receive(uis.notification('callStarted', 0)),
    ...uis.receive(uis.notification('ringing', 1, { employee_id: 101, direction: 'in' })),
    ...uis.receive(uis.notification('callLost', 30, { employee_ids: [101] })),
    ...uis.receive(
      uis.notification('callEnded', 30, {
        direction: 'in',
        wait_time_duration: 30,
        talk_time_duration: 0,
        total_time_duration: 30,
      }),
    ),
  ],
  twilio: () => [
    ...twilio.receive(twilio.entry('in-progress', 0)),
    ...twilio.receive(twilio.dialled('101', 'ringing', 1)),
    ...twilio.receive(twilio.dialled('101', 'no-answer', 30)),
    ...twilio.receive(twilio.entry('completed', 31, { CallDuration: '31' })),
  ],
};

/** The call as the processor takes it from its queue, until it is decided. @returns its id. */
async function really(events: readonly CallEvent[]): Promise<string> {
  if (api.sqs === undefined || api.queues === undefined) throw new Error('no queues');
  const { crmWrites, timers } = api.queues;
  const processor = eventProcessor({
    table: new Table(api.names.table, api.dynamo),
    tenant,
    crmWritesQueueUrl: crmWrites,
    timersQueueUrl: timers,
    clock: () => Math.max(...events.map((event) => event.at)),
  });
  for (const event of events) await processor([sqsRecord({ kind: 'callEvents', events: [event] })]);
  for (const { Body } of await takeMessages(api.sqs, timers)) await processor([sqsRecord(Body ?? '')]);
  return events[0]?.callId ?? '';
}

describe.each(pbxProviders)('a call that %s would tell', (pbx) => {
  it('is what then happens of its own events', async () => {
    const id = await really(missed[pbx]());
    const { body: happened } = await journal('GET /api/calls/{id+}', { params: { id } });
    expect(happened.callOwnerId).toBe('operator');
    const { status, body } = await ask({ pbx, rung: [{ extension: '101' }], at: happened.startedAt });
    expect(status).toBe(200);
    const outcome = ({ records, task, entity, ...call }: typeof body.call) => ({
      result: call.result,
      missedReason: call.missedReason,
      owner: call.callOwnerId,
      participants: call.participants,
      why: records.map((record: { why: unknown }) => record.why),
      task: task.taskAssigneeId,
      entity: [entity.action, entity.entityOwnerId],
    });
    expect(outcome(body.call)).toEqual(outcome(happened));
  });

  it('is told with the employees who have an extension there, unless another PBX is named', async () => {
    const people = { rung: [{ employeeId: `of-${pbx}` }] };
    const { body } = await ask(people);
    expect(body.call).toMatchObject({ callOwnerId: `of-${pbx}`, participants: [{ extension: '200' }] });
    expect(body.call.id).toBe(`${pbx}:preview`);
    const other = pbxProviders.find((one) => one !== pbx);
    const refused = await ask({ ...people, pbx: other });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([{ field: 'rung[0]', reason: `has no extension of ${other}` }]);
  });
});

describe('what a PBX keeps to itself', () => {
  const rung = [{ extension: '101' }];

  it.each<PbxProvider>(['zadarma', 'uis'])('%s: the group of a call cannot be foretold', async (pbx) => {
    const { status, body } = await ask({ pbx, rung, group: '500' });
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ field: 'group', reason: `is not told by ${pbx}: leave it out` }]);
  });

  it.each<PbxProvider>(['zadarma', 'megafon', 'uis', 'twilio'])('%s: nor can a voicemail', async (pbx) => {
    const { status, body } = await ask({ pbx, rung, voicemail: true });
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ field: 'voicemail', reason: `is not told by ${pbx}: leave it out` }]);
  });

  it.each<PbxProvider>(['mango', 'generic', 'megafon', 'twilio'])('%s names the group', async (pbx) => {
    const { body } = await ask({ pbx, rung, group: 'sales' });
    expect(body.call).toMatchObject({ missedReason: 'ringGroup', callOwnerId: 'operator' });
  });

  it('an unknown PBX is refused by name', async () => {
    const { status, body } = await ask({ pbx: 'asterisk', rung });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: 'pbx' }]);
    for (const pbx of pbxProviders) expect(body.errors[0].reason).toContain(pbx);
  });
});
