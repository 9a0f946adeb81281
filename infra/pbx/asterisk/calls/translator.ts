import type { CallId } from '../../../../shared/base/ids.ts';
import { timeOf } from '../ami/message.ts';
import type { AmiBlock } from '../ami/parser.ts';
import { CallBook } from './book.ts';
import type { Numbering } from './channel-kind.ts';
import { takeListed, takeMissing } from './channel-list.ts';
import { sayClientStage } from './client-stages.ts';
import { findDirection } from './direction.ts';
import { sayEmployeeLegs } from './employee-legs.ts';
import { isFinished, sayEnd } from './ending.ts';
import type { Call, RelayedEvent } from './model.ts';
import { sayOutsideLegs } from './outside-legs.ts';
import { reachIn } from './reach.ts';
import { channelsIn, readEvent } from './read-event.ts';
import { noteTransfers } from './transfers.ts';
import type { View } from './view.ts';

/** A call is looked at when it has been quiet for so long: its channels' events come in no fixed order. */
const quietMs = 150;
/** And at the latest then, however much happens. */
const restlessMs = 1_000;
/** Channels of a call that is over are remembered for so long, to recognise what comes late. */
const forgetAfterMs = 60_000;
/** A call of which nothing was heard for so long is none any more. */
const staleAfterMs = 24 * 60 * 60 * 1_000;
const mostChannels = 30;

/** What came of the events that were read: call events in order, and the calls as they are to be kept. */
export interface Translation {
  readonly events: readonly RelayedEvent[];
  /** By id; `undefined` for a call that is over and forgotten. */
  readonly calls: ReadonlyMap<string, Call | undefined>;
}

/**
 * Makes normalised call events of the Manager Interface's stream. Events only write down facts; what they mean is
 * read when the call has become quiet for a moment, so that the order in which the events of different channels
 * arrived does not matter. No clock, no network: times come with the events.
 */
export class Translator {
  readonly #book = new CallBook();
  readonly #numbering: Numbering;
  #events: RelayedEvent[] = [];
  #nextAt = 0;

  /** @param kept Calls that were running when the relay stopped. */
  constructor(numbering: Numbering, kept: Iterable<Call> = []) {
    this.#numbering = numbering;
    this.#book.restore(kept);
  }

  /** Reads one event. @param at When it arrived, where it doesn't say when it happened. */
  read(block: AmiBlock, at: number): void {
    const time = timeOf(block) ?? at;
    this.advance(time);
    const reading = { book: this.#book, numbering: this.#numbering };
    if (!readEvent(block, time, reading)) return;
    for (const { id } of channelsIn(block, reading)) this.#changed(id, time);
  }

  /**
   * After a gap: which channels there are, and what happened since the stream is back. What is missing in the list and
   * has not been heard of has hung up meanwhile.
   *
   * @param lostAt When the stream broke off, as far as is known.
   */
  resume(items: readonly AmiBlock[], since: readonly AmiBlock[], at: number, lostAt: number): void {
    // What was known before is read before the list adds to it.
    this.advance(at);
    const reading = { book: this.#book, numbering: this.#numbering };
    const before = new Set([...this.#book.calls.values()].flatMap(({ channels }) => Object.keys(channels)));
    for (const id of takeListed(items, at, reading)) this.#changed(id, at);
    for (const event of since) this.read(event, at);
    for (const id of takeMissing(items, before, lostAt, reading)) this.#changed(id, lostAt);
  }

  /** Time has passed: looks at every call that has become quiet. */
  advance(now: number): void {
    if (now < this.#nextAt) return;
    for (const call of [...this.#book.calls.values()]) {
      const due = dueAt(call);
      if (due <= now) this.#look(call, due);
    }
    this.#nextAt = Math.min(Number.POSITIVE_INFINITY, ...[...this.#book.calls.values()].map(dueAt));
  }

  /** When `advance` may have something to do. */
  get nextAt(): number {
    return this.#nextAt;
  }

  /** All calls that run, to be kept. */
  get calls(): Iterable<Call> {
    return this.#book.calls.values();
  }

  /** What has come out since the last time. */
  take(): Translation {
    const calls = new Map([...this.#book.touched].map((id) => [id, this.#book.calls.get(id)] as const));
    const events = this.#events;
    this.#events = [];
    this.#book.touched.clear();
    return { events, calls };
  }

  #changed(channelId: string, at: number): void {
    const call = this.#book.callOf(channelId);
    if (call === undefined) return;
    this.#book.touched.add(call.id);
    call.changedAt ??= at;
    call.lastChangeAt = Math.max(call.lastChangeAt, at);
    this.#nextAt = Math.min(this.#nextAt, dueAt(call));
  }

  #look(call: Call, now: number): void {
    this.#book.touched.add(call.id);
    call.changedAt = undefined;
    call.lookAgainAt = undefined;
    if (call.isOver) {
      if (now - (call.overAt ?? 0) >= forgetAfterMs) this.#book.remove(call);
      return;
    }
    const reaches = reachIn(call);
    findDirection(call, reaches, this.#numbering);
    const view: View = {
      call,
      reaches,
      now,
      client: call.client === undefined ? undefined : call.channels[call.client],
    };
    noteTransfers(view);
    sayClientStage(view);
    sayEmployeeLegs(view);
    sayOutsideLegs(view);
    const isStale = now - call.lastChangeAt >= staleAfterMs;
    const end = isFinished(view) || isStale ? sayEnd(view) : undefined;
    if (call.direction !== undefined) {
      for (const event of call.unsaid) this.#events.push({ ...event, callId: call.id as CallId });
      call.unsaid = [];
    }
    if (end !== undefined) this.#events.push(end);
    if (call.isOver) this.#book.release(call, now);
    this.#forgetOldChannels(call, now);
  }

  /** In a queue a call has many channels that rang and are gone. */
  #forgetOldChannels(call: Call, now: number): void {
    const gone = Object.values(call.channels).filter(
      ({ id, hangup }) =>
        hangup !== undefined &&
        now - hangup.at > 10_000 &&
        id !== call.client &&
        call.legs[id]?.metAt === undefined,
    );
    if (Object.keys(call.channels).length <= mostChannels) return;
    for (const { id } of gone.slice(0, -mostChannels / 2)) this.#book.drop(call, id);
  }
}

function dueAt(call: Call): number {
  if (call.isOver) return (call.overAt ?? 0) + forgetAfterMs;
  const quiet =
    call.changedAt === undefined
      ? call.lastChangeAt + staleAfterMs
      : Math.min(call.lastChangeAt + quietMs, call.changedAt + restlessMs);
  return Math.min(quiet, call.lookAgainAt ?? Number.POSITIVE_INFINITY);
}
