import type { CallId } from '../base/ids.ts';
import { dayIn } from '../base/time.ts';
import type { Candidate } from '../responsibility/candidate.ts';
import { type Choice, choose, type SettingsMistake } from '../responsibility/choose.ts';
import { clientOf } from './client.ts';
import type { CallContext } from './context.ts';
import { creationOf } from './creation.ts';
import { callbackDueAt } from './due.ts';
import { NobodyResponsibleError } from './errors.ts';
import type { CallFacts } from './facts.ts';
import { gateThatIsShut } from './lists.ts';
import { type CallResult, resultOf } from './missed.ts';
import { ourCompanyOf } from './our-company.ts';
import { ownerChangeOf } from './owner-change.ts';
import {
  entityOwnerLine,
  isCapturing,
  missedCallLine,
  missedEntityOwnerLine,
  partOwnerLine,
} from './owners.ts';
import { cardFor, participantsOf } from './participants.ts';
import type { CallPicture } from './picture.ts';
import type {
  Assignment,
  CallDecision,
  DealDecision,
  EntityDecision,
  NotCaptured,
  RecordDecision,
  TaskDecision,
} from './state.ts';
import type { TalkPart } from './talks.ts';
import { trunkOf } from './trunk.ts';

export interface CallToSettle {
  readonly callId: CallId;
  readonly picture: CallPicture;
  readonly assigned: Assignment | undefined;
}

export interface SettledCall {
  readonly decision: CallDecision;
  /** D-16: what people must put right in the settings. */
  readonly mistakes: readonly SettingsMistake[];
}

/**
 * Decides once about a call that is over: its records in the CRM and their owners, the entity it creates, the task.
 * @throws NobodyResponsibleError when not even the default responsible can take it.
 */
export function settleCall(call: CallToSettle, facts: CallFacts): SettledCall {
  const { callId, picture } = call;
  const participants = participantsOf(picture, facts);
  const client = clientOf(picture, facts);
  const ourCompany = ourCompanyOf(picture, participants, call.assigned, facts);
  const context: CallContext = { callId, picture, facts, client, participants, ourCompany };
  const result = resultOf(picture);
  const endedAt = picture.endedAt ?? picture.lastEventAt;
  const mistakes: SettingsMistake[] = [];
  const people = { employees: facts.employees, day: dayIn(endedAt, facts.tenant.timeZone) };
  const pick: Pick = (line) => {
    const choice = choose(line, people);
    mistakes.push(...choice.mistakes);
    if (choice.employeeId === undefined) throw new NobodyResponsibleError(callId);
    return { employeeId: choice.employeeId, trace: choice.trace };
  };

  const shut = gateThatIsShut(context);
  const records = shut === undefined ? recordsOf(callId, context, result, endedAt, pick) : [];
  const created = records.length === 0 ? {} : createdBy(context, result, pick);
  const task = records.length === 0 ? undefined : taskOf(callId, context, result, endedAt, records);
  const take = (line: readonly Candidate[]) => choose(line, people);
  const ownerChange = records.length === 0 ? undefined : ownerChangeOf(context, result, take);
  const owner = ownerRecord(records, facts);
  const callOwnerName = owner === undefined ? undefined : facts.employees.get(owner.callOwnerId)?.name;
  const notCaptured = shut ?? (records.length === 0 ? whyNoRecord(result, facts) : undefined);
  const trunk = trunkOf(picture.line, facts)?.number ?? picture.line;

  return {
    mistakes,
    decision: {
      at: facts.now,
      direction: picture.direction,
      result: result.kind,
      ...(result.kind === 'missed' ? { missedReason: result.missedReason } : {}),
      ...(result.kind === 'answered' ? {} : { cause: result.cause }),
      ...(client === undefined ? {} : { client }),
      ...(trunk === undefined ? {} : { trunk }),
      ...(ourCompany === undefined ? {} : { ourCompanyId: ourCompany.id }),
      startedAt: picture.startedAt,
      endedAt,
      talkSeconds: toSeconds(picture.parts.reduce((sum, part) => sum + part.talkMs, 0)),
      ...(owner === undefined ? {} : { callOwnerId: owner.callOwnerId }),
      ...(callOwnerName === undefined ? {} : { callOwnerName }),
      ...(notCaptured === undefined ? {} : { notCaptured }),
      records,
      ...created,
      ...(task === undefined ? {} : { task }),
      ...(ownerChange === undefined ? {} : { ownerChange }),
      ...(records.length > 0 && facts.settings.saveTranscripts ? { savesTranscripts: true } : {}),
      participants,
      cardFor: cardFor(participants),
    },
  };
}

type Pick = (line: readonly Candidate[]) => Required<Omit<Choice, 'mistakes'>>;

/**
 * MG-03 to MG-11, D-01, D-06: one record for each employee's part of an answered call; parts of unmapped employees
 * only while those are captured. One record for a missed call, however many phones rang.
 */
function recordsOf(
  callId: CallId,
  context: CallContext,
  result: CallResult,
  endedAt: number,
  pick: Pick,
): readonly RecordDecision[] {
  const { picture, participants } = context;
  const whole = { key: `${callId}/1`, legIds: [], startedAt: picture.startedAt, endedAt, talkSeconds: 0 };
  if (isIvrOff(result, context.facts)) return [];
  if (result.kind === 'missed') {
    const { employeeId, trace } = pick(missedCallLine(context, result.missedReason));
    return [{ ...whole, callOwnerId: employeeId, trace }];
  }
  if (result.kind === 'failed') {
    const caller = participants[0]?.extension;
    if (caller === undefined || !isCaptured(caller, context)) return [];
    const { employeeId, trace } = pick(partOwnerLine(context, caller));
    return [{ ...whole, callOwnerId: employeeId, extension: caller, trace }];
  }
  return picture.parts.flatMap((part, index): RecordDecision[] => {
    if (!isCaptured(part.extension, context)) return [];
    const { employeeId, trace } = pick(partOwnerLine(context, part.extension));
    return [
      {
        key: `${callId}/${index + 1}`,
        callOwnerId: employeeId,
        extension: part.extension,
        legIds: part.legIds,
        startedAt: index === 0 ? picture.startedAt : startOf(part, picture),
        endedAt: part.endedAt,
        talkSeconds: toSeconds(part.talkMs),
        trace,
      },
    ];
  });
}

/** MG-47, MG-57, as a setting: what is missed in the voice menu is recorded all the same unless told otherwise (D-12). */
function isIvrOff(result: CallResult, { settings }: CallFacts): boolean {
  const { enabled, recordWhenOff } = settings.missedInIvr;
  return result.kind === 'missed' && result.missedReason === 'ivr' && !enabled && !recordWhenOff;
}

function whyNoRecord(result: CallResult, facts: CallFacts): NotCaptured {
  return isIvrOff(result, facts) ? 'ivrOff' : 'unmapped';
}

/** MG-03, MG-04: a mapped employee's part always counts, an unmapped one's while "save all calls" is on. */
function isCaptured(extension: string, { facts, participants }: CallContext): boolean {
  return isCapturing(facts) || participants.some((one) => one.extension === extension && one.mapped);
}

/** A part that began with a ring begins with that. */
function startOf(part: TalkPart, picture: CallPicture): number {
  const offer = picture.offers.find(({ legId }) => legId !== undefined && part.legIds.includes(legId));
  return Math.min(part.startedAt, offer?.startedAt ?? part.startedAt);
}

/** D-04: of several records, whose call it is as a whole. */
function ownerRecord(records: readonly RecordDecision[], facts: CallFacts): RecordDecision | undefined {
  return facts.settings.calledEmployeePick === 'lastAnswered' ? records.at(-1) : records[0];
}

/** What the call creates, and for whom: a client for an unknown phone, a deal for a known client, or nothing. */
function createdBy(
  context: CallContext,
  result: CallResult,
  pick: Pick,
): { readonly entity?: EntityDecision; readonly deal?: DealDecision } {
  const { picture, participants, client, facts } = context;
  if (client?.phone === undefined) return {};
  if (!facts.settings.createEntitiesForUnmapped && onlyUnmapped(context, result)) return {};
  const { newClient, knownClient, ...where } = creationOf(picture, participants, result, facts);
  const forWhom = () => {
    const missed = result.kind === 'missed';
    const line = missed ? missedEntityOwnerLine(context, result.missedReason) : entityOwnerLine(context);
    const { employeeId, trace } = pick(line);
    return { entityOwnerId: employeeId, ...where, trace };
  };
  if (client.party === undefined) {
    return newClient === 'nothing' ? {} : { entity: { action: newClient, ...forWhom() } };
  }
  return knownClient === 'nothing' ? {} : { deal: { action: knownClient, ...forWhom() } };
}

/** D-05: nobody known to the CRM was in the call. */
function onlyUnmapped({ participants }: CallContext, result: CallResult): boolean {
  const involved = result.kind === 'answered' ? participants.filter(({ talked }) => talked) : participants;
  return involved.length > 0 && involved.every(({ mapped }) => !mapped);
}

/** IT-07, IT-14, D-12: the task goes to whom the missed call was registered on, unless its class is switched off. */
function taskOf(
  callId: CallId,
  { client, facts }: CallContext,
  result: CallResult,
  endedAt: number,
  records: readonly RecordDecision[],
): TaskDecision | undefined {
  const [record] = records;
  if (result.kind !== 'missed' || record === undefined) return undefined;
  if (client === undefined || !facts.settings.taskOnMissed[result.missedReason]) return undefined;
  return {
    key: `${callId}/task`,
    taskAssigneeId: record.callOwnerId,
    dueAt: callbackDueAt(endedAt, facts),
    trace: record.trace,
  };
}

const toSeconds = (ms: number): number => Math.round(ms / 1_000);
