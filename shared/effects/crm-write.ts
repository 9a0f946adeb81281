import type { CallId, EmployeeId } from '../base/ids.ts';
import type { E164 } from '../base/phone.ts';
import type { PartyRef } from '../people/party.ts';

/**
 * One write to the CRM, in the domain's words. `key` is the write's own id in the CRM (external call id,
 * `originatorId`/`originId`, idempotency key): by it the writer can ask whether an unknown outcome happened.
 */
export type CrmWrite =
  | EnsureClient
  | EnsureDeal
  | RecordCall
  | ChangeOwner
  | CreateTask
  | CloseTasks
  | AttachRecording
  | AttachTranscript;
export type CrmWriteKind = CrmWrite['kind'];

export const newClientActions = ['nothing', 'lead', 'contact', 'contactAndDeal'] as const;
export type NewClientAction = (typeof newClientActions)[number];

/** What a call of a known client creates: nothing, always a deal, or a deal if he has none that is open. */
export const knownClientActions = ['nothing', 'deal', 'dealIfNoneOpen'] as const;
export type KnownClientAction = (typeof knownClientActions)[number];

/** Where a deal begins, by the CRM's own ids. */
export interface DealStage {
  readonly pipelineId: string;
  readonly stageId: string;
}

/** Creates the client unless the phone has one by now: two calls of one new client create one. */
export interface EnsureClient {
  readonly kind: 'ensureClient';
  readonly key: string;
  readonly phone: E164;
  readonly action: Exclude<NewClientAction, 'nothing'>;
  readonly name: string;
  readonly dealName?: string;
  readonly dealStage?: DealStage;
  /** D-80: the owner of the created entities; existing entities keep theirs. */
  readonly entityOwnerId: EmployeeId;
  /** Our number that the client called. */
  readonly line?: string;
}

/** MG-37, MG-38: a deal of a client who is known; `dealIfNoneOpen` is decided when it is written. */
export interface EnsureDeal {
  readonly kind: 'ensureDeal';
  readonly key: string;
  readonly client: PartyRef;
  readonly action: Exclude<KnownClientAction, 'nothing'>;
  readonly name: string;
  readonly stage?: DealStage;
  readonly entityOwnerId: EmployeeId;
  /** Our number that the client called. */
  readonly line?: string;
}

/**
 * Whom the call or task is about: a known party; or whoever the phone belongs to when the write happens (he may be
 * created by an earlier write, of this call or of another one); or nobody.
 */
export type ClientRef =
  | { readonly kind: 'known'; readonly party: PartyRef; readonly phone?: E164 }
  | { readonly kind: 'byPhone'; readonly phone: E164 }
  | { readonly kind: 'none' };

/** One employee's part of a call (MG-08 to MG-11), or the missed call. */
export interface RecordCall {
  readonly kind: 'recordCall';
  readonly key: string;
  readonly direction: 'inbound' | 'outbound';
  readonly result: 'answered' | 'missed' | 'failed';
  readonly missedReason?: string;
  readonly cause?: string;
  readonly callOwnerId: EmployeeId;
  readonly client: ClientRef;
  /** The client's number as the PBX wrote it, where it is no phone. */
  readonly rawNumber?: string;
  readonly line?: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly durationSeconds: number;
  readonly talkSeconds: number;
  readonly recordingIds: readonly string[];
  /** The call whose card was open meanwhile: this record finishes it, instead of standing beside it. */
  readonly cardOf?: CallId;
}

/**
 * D-53: a transferred call made somebody else responsible for an existing client. Done once, and only over the owner
 * whom the decision saw: what people have changed since stays, also when this is repeated days later.
 */
export interface ChangeOwner {
  readonly kind: 'changeOwner';
  readonly key: string;
  readonly client: PartyRef;
  /** The new owner. */
  readonly entityOwnerId: EmployeeId;
  /** Who owned the client when the call was decided; absent where that was nobody of ours. */
  readonly ownerBefore?: EmployeeId;
  /** Epoch milliseconds. */
  readonly transferredAt: number;
}

/** A task to call a client back, or one more missed call for the task that is open about him (D-13). */
export interface CreateTask {
  readonly kind: 'createTask';
  readonly key: string;
  readonly taskAssigneeId: EmployeeId;
  readonly client: ClientRef;
  /** The client's phone, or his number as it came where it is no phone. */
  readonly number: string;
  readonly text: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly callKey: string;
  /** When the call came, epoch milliseconds. */
  readonly missedAt: number;
  readonly missedReason: string;
  readonly line?: string;
  /** Added to any open task about this client, or only to one of the same `day`. */
  readonly dedupe: 'open' | 'sameDay';
  /** Of the call, in the tenant's time zone: `2026-11-22`. */
  readonly day: string;
  /** Whether a talk with the client that came after the call makes the task done. */
  readonly autoClose: boolean;
}

export const callbackOutcomes = ['calledBack', 'clientReachedUs'] as const;
export type CallbackOutcome = (typeof callbackOutcomes)[number];

/** D-14: somebody talked to the client: callback tasks about calls that he made before are done. */
export interface CloseTasks {
  readonly kind: 'closeTasks';
  readonly key: string;
  readonly client: ClientRef;
  readonly number: string;
  readonly outcome: CallbackOutcome;
  /** Epoch milliseconds. */
  readonly connectedAt: number;
  readonly callKey: string;
}

export interface AttachRecording {
  readonly kind: 'attachRecording';
  readonly key: string;
  /** The key of the recorded call. */
  readonly callKey: string;
  readonly recordingId: string;
  /** As the recorded call has it. */
  readonly cardOf?: CallId;
}

/** D-07: the text of a recorded talk. */
export interface AttachTranscript {
  readonly kind: 'attachTranscript';
  readonly key: string;
  /** The key of the recorded call. */
  readonly callKey: string;
  readonly recordingId: string;
  /** As the recorded call has it. */
  readonly cardOf?: CallId;
}
