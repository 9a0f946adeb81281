import type { CallId, EffectId, EventId } from '../base/ids.ts';
import { filledIn } from '../base/template.ts';
import { clockIn, dayIn } from '../base/time.ts';
import type { ClientRef, CrmWrite, DealStage, RecordCall } from '../effects/crm-write.ts';
import type { AlertEffect, CrmEffect } from '../effects/effect.ts';
import type { SettingsMistake } from '../responsibility/choose.ts';
import type { RecordingReady } from './events.ts';
import type { Evidence } from './evidence.ts';
import type { CallFacts } from './facts.ts';
import { recordingsOf, recordOf, transcriptsOf } from './recordings.ts';
import type { CallDecision, CallState, RecordDecision } from './state.ts';

/** What the CRM must hold after a decision, as one effect: the client or deal, the records, the tasks, in this order. */
export function decisionEffect(
  callId: CallId,
  decision: CallDecision,
  evidence: Evidence,
  facts: CallFacts,
): CrmEffect | undefined {
  if (decision.records.length === 0) return undefined;
  const recordings = recordingsOf(evidence);
  const writes: CrmWrite[] = [
    ...ensureClient(callId, decision, facts),
    ...ensureDeal(callId, decision, facts),
    ...changeOwner(callId, decision),
    ...decision.records.map((record) => recordCall(record, decision, recordings)),
    ...transcriptsOf(evidence, decision).map(({ write }) => write),
    ...createTask(decision, facts),
    ...closeTasks(callId, decision, facts),
  ];
  return {
    kind: 'crm',
    id: `${callId}:settled:0` as EffectId,
    orderKey: decision.client?.phone ?? callId,
    writes,
  };
}

function ensureClient(callId: CallId, decision: CallDecision, facts: CallFacts): CrmWrite[] {
  const { entity, client, trunk } = decision;
  if (entity === undefined || entity.action === 'nothing' || client?.phone === undefined) return [];
  const { createdNames } = facts.settings;
  const values = placeholdersFor(decision, facts);
  return [
    {
      kind: 'ensureClient',
      key: `${callId}/client`,
      phone: client.phone,
      action: entity.action,
      name: filledIn(createdNames.client, values) || client.phone,
      ...(entity.action === 'contactAndDeal'
        ? { dealName: filledIn(createdNames.deal, values) || client.phone, ...stageOf(entity, 'dealStage') }
        : {}),
      entityOwnerId: entity.entityOwnerId,
      ...(trunk === undefined ? {} : { line: trunk }),
    },
  ];
}

function ensureDeal(callId: CallId, decision: CallDecision, facts: CallFacts): CrmWrite[] {
  const { deal, client, trunk } = decision;
  if (deal === undefined || client?.party === undefined) return [];
  const name = filledIn(facts.settings.createdNames.deal, placeholdersFor(decision, facts));
  return [
    {
      kind: 'ensureDeal',
      key: `${callId}/deal`,
      client: client.party,
      action: deal.action,
      name: name || client.number,
      ...stageOf(deal, 'stage'),
      entityOwnerId: deal.entityOwnerId,
      ...(trunk === undefined ? {} : { line: trunk }),
    },
  ];
}

function stageOf<Name extends string>({ stage }: { readonly stage?: DealStage }, name: Name) {
  return (stage === undefined ? {} : { [name]: stage }) as { [_ in Name]?: DealStage };
}

/** What the texts of the settings can name. */
function placeholdersFor({ client, trunk, startedAt }: CallDecision, { tenant }: CallFacts) {
  return {
    number: client?.phone ?? client?.number,
    name: client?.name,
    line: trunk,
    ...clockIn(startedAt, tenant.timeZone),
  };
}

function recordCall(
  record: RecordDecision,
  decision: CallDecision,
  recordings: readonly RecordingReady[],
): RecordCall {
  const { client, trunk, missedReason, cause, direction } = decision;
  const mine = recordings.filter((recording) => recordOf(recording, decision)?.key === record.key);
  return {
    kind: 'recordCall',
    key: record.key,
    direction: direction === 'outbound' ? 'outbound' : 'inbound',
    result: decision.result,
    ...(missedReason === undefined ? {} : { missedReason }),
    ...(cause === undefined ? {} : { cause }),
    callOwnerId: record.callOwnerId,
    client: clientRef(decision),
    ...(client !== undefined && client.phone === undefined ? { rawNumber: client.number } : {}),
    ...(trunk === undefined ? {} : { line: trunk }),
    startedAt: record.startedAt,
    durationSeconds: Math.max(0, Math.round((record.endedAt - record.startedAt) / 1_000)),
    talkSeconds: record.talkSeconds,
    recordingIds: mine.map(({ recordingId }) => recordingId),
  };
}

function createTask(decision: CallDecision, facts: CallFacts): CrmWrite[] {
  const { task, client, records, trunk, startedAt, missedReason } = decision;
  const [record] = records;
  if (task === undefined || client === undefined || record === undefined) return [];
  const { texts, dedupeScope, autoClose } = facts.settings.callbackTasks;
  const text = client.name === undefined ? texts.newClient : texts.knownClient;
  const number = client.phone ?? client.number;
  return [
    {
      kind: 'createTask',
      key: task.key,
      taskAssigneeId: task.taskAssigneeId,
      client: clientRef(decision),
      number,
      text: filledIn(text, placeholdersFor(decision, facts)) || number,
      dueAt: task.dueAt,
      callKey: record.key,
      missedAt: startedAt,
      missedReason: missedReason ?? 'direct',
      ...(trunk === undefined ? {} : { line: trunk }),
      dedupe: dedupeScope,
      day: dayIn(startedAt, facts.tenant.timeZone),
      autoClose,
    },
  ];
}

/** D-53. */
function changeOwner(callId: CallId, { client, ownerChange }: CallDecision): CrmWrite[] {
  const { entityOwnerId, transferredAt } = ownerChange ?? {};
  if (client?.party === undefined || entityOwnerId === undefined || transferredAt === undefined) return [];
  const { party, ownerId } = client;
  return [
    {
      kind: 'changeOwner',
      key: `${callId}/owner`,
      client: party,
      entityOwnerId,
      ...(ownerId === undefined ? {} : { ownerBefore: ownerId }),
      transferredAt,
    },
  ];
}

/** D-14: whoever of the two called, the client has been talked to. */
function closeTasks(callId: CallId, decision: CallDecision, facts: CallFacts): CrmWrite[] {
  const { result, client, records, direction } = decision;
  const [record] = records;
  if (!facts.settings.callbackTasks.autoClose || result !== 'answered') return [];
  if (client === undefined || record === undefined) return [];
  return [
    {
      kind: 'closeTasks',
      key: `${callId}/close`,
      client: clientRef(decision),
      number: client.phone ?? client.number,
      outcome: direction === 'outbound' ? 'calledBack' : 'clientReachedUs',
      connectedAt: Math.max(record.startedAt, record.endedAt - record.talkSeconds * 1_000),
      callKey: record.key,
    },
  ];
}

/** D-05: a call that created nobody may still be of a client whom another call creates, so the phone decides. */
function clientRef({ client }: CallDecision): ClientRef {
  if (client?.party !== undefined) {
    return {
      kind: 'known',
      party: client.party,
      ...(client.phone === undefined ? {} : { phone: client.phone }),
    };
  }
  return client?.phone === undefined ? { kind: 'none' } : { kind: 'byPhone', phone: client.phone };
}

/** A recording that became ready after the decision is attached to its record, once; so is the text of one. */
export function lateRecordingEffects(
  state: CallState,
  added: readonly { readonly id: EventId }[],
): readonly CrmEffect[] {
  const { decision } = state;
  if (decision === undefined) return [];
  const ids = new Set(added.map(({ id }) => id));
  const orderKey = decision.client?.phone ?? state.id;
  const recordings = recordingsOf(state.evidence).flatMap((event): CrmEffect[] => {
    if (!ids.has(event.id)) return [];
    const record = recordOf(event, decision);
    if (record === undefined) return [];
    const key = `${record.key}/${event.recordingId}`;
    return [
      {
        kind: 'crm',
        id: `${state.id}:${event.id}:0` as EffectId,
        orderKey,
        writes: [{ kind: 'attachRecording', key, callKey: record.key, recordingId: event.recordingId }],
      },
    ];
  });
  const transcripts = transcriptsOf(state.evidence, decision).flatMap(({ event, write }): CrmEffect[] =>
    ids.has(event.id)
      ? [{ kind: 'crm', id: `${state.id}:${event.id}:0` as EffectId, orderKey, writes: [write] }]
      : [],
  );
  return [...recordings, ...transcripts];
}

/** D-16: one alert for a mistake, however many calls meet it in one day. */
export function alertEffects(mistakes: readonly SettingsMistake[], day: string): readonly AlertEffect[] {
  const unique = new Map(
    mistakes.map((mistake) => [`${mistake.role}:${mistake.employeeId}:${mistake.reason}`, mistake]),
  );
  return [...unique].map(([key, { role, employeeId, reason }]) => ({
    kind: 'alert',
    id: `settings:${key}:${day}` as EffectId,
    role,
    employeeId,
    reason,
  }));
}
