import type { CallId, EventId, LegId } from '../../base/ids.ts';
import type { CallEnded, CallEvent, LegEvent } from '../events.ts';

type LegWords = Pick<LegEvent, 'place' | 'from' | 'to'> &
  Partial<Pick<LegEvent, 'group' | 'takenFrom' | 'transfer'>>;

/** Tells a call as the events that a careful PBX would send of it: no gap, no doubt, in order. */
export class Telling {
  readonly events: CallEvent[] = [];
  readonly #callId: CallId;
  readonly #line: { readonly line?: string };
  readonly #startedAt: number;
  readonly #legs = new Map<LegId, LegEvent>();
  #at: number;

  constructor(call: { readonly id: CallId; readonly at: number; readonly trunk?: string }) {
    this.#callId = call.id;
    this.#line = call.trunk === undefined ? {} : { line: call.trunk };
    this.#startedAt = call.at;
    this.#at = call.at;
  }

  get now(): number {
    return this.#at;
  }

  after(seconds: number): this {
    this.#at += Math.round(seconds * 1_000);
    return this;
  }

  /** A leg that begins by ringing. */
  rings(words: LegWords): LegId {
    const legId = `leg-${this.#legs.size + 1}` as LegId;
    this.#say({
      ...words,
      ...this.#line,
      kind: 'leg',
      id: `${legId}:1` as EventId,
      callId: this.#callId,
      at: this.#at,
      legId,
      seq: 1,
      state: 'ringing',
    });
    return legId;
  }

  talks(legId: LegId): void {
    this.#goesOn(legId, { state: 'talking' });
  }

  ends(legId: LegId, cause: NonNullable<LegEvent['cause']>): void {
    this.#goesOn(legId, { state: 'ended', cause });
  }

  /** The end of the whole call. */
  isOver(end: Pick<CallEnded, 'direction' | 'from' | 'to' | 'cause' | 'talkStartedAt'>): void {
    this.events.push({
      kind: 'ended',
      id: `${this.#callId}:ended` as EventId,
      callId: this.#callId,
      at: this.#at,
      ...this.#line,
      startedAt: this.#startedAt,
      endedAt: this.#at,
      ...end,
    });
  }

  #goesOn(legId: LegId, change: Pick<LegEvent, 'state'> & Partial<Pick<LegEvent, 'cause'>>): void {
    const last = this.#legs.get(legId);
    if (last === undefined) throw new TypeError(`${legId} has not begun`);
    const seq = last.seq + 1;
    this.#say({ ...last, ...change, id: `${legId}:${seq}` as EventId, seq, at: this.#at });
  }

  #say(event: LegEvent): void {
    this.#legs.set(event.legId, event);
    this.events.push(event);
  }
}
