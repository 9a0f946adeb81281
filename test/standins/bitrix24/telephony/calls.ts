import type { EntityRef } from '../crm/types.ts';

/** A sound file on a call. */
export interface CallRecord {
  readonly fileId: number;
  readonly name: string;
  readonly bytes: number;
}

export interface TranscriptLine {
  readonly side: 'User' | 'Client';
  readonly startSeconds: number;
  readonly stopSeconds: number;
  readonly message: string;
}

/** The end of a call, as statistics hold it. */
export interface Finished {
  /** Id of the row in the statistics. */
  readonly id: number;
  readonly userId: number;
  readonly durationSeconds: number;
  readonly statusCode: string;
  readonly failedReason: string;
  readonly cost: number;
  readonly costCurrency: string;
  readonly vote: number;
  readonly activityId?: number;
  /** Epoch milliseconds: when `finish` came. */
  readonly at: number;
}

/** The call card on somebody's screen, opened or closed. */
export interface CardChange {
  readonly userId: number;
  readonly change: 'shown' | 'hidden';
  /** Epoch milliseconds of the machine's clock, for measuring. */
  readonly at: number;
}

/** An external call. */
export interface Call {
  readonly callId: string;
  readonly clientId: string;
  /** Whom `register` named; later users don't change the key of a repeat. */
  readonly registeredFor: number;
  readonly registeredAt: number;
  /** Who handled it in the end. */
  readonly userId: number;
  readonly phone: string;
  /** 1 outgoing, 2 incoming, 3 incoming with redirection, 4 callback, 5 informational */
  readonly type: number;
  readonly line: string;
  readonly externalCallId: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** What the call made by itself. */
  readonly created: readonly EntityRef[];
  /** Whom the call belongs to; the first is the main one. */
  readonly bindings: readonly EntityRef[];
  readonly cards: readonly CardChange[];
  readonly finished?: Finished;
  readonly record?: CallRecord;
  readonly transcripts: readonly (readonly TranscriptLine[])[];
  /** Messages to the employee about it (`ADD_TO_CHAT`). */
  readonly chatMessages: number;
}

/** Calls by their id. Inferred: one that is never finished stays registered for good. */
export class Calls {
  readonly #calls = new Map<string, Call>();
  /** Addresses for uploads that were given out, by their token. */
  readonly uploads = new Map<string, { readonly callId: string; readonly name: string }>();
  readonly #byExternalId = new Map<string, Set<string>>();
  #lastFileId = 9000;
  #lastRow = 0;

  put(call: Call): Call {
    this.#calls.set(call.callId, call);
    const shelf = this.#byExternalId.get(call.externalCallId) ?? new Set();
    this.#byExternalId.set(call.externalCallId, shelf.add(call.callId));
    return call;
  }

  get(callId: string | undefined): Call | undefined {
    return callId === undefined ? undefined : this.#calls.get(callId);
  }

  all(): readonly Call[] {
    return [...this.#calls.values()];
  }

  /** Calls that a PBX's own id stands for. More than one is a call written twice. */
  withExternalId(externalCallId: string): readonly Call[] {
    return [...(this.#byExternalId.get(externalCallId) ?? [])].flatMap((callId) => this.get(callId) ?? []);
  }

  /** The portal loses a call that nobody has finished. */
  forget(callId: string): void {
    const externalCallId = this.#calls.get(callId)?.externalCallId ?? '';
    this.#calls.delete(callId);
    this.#byExternalId.get(externalCallId)?.delete(callId);
  }

  nextFileId(): number {
    this.#lastFileId += 1;
    return this.#lastFileId;
  }

  nextRow(): number {
    this.#lastRow += 1;
    return this.#lastRow;
  }

  /** Who has the card of a call on the screen. */
  cardsOpen(callId: string): readonly number[] {
    const open = new Set<number>();
    for (const { userId, change } of this.get(callId)?.cards ?? []) {
      if (change === 'shown') open.add(userId);
      else open.delete(userId);
    }
    return [...open];
  }
}
