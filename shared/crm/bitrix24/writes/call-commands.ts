import type { ClientRef, RecordCall } from '../../../effects/crm-write.ts';
import type { PartyKind, PartyRef } from '../../../people/party.ts';
import type { CrmOutcome, Done } from '../../port.ts';
import type { Answer } from '../rest/answer.ts';
import { command } from '../rest/batch.ts';
import { type Ref, ref } from '../rest/params.ts';
import { finish, register, type StatisticsRow, statistics } from './methods.ts';
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
  const { direction, result, line, startedAt, talkSeconds, missedReason, cause } = write;
  const reason = result === 'answered' ? undefined : (missedReason ?? cause);
  return {
    reg: command(register, {
      USER_ID: onlyAfter ?? userId,
      PHONE_NUMBER: numberOf(write),
      TYPE: direction === 'outbound' ? 1 : 2,
      CALL_START_DATE: isoOf(startedAt),
      CRM_CREATE: 0,
      SHOW: 0,
      ADD_TO_CHAT: 0,
      LINE_NUMBER: line === '' ? undefined : line,
      EXTERNAL_CALL_ID: originOf(write.key),
      ...(target === undefined
        ? {}
        : { CRM_ENTITY_TYPE: telephonyName(target.kind), CRM_ENTITY_ID: target.id }),
    }),
    fin: command(finish, {
      CALL_ID: ref(registered, 'CALL_ID'),
      USER_ID: userId,
      DURATION: result === 'answered' ? Math.round(talkSeconds) : 0,
      STATUS_CODE: statusOf(write),
      FAILED_REASON: reason,
      ADD_TO_CHAT: 0,
    }),
  };
}

export const phoneOf = (client: ClientRef) => (client.kind === 'none' ? undefined : client.phone);

function numberOf({ client, rawNumber }: RecordCall): string {
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
  const { CALL_ID, CRM_ENTITY_TYPE, CRM_ENTITY_ID } = registered.result;
  return recorded(CALL_ID, client, partyFrom(CRM_ENTITY_TYPE, CRM_ENTITY_ID));
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

/** The row of a finished call. */
export const rowOf = (key: string) =>
  command(statistics, { FILTER: { EXTERNAL_CALL_ID: originOf(key) }, SORT: 'ID', ORDER: 'ASC' });

/** Only the row that was asked for, whatever the filter found. */
export const rowAmong = (key: string, rows: readonly StatisticsRow[]): StatisticsRow | undefined =>
  rows.find(({ EXTERNAL_CALL_ID }) => EXTERNAL_CALL_ID === originOf(key));

/** A call that the statistics know. */
export const recordedBefore = ({ client }: RecordCall, row: StatisticsRow): Done =>
  recorded(row.CALL_ID, client, partyFrom(row.CRM_ENTITY_TYPE, row.CRM_ENTITY_ID));
