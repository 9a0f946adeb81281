import type { ClientRef, RecordCall } from '../../../effects/crm-write.ts';
import type { PartyKind, PartyRef } from '../../../people/party.ts';
import type { CrmOutcome, Done } from '../../port.ts';
import type { Answer } from '../rest/answer.ts';
import { command } from '../rest/batch.ts';
import { type Ref, ref } from '../rest/params.ts';
import { finish, register, type StatisticsRow } from './methods.ts';
import { originOf, partyFrom, telephonyName } from './names.ts';
import { outcomeOf } from './outcomes.ts';

/** Whom a call is put on: known, or created by an earlier command of the same parcel. */
export interface Target {
  readonly kind: PartyKind;
  readonly id: string | Ref;
}

export interface CallPlan {
  readonly write: RecordCall;
  /** The owner in the portal. */
  readonly userId: string;
  readonly target: Target | undefined;
  /**
   * What an earlier command of the parcel gives when it succeeded, a user. Without one the portal refuses to register
   * the call: nothing of a chain is done after a write that failed.
   */
  readonly onlyAfter?: Ref;
}

/** Inferred: a call without a number is taken with these digits, which are nobody's. */
const hiddenNumber = '000';

/** A call after the fact (reference 8.b2). `registered` is the name of the first of the two commands in the batch. */
export function callCommands({ write, userId, target, onlyAfter }: CallPlan, registered: string) {
  const { direction, line, startedAt } = write;
  return {
    reg: registerCommand({
      userId: onlyAfter ?? userId,
      phone: numberOf(write),
      direction,
      startedAt,
      ...(line === undefined || line === '' ? {} : { line }),
      origin: originOf(write.key),
      ...(target === undefined ? {} : { target }),
    }),
    fin: finishCommand(write, ref(registered, 'CALL_ID'), userId),
  };
}

export interface RegisterPlan {
  readonly userId: string | Ref;
  readonly phone: string;
  readonly direction: RecordCall['direction'];
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly line?: string;
  readonly origin: string;
  readonly target?: Target;
  /** Opens the card for this user, if the call is not known yet. */
  readonly isShown?: boolean;
}

/** A call that creates nobody. */
export const registerCommand = ({
  userId,
  phone,
  direction,
  startedAt,
  line,
  origin,
  target,
  isShown = false,
}: RegisterPlan) =>
  command(register, {
    USER_ID: userId,
    PHONE_NUMBER: phone,
    TYPE: direction === 'outbound' ? 1 : 2,
    CALL_START_DATE: isoOf(startedAt),
    CRM_CREATE: 0,
    SHOW: isShown,
    ADD_TO_CHAT: 0,
    LINE_NUMBER: line,
    EXTERNAL_CALL_ID: origin,
    ...(target === undefined
      ? {}
      : { CRM_ENTITY_TYPE: telephonyName(target.kind), CRM_ENTITY_ID: target.id }),
  });

export function finishCommand(write: RecordCall, callId: string | Ref, userId: string) {
  const { result, talkSeconds, missedReason, cause } = write;
  return command(finish, {
    CALL_ID: callId,
    USER_ID: userId,
    DURATION: result === 'answered' ? Math.round(talkSeconds) : 0,
    STATUS_CODE: statusOf(write),
    FAILED_REASON: result === 'answered' ? undefined : (missedReason ?? cause),
    ADD_TO_CHAT: 0,
  });
}

export const phoneOf = (client: ClientRef) => (client.kind === 'none' ? undefined : client.phone);

export function numberOf({ client, rawNumber }: RecordCall): string {
  const number = phoneOf(client) ?? rawNumber ?? '';
  return /\d\d/.test(number) ? number : hiddenNumber;
}

/** Whole seconds, with their zone: `2026-11-22T09:00:00+00:00`. */
export const isoOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+00:00`;

/** Why a call of ours did not come about (reference 2.4). */
const failures: Readonly<Record<string, string>> = {
  busy: '486',
  doNotDisturb: '486',
  declined: '603',
  callerHungUp: '603-S',
  noAnswer: '304',
  unavailable: '480',
  offDuty: '480',
  groupFailed: '480',
  blocked: '423',
};

function statusOf({ result, cause }: RecordCall): string {
  if (result === 'answered') return '200';
  return result === 'missed' ? '304' : (failures[cause ?? ''] ?? 'OTHER');
}

/** A call in the portal, finished or not. */
export interface PortalCall {
  readonly id: string;
  /** On whom the portal has put it. */
  readonly linkedTo?: PartyRef;
}

export interface Registered {
  readonly CALL_ID: string;
  readonly CRM_ENTITY_TYPE: string;
  readonly CRM_ENTITY_ID?: string | undefined;
}

/** What became of a call, by the answers to its two commands; `doubtful` where the statistics must be asked. */
export function recordOutcome(
  { client }: RecordCall,
  registered: Answer<Registered>,
  finished: Answer<unknown>,
): CrmOutcome | 'doubtful' {
  if (registered.kind !== 'result') return outcomeOf(registered);
  if (finished.kind === 'alreadyDone') return 'doubtful';
  if (finished.kind !== 'result') return outcomeOf(finished);
  const { id, linkedTo } = portalCallOf(registered.result);
  return recorded(id, client, linkedTo);
}

/** What became of a live call that was finished; `doubtful` as above. */
export function finishOutcome(
  { client }: RecordCall,
  { id, linkedTo }: PortalCall,
  finished: Answer<unknown>,
): CrmOutcome | 'doubtful' {
  if (finished.kind === 'alreadyDone') return 'doubtful';
  return finished.kind === 'result' ? recorded(id, client, linkedTo) : outcomeOf(finished);
}

export function portalCallOf({ CALL_ID: id, CRM_ENTITY_TYPE, CRM_ENTITY_ID }: Registered): PortalCall {
  const linkedTo = partyFrom(CRM_ENTITY_TYPE, CRM_ENTITY_ID);
  return { id, ...(linkedTo === undefined ? {} : { linkedTo }) };
}

/**
 * Inferred: the portal says in its answer on whom it has really put the call; a client who is gone is not the one that
 * it names.
 */
function recorded(callId: string, client: ClientRef, linkedTo: PartyRef | undefined): Done {
  const isGone = client.kind === 'known' && (linkedTo === undefined || !isSame(client.party, linkedTo));
  return {
    outcome: 'done',
    ref: { kind: 'call', id: callId },
    created: true,
    ...(linkedTo === undefined ? {} : { linkedTo }),
    ...(isGone ? { note: 'clientGone' } : {}),
  };
}

const isSame = (a: PartyRef, b: PartyRef): boolean => a.kind === b.kind && a.id === b.id;

/** A call that the statistics know. */
export const recordedBefore = ({ client }: RecordCall, row: StatisticsRow): Done =>
  recorded(row.CALL_ID, client, partyFrom(row.CRM_ENTITY_TYPE, row.CRM_ENTITY_ID));
