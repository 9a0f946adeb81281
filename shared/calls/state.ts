import type { CallId, EffectId, EmployeeId } from '../base/ids.ts';
import type { E164 } from '../base/phone.ts';
import type { DealStage, KnownClientAction, NewClientAction } from '../effects/crm-write.ts';
import type { PartyRef } from '../people/party.ts';
import type { TraceStep } from '../responsibility/trace.ts';
import type { CallEvent, Direction, EndCause } from './events.ts';
import type { MissedReason } from './missed.ts';

/** The Call aggregate as it is stored: plain JSON, one DynamoDB item. */
export interface CallState {
  readonly id: CallId;
  readonly provider: string;
  readonly evidence: readonly CallEvent[];
  /** Events for which there was no room. */
  readonly dropped: number;
  /** The pending settlement: the call looked over, and a timer of this number was started. */
  readonly settlement?: Settlement;
  readonly settlements: number;
  /** Written once (D-21). */
  readonly decision?: CallDecision;
  /** D-22: which company an administrator gave the call to, since it fitted none. */
  readonly assigned?: Assignment;
  /** The call card that was asked for last. Only where the CRM has cards. */
  readonly card?: AskedCard;
  /** Events that came after the decision. */
  readonly lateEvents: number;
  /** The CRM effects that were caused; their fate is in the ledger. */
  readonly crmEffects: readonly EffectId[];
}

/** What was said of a call's card, to be said again only when it changes. */
export interface AskedCard {
  /** Of the last effect; 0 before the first. */
  readonly number: number;
  /** Who was with the client when it was looked at last; see `situationOf`. */
  readonly situation: string;
  /** Who sees it: the CRM's users. */
  readonly crmUserIds: readonly string[];
}

/** D-22: by hand, after the call was decided to fit no company. */
export interface Assignment {
  readonly ourCompanyId: string;
  /** Who did it, as the identity provider names him. */
  readonly by: string;
}

export interface Settlement {
  readonly number: number;
  readonly completeness: 'complete' | 'quiet' | 'missing';
  readonly fireAt: number;
  /** Whom the decision may name, as far as is known: for the timer's hints. */
  readonly employeeIds: readonly EmployeeId[];
}

/** What was decided about a call, and why. */
export interface CallDecision {
  readonly at: number;
  readonly direction: Direction;
  readonly result: 'answered' | 'missed' | 'failed';
  readonly missedReason?: MissedReason;
  readonly cause?: EndCause;
  readonly client?: DecidedClient;
  /** The number of the trunk in the settings, or the line as the PBX wrote it where it is in none. */
  readonly trunk?: string;
  /** D-22: which of our companies was called or calls; absent where there is but one. */
  readonly ourCompanyId?: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly talkSeconds: number;
  /** D-80: whose call it is. Absent for a call that is not captured. */
  readonly callOwnerId?: EmployeeId;
  readonly callOwnerName?: string;
  /** Why there is no record in the CRM. */
  readonly notCaptured?: NotCaptured;
  readonly records: readonly RecordDecision[];
  readonly entity?: EntityDecision;
  readonly deal?: DealDecision;
  readonly task?: TaskDecision;
  /** D-53: whether a known client changes hands because of a transfer; absent where the setting is off. */
  readonly ownerChange?: OwnerChangeDecision;
  /** D-07: the texts of its talks are wanted, also those that are ready later. */
  readonly savesTranscripts?: boolean;
  /** Everybody who was rung or talked, known to us or not. */
  readonly participants: readonly Participant[];
  /** MG-13, D-09: who sees a call card; never an unmapped employee. */
  readonly cardFor: readonly EmployeeId[];
}

/**
 * `internal`: between employees (MG-26). `unassigned`: fits none of our companies (D-22). `unmapped`: MG-03. `ivrOff`:
 * MG-47.
 */
export type NotCaptured = Suppression | 'internal' | 'unassigned' | 'unmapped' | 'ivrOff';

/** D-20: kept out by the settings of the line or by the lists. Such a call leaves a counter, not a record. */
export const suppressions = ['lineOff', 'denied', 'notAllowed'] as const;
export type Suppression = (typeof suppressions)[number];

export interface DecidedClient {
  /** As the PBX wrote it. */
  readonly number: string;
  readonly phone?: E164;
  readonly party?: PartyRef;
  readonly name?: string;
  readonly ownerId?: EmployeeId;
  /** Other parties with this phone, which were passed over. */
  readonly alternatives: number;
}

/** One call record in the CRM: an employee's part of the call, or the missed call (MG-08 to MG-11). */
export interface RecordDecision {
  readonly key: string;
  readonly callOwnerId: EmployeeId;
  readonly extension?: string;
  readonly legIds: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number;
  readonly talkSeconds: number;
  readonly trace: readonly TraceStep[];
}

/** What the call creates of a new client. */
export interface EntityDecision extends Created {
  readonly action: NewClientAction;
}

/** MG-37, MG-38: the deal that the call of a known client creates. */
export interface DealDecision extends Created {
  readonly action: Exclude<KnownClientAction, 'nothing'>;
}

interface Created {
  readonly entityOwnerId: EmployeeId;
  /** Where its deal begins. */
  readonly stage?: DealStage;
  /** The row of the inbound rules that the call fits; absent for the default row. */
  readonly rule?: string;
  readonly trace: readonly TraceStep[];
}

export interface OwnerChangeDecision {
  /** The new owner; absent where the client keeps the one he has. */
  readonly entityOwnerId?: EmployeeId;
  /** Epoch milliseconds: when the client came to the new owner. */
  readonly transferredAt?: number;
  readonly trace: readonly TraceStep[];
}

export interface TaskDecision {
  readonly key: string;
  readonly taskAssigneeId: EmployeeId;
  readonly dueAt: number;
  readonly trace: readonly TraceStep[];
}

export interface Participant {
  readonly extension: string;
  readonly employeeId?: EmployeeId;
  readonly name?: string;
  /** Known to the CRM (D-81). */
  readonly mapped: boolean;
  readonly rang: boolean;
  readonly talked: boolean;
}
