import * as z from 'zod/mini';
import { idSchema } from '../base/id-schema.ts';
import type { CallId, EffectId, EmployeeId, PartyId } from '../base/ids.ts';
import type { E164 } from '../base/phone.ts';
import { callbackOutcomes } from '../effects/crm-write.ts';
import type { CrmEffect } from '../effects/effect.ts';
import { partyKinds } from '../people/party.ts';

/** A CRM effect as it comes out of the queue. */

const text = z.string().check(z.minLength(1), z.maxLength(1_000));
const branded = <T extends string>() => idSchema<T>(1_000);
const instant = z.int().check(z.minimum(0));
const seconds = z.number().check(z.minimum(0));
const employeeId = branded<EmployeeId>();
const phone = branded<E164>();
const cardOf = z.exactOptional(branded<CallId>());

const partyRef = z.strictObject({ kind: z.enum(partyKinds), id: branded<PartyId>() });
const stage = z.strictObject({ pipelineId: text, stageId: text });

const client = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('known'),
    party: partyRef,
    phone: z.exactOptional(phone),
  }),
  z.strictObject({ kind: z.literal('byPhone'), phone }),
  z.strictObject({ kind: z.literal('none') }),
]);

const ensureClient = z.strictObject({
  kind: z.literal('ensureClient'),
  key: text,
  phone,
  action: z.enum(['lead', 'contact', 'contactAndDeal']),
  name: text,
  dealName: z.exactOptional(text),
  dealStage: z.exactOptional(stage),
  entityOwnerId: employeeId,
  line: z.exactOptional(text),
});

const ensureDeal = z.strictObject({
  kind: z.literal('ensureDeal'),
  key: text,
  client: partyRef,
  action: z.enum(['deal', 'dealIfNoneOpen']),
  name: text,
  stage: z.exactOptional(stage),
  entityOwnerId: employeeId,
  line: z.exactOptional(text),
});

const recordCall = z.strictObject({
  kind: z.literal('recordCall'),
  key: text,
  direction: z.enum(['inbound', 'outbound']),
  result: z.enum(['answered', 'missed', 'failed']),
  missedReason: z.exactOptional(text),
  cause: z.exactOptional(text),
  callOwnerId: employeeId,
  client,
  rawNumber: z.exactOptional(z.string()),
  line: z.exactOptional(z.string()),
  startedAt: instant,
  durationSeconds: seconds,
  talkSeconds: seconds,
  recordingIds: z.array(text),
  cardOf,
});

const createTask = z.strictObject({
  kind: z.literal('createTask'),
  key: text,
  taskAssigneeId: employeeId,
  client,
  text,
  dueAt: instant,
  callKey: text,
  number: text,
  missedAt: instant,
  missedReason: text,
  line: z.exactOptional(text),
  dedupe: z.enum(['open', 'sameDay']),
  day: text,
  autoClose: z.boolean(),
});

const closeTasks = z.strictObject({
  kind: z.literal('closeTasks'),
  key: text,
  client,
  number: text,
  outcome: z.enum(callbackOutcomes),
  connectedAt: instant,
  callKey: text,
});

const attachRecording = z.strictObject({
  kind: z.literal('attachRecording'),
  key: text,
  callKey: text,
  recordingId: text,
  cardOf,
});

const attachTranscript = z.strictObject({
  kind: z.literal('attachTranscript'),
  key: text,
  callKey: text,
  recordingId: text,
  cardOf,
});

const changeOwner = z.strictObject({
  kind: z.literal('changeOwner'),
  key: text,
  client: partyRef,
  entityOwnerId: employeeId,
  ownerBefore: z.exactOptional(employeeId),
  transferredAt: instant,
});

export const crmEffectSchema = z.strictObject({
  kind: z.literal('crm'),
  id: branded<EffectId>(),
  orderKey: text,
  writes: z
    .array(
      z.discriminatedUnion('kind', [
        ensureClient,
        ensureDeal,
        recordCall,
        createTask,
        closeTasks,
        attachRecording,
        attachTranscript,
        changeOwner,
      ]),
    )
    .check(z.minLength(1)),
}) satisfies z.ZodMiniType<CrmEffect, unknown>;
