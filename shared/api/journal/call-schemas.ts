import * as z from 'zod';
import { directions, endCauses, legPlaces, legStates, transferKinds } from '../../calls/events.ts';
import { suppressions } from '../../calls/state.ts';
import { knownClientActions, newClientActions } from '../../effects/crm-write.ts';
import { employeeIdSchema } from '../../people/employee-schema.ts';
import { partyKinds } from '../../people/party.ts';
import { candidateRoles } from '../../responsibility/candidate.ts';
import { daySchema, instantSchema } from '../common-schemas.ts';

/** What the journal shows of a call. */

export const callResults = ['answered', 'missed', 'failed'] as const;
const missedReasons = ['direct', 'ringGroup', 'ivr', 'voicemail'] as const;

const line = {
  id: z.string().meta({ example: 'mango:MTQwNzQxMDA5Nw==' }),
  phase: z.enum(['open', 'settled']).meta({ description: '`open` until it is decided who is responsible' }),
  direction: z.enum(directions),
  result: z.enum(callResults).exactOptional(),
  missedReason: z.enum(missedReasons).exactOptional(),
  startedAt: instantSchema,
  talkSeconds: z.number().exactOptional(),
  client: z
    .string()
    .exactOptional()
    .meta({ description: 'E.164, or the number as it came where it is no phone' }),
  clientName: z.string().exactOptional(),
  trunk: z.string().exactOptional(),
  callOwnerId: employeeIdSchema.exactOptional(),
  callOwnerName: z.string().exactOptional(),
  notCaptured: z
    .enum(['internal', 'unassigned', 'unmapped', 'ivrOff', ...suppressions])
    .exactOptional()
    .meta({ description: 'Why the CRM holds no record of it' }),
};

/** One line of the journal. */
export const callLineSchema = z.strictObject(line).meta({ id: 'CallLine' });

const why = {
  why: z.array(z.string()).meta({
    description: 'The candidates in the order in which they were considered, in words',
    example: [
      'пропущен: ответственный за клиента — клиент неизвестен',
      'выбран: ответственный за транк (Петров)',
    ],
  }),
  trace: z
    .array(
      z.strictObject({
        role: z.enum(candidateRoles),
        employeeId: employeeIdSchema.exactOptional(),
        name: z.string().exactOptional(),
        outcome: z.enum(['taken', 'skipped']),
        reason: z.string().exactOptional(),
        onLeaveUntil: z.string().exactOptional(),
        coveredBy: employeeIdSchema.exactOptional(),
        coveredByName: z.string().exactOptional(),
        coveredAs: z.enum(['substitute', 'head']).exactOptional(),
      }),
    )
    .meta({ description: 'The same for programs' }),
};

const endpoint = z.strictObject({ extension: z.string().optional(), number: z.string().optional() });

const leg = z
  .strictObject({
    id: z.string(),
    startedAt: instantSchema,
    endedAt: instantSchema.exactOptional(),
    cause: z.enum(endCauses).exactOptional(),
    line: z.string().exactOptional(),
    group: z.string().exactOptional(),
    takenFrom: z.string().exactOptional(),
    transfer: z.enum(transferKinds).optional(),
    phases: z.array(
      z.strictObject({
        state: z.enum(legStates),
        place: z.enum(legPlaces),
        from: endpoint,
        to: endpoint,
        since: instantSchema,
        until: instantSchema.exactOptional(),
      }),
    ),
  })
  .meta({ id: 'Leg' });

const record = z
  .strictObject({
    key: z.string(),
    callOwnerId: employeeIdSchema,
    extension: z.string().exactOptional(),
    legIds: z.array(z.string()),
    startedAt: instantSchema,
    endedAt: instantSchema,
    talkSeconds: z.number(),
    ...why,
  })
  .meta({ id: 'CallRecord', description: "One employee's part of the call, or the missed call" });

const created = {
  entityOwnerId: employeeIdSchema,
  stage: z
    .strictObject({ pipelineId: z.string(), stageId: z.string() })
    .exactOptional()
    .meta({ description: 'Where its deal begins' }),
  rule: z
    .string()
    .exactOptional()
    .meta({ description: 'The row of the inbound rules that the call fits; absent for the default row' }),
  ...why,
};
const entity = z
  .strictObject({ action: z.enum(newClientActions), ...created })
  .meta({ description: 'What it creates of a new client' });
const deal = z
  .strictObject({ action: z.enum(knownClientActions), ...created })
  .meta({ description: 'The deal of a known client that it creates' });

const task = z.strictObject({
  key: z.string(),
  taskAssigneeId: employeeIdSchema,
  dueAt: instantSchema,
  ...why,
});

const ownerChange = z.strictObject({ entityOwnerId: employeeIdSchema.exactOptional(), ...why }).meta({
  description:
    'Whether a transfer gives the known client a new owner: `entityOwnerId`; absent where he keeps his',
});

const crmRef = z.strictObject({ kind: z.string(), id: z.string() });

const writeResult = z
  .strictObject({
    key: z.string(),
    kind: z.string().meta({ example: 'recordCall' }),
    outcome: z.enum(['done', 'refused']),
    ref: crmRef.exactOptional().meta({ description: 'What was written, by its id in the CRM' }),
    created: z.boolean().exactOptional(),
    linkedTo: crmRef.exactOptional().meta({ description: 'The client it was put on' }),
    note: z.string().exactOptional(),
    code: z.string().exactOptional(),
    reason: z.string().exactOptional(),
  })
  .meta({ id: 'WriteResult' });

const effect = z
  .strictObject({
    id: z.string(),
    fate: z.enum(['planned', 'sent', 'confirmed', 'refused']).meta({
      description:
        '`planned`: waits in the queue. `sent`: the CRM has not answered yet, or its answer was lost',
    }),
    attempts: z.int().exactOptional(),
    at: instantSchema.exactOptional().meta({ description: 'When its fate was last known' }),
    results: z.array(writeResult),
  })
  .meta({ id: 'EffectFate' });

/** Everything known about one call. */
export const callSchema = z
  .strictObject({
    ...line,
    cause: z.enum(endCauses).exactOptional().meta({ description: 'Why nobody talked' }),
    endedAt: instantSchema.exactOptional(),
    decidedAt: instantSchema.exactOptional(),
    party: z.strictObject({ kind: z.enum(partyKinds), id: z.string() }).exactOptional(),
    legs: z.array(leg),
    transfers: z.array(
      z.strictObject({
        kind: z.enum(transferKinds),
        from: z.string().exactOptional(),
        to: z.string(),
        at: instantSchema,
      }),
    ),
    participants: z.array(
      z.strictObject({
        extension: z.string(),
        employeeId: employeeIdSchema.exactOptional(),
        name: z.string().exactOptional(),
        mapped: z.boolean().meta({ description: 'Known to the CRM' }),
        rang: z.boolean(),
        talked: z.boolean(),
      }),
    ),
    recordingIds: z.array(z.string()),
    records: z.array(record),
    entity: entity.exactOptional(),
    deal: deal.exactOptional(),
    task: task.exactOptional(),
    ownerChange: ownerChange.exactOptional(),
    effects: z
      .array(effect)
      .meta({ description: 'What was to be written to the CRM, and what became of it' }),
    ourCompanyId: z.string().exactOptional().meta({ description: 'Which of our companies it belongs to' }),
    assignedBy: z.string().exactOptional().meta({ description: 'Who gave it to that company by hand' }),
    lateEvents: z.int().meta({ description: 'Events that came after the decision' }),
  })
  .meta({ id: 'Call' });

const count = z.int().min(0);

/** D-20: what is left of suppressed calls. */
export const suppressedCallsSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        day: daySchema,
        lineOff: count.meta({ description: 'The line is not processed' }),
        denied: count.meta({ description: 'On the deny list' }),
        notAllowed: count.meta({ description: 'Not on the allow list' }),
      }),
    ),
  })
  .meta({ id: 'SuppressedCalls' });
