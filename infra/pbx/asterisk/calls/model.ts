import type {
  CallEnded,
  Direction,
  EndCause,
  Endpoint,
  LegEvent,
  TransferKind,
} from '../../../../shared/calls/events.ts';

/**
 * What the relay knows of the calls that run: plain data, so that it can be kept on disk and taken up again. All times
 * are epoch milliseconds by the PBX's clock.
 */

/** `other` are Asterisk's helpers (announcers, spies), which are no party to a call. */
export type ChannelKind = 'trunk' | 'phone' | 'local' | 'other';

export interface QueueStay {
  readonly name: string;
  /** What the caller dialled to get here, where that was a number. */
  readonly number?: string | undefined;
  readonly since: number;
}

/** Somebody rings this channel. */
export interface Dial {
  readonly at: number;
  /** The channel that rings; nobody for a channel that a command rang. */
  readonly by?: string | undefined;
  /** Where the ringing channel was in the dialplan. */
  readonly exten?: string | undefined;
  /** The number that was called, for a trunk. */
  readonly number?: string | undefined;
  /** How it ended: the first answer that Asterisk gave. */
  status?: string | undefined;
  forwarded?: boolean;
  /** Inferred after a gap: what is heard of it later is right. */
  readonly isGuess?: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: ChannelKind;
  /** `trunk-a` of `PJSIP/trunk-a-0000001f`. */
  readonly endpoint: string;
  /** Of a phone. */
  readonly extension?: string | undefined;
  readonly createdAt: number;
  /** It called the PBX; else the PBX called it. */
  readonly callsIn: boolean;
  /** Known from a list only: its beginning is inferred. */
  readonly isListed?: boolean;
  /** Who called, as the network said at the beginning: it changes later. */
  readonly number?: string | undefined;
  /** What was called at the beginning: the DID of an inbound call. */
  readonly exten?: string | undefined;
  linkedid: string;
  /** The number in the dialplan where the channel was last. */
  lastNumber?: string | undefined;
  /** The number of ours that a trunk was shown. */
  shownNumber?: string | undefined;
  upAt?: number | undefined;
  dial?: Dial | undefined;
  /** The queue that called it, and for whom where it is half of a Local channel. */
  agent?: { readonly queue: string; readonly extension?: string | undefined } | undefined;
  bridge?: string | undefined;
  /** When it last entered or left a bridge. */
  movedAt?: number | undefined;
  held?: boolean;
  heldChangedAt?: number | undefined;
  /** When it said hold without saying unhold since, be it in another bridge by now. */
  lastHoldAt?: number | undefined;
  queue?: QueueStay | undefined;
  /** It was in an application that takes messages, or in a menu. */
  application?: 'voicemail' | 'menu' | undefined;
  /** Extensions that the dialplan wanted to ring. */
  wanted?: string[];
  /** The other end said that it hangs up. */
  hangupRequestedAt?: number | undefined;
  /** It passed its party on. */
  passedOn?: { readonly at: number; readonly kind: TransferKind } | undefined;
  hangup?: { readonly at: number; readonly cause?: number | undefined } | undefined;
}

/** An event as it goes out: ids as the PBX has them. */
export type RelayedLeg = Omit<LegEvent, 'id'>;
export type RelayedEnd = Omit<CallEnded, 'id' | 'at'>;
export type RelayedEvent = RelayedLeg | RelayedEnd;

/** What has been said of one leg. */
export interface SaidLeg {
  readonly id: string;
  /** Of the employee; absent for the client's own way through menu, queue and voicemail. */
  readonly extension?: string | undefined;
  seq: number;
  state: LegEvent['state'];
  place: LegEvent['place'];
  from: Endpoint;
  to: Endpoint;
  at: number;
  startedAt: number;
  group?: string | undefined;
  takenFrom?: string | undefined;
  transfer?: TransferKind | undefined;
  byCommand?: boolean;
  cause?: EndCause | undefined;
  /** When it was first, and last, connected with the client. */
  metAt?: number | undefined;
  lastMetAt?: number | undefined;
}

/** The client was passed on by an employee and nobody has taken him since. */
export interface Move {
  readonly at: number;
  readonly leg: string;
  readonly kind: TransferKind;
}

export interface Call {
  readonly id: string;
  readonly channels: Record<string, Channel>;
  readonly legs: Record<string, SaidLeg>;
  startedAt: number;
  /** Absent while it is not known: a call between phones may still become part of a client's call. */
  direction?: Direction | undefined;
  /** The outside party whose call this is. */
  client?: string | undefined;
  clientNumber?: string | undefined;
  line?: string | undefined;
  /** The stage of the client's way that is being said: the id of its leg. */
  stage?: string | undefined;
  stages: number;
  /** What the stage is at: a change of queue is a new stage. */
  stageKey?: string | undefined;
  move?: Move | undefined;
  talkStartedAt?: number | undefined;
  /** Events that wait until it is known which call they belong to. */
  unsaid: RelayedLeg[];
  /** All has been said. */
  isOver: boolean;
  overAt?: number | undefined;
  /** Whether its events go into the spool; undecided until there is one. */
  isKept?: boolean;
  /** Something has happened that was not looked at yet. */
  changedAt?: number | undefined;
  lastChangeAt: number;
  /** To be looked at then, even if nothing happens. */
  lookAgainAt?: number | undefined;
}
