import type { CallId, EmployeeId } from '../base/ids.ts';
import { normalisePhone } from '../base/phone.ts';
import type { Direction } from './events.ts';
import type { CallFacts } from './facts.ts';
import type { MissedReason } from './missed.ts';
import { pictureOf } from './picture.ts';
import type { CallState, NotCaptured } from './state.ts';

/**
 * One line of the journal. It changes when the call begins and when it is decided, not with every event between, so
 * the indexes that carry it are written twice a call.
 */
export interface CallSummary {
  readonly callId: CallId;
  readonly phase: 'open' | 'settled';
  readonly direction: Direction;
  readonly result?: 'answered' | 'missed' | 'failed';
  readonly missedReason?: MissedReason;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly talkSeconds?: number;
  /** E.164, or the number as it came where it is no phone. */
  readonly client?: string;
  readonly clientName?: string;
  readonly trunk?: string;
  readonly callOwnerId?: EmployeeId;
  readonly callOwnerName?: string;
  /** Known employees who were rung, talked, own a record or have the task. */
  readonly employeeIds: readonly EmployeeId[];
  readonly notCaptured?: NotCaptured;
}

export function summaryOf(state: CallState, country: CallFacts['tenant']['country']): CallSummary {
  const { decision } = state;
  if (decision === undefined) {
    const picture = pictureOf(state.evidence);
    const client = picture.clientNumber;
    return {
      callId: state.id,
      phase: 'open',
      direction: picture.direction,
      startedAt: picture.startedAt,
      ...(client === undefined ? {} : { client: normalisePhone(client, country) ?? client }),
      ...(picture.line === undefined ? {} : { trunk: picture.line }),
      employeeIds: [],
    };
  }
  const involved = [
    ...decision.participants.map(({ employeeId }) => employeeId),
    ...decision.records.map(({ callOwnerId }) => callOwnerId),
    decision.task?.taskAssigneeId,
  ];
  const client = decision.client?.phone ?? decision.client?.number;
  return {
    callId: state.id,
    phase: 'settled',
    direction: decision.direction,
    result: decision.result,
    ...(decision.missedReason === undefined ? {} : { missedReason: decision.missedReason }),
    startedAt: decision.startedAt,
    talkSeconds: decision.talkSeconds,
    ...(client === undefined ? {} : { client }),
    ...(decision.client?.name === undefined ? {} : { clientName: decision.client.name }),
    ...(decision.trunk === undefined ? {} : { trunk: decision.trunk }),
    ...(decision.callOwnerId === undefined ? {} : { callOwnerId: decision.callOwnerId }),
    ...(decision.callOwnerName === undefined ? {} : { callOwnerName: decision.callOwnerName }),
    employeeIds: [...new Set(involved.filter((id) => id !== undefined))],
    ...(decision.notCaptured === undefined ? {} : { notCaptured: decision.notCaptured }),
  };
}
