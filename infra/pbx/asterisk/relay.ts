import type { Logger } from '../../../shared/platform/logger.ts';
import { AmiClient } from './ami/client.ts';
import { timeOf } from './ami/message.ts';
import type { AmiBlock } from './ami/parser.ts';
import type { AmiAccount } from './ami/session.ts';
import type { Numbering } from './calls/channel-kind.ts';
import { clockOf } from './calls/channel-list.ts';
import type { Call, RelayedEvent } from './calls/model.ts';
import { PbxClock } from './calls/pbx-clock.ts';
import { Translator } from './calls/translator.ts';
import type { Post } from './send/post.ts';
import type { Refused } from './send/refused.ts';
import { Sender } from './send/sender.ts';
import { toWire } from './send/wire.ts';
import { admit } from './spool/admission.ts';
import type { Spool } from './spool/spool.ts';

export interface RelayPorts {
  readonly account: AmiAccount;
  readonly numbering: Numbering;
  readonly spool: Spool;
  readonly post: Post;
  readonly refused: Refused;
  readonly log: Logger;
  readonly now: () => number;
}

/** Changes are gathered for so long before they are written: one sync for a burst of events. */
const gatherMs = 40;
const writeAgainMs = 1_000;
/** So many events are kept in memory while the disk takes none. */
const mostUnwritten = 20_000;
/** While nothing happens: how often the time at which Asterisk was heard is written down. */
const seenEveryMs = 30_000;
/** The list of channels shows the time in whole seconds. */
const clockSlackMs = 5_000;

/**
 * Reads Asterisk, translates, spools, sends. What is not on the disk is not sent; what is on the disk is sent, however
 * often the relay, the webhook or Asterisk goes away meanwhile.
 */
export class Relay {
  readonly #ports: RelayPorts;
  readonly #translator: Translator;
  readonly #clock: PbxClock;
  readonly #client: AmiClient;
  readonly #sender: Sender;
  /** What is to be written with the next step. */
  #events: RelayedEvent[] = [];
  #calls = new Map<string, Call | undefined>();
  #seenAt: number | undefined;
  #writtenSeenAt = 0;
  #writing: Promise<void> = Promise.resolve();
  #lookTimer: NodeJS.Timeout | undefined;
  #writeTimer: NodeJS.Timeout | undefined;
  #seenTimer: NodeJS.Timeout | undefined;

  constructor(ports: RelayPorts) {
    this.#ports = ports;
    const { account, numbering, spool, post, refused, log, now } = ports;
    this.#translator = new Translator(numbering, spool.calls.values());
    this.#clock = new PbxClock(() => performance.now(), now());
    this.#seenAt = spool.seenAt;
    this.#sender = new Sender({ spool, post, refused, log });
    this.#client = new AmiClient({
      account,
      log,
      onChannels: (items, since) => this.#resume(items, since),
      onEvents: (events) => this.#read(events),
      onAlive: () => {
        this.#seenAt = this.#clock.now();
      },
    });
  }

  start(): void {
    this.#sender.start();
    this.#client.start();
    this.#seenTimer = setInterval(() => this.#gather(0), seenEveryMs);
  }

  /** Stops reading, writes what is read, finishes the sending that is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#seenTimer);
    await this.#client.stop();
    clearTimeout(this.#lookTimer);
    clearTimeout(this.#writeTimer);
    await this.#write();
    await this.#sender.stop();
  }

  #read(events: readonly AmiBlock[]): void {
    for (const event of events) {
      const at = timeOf(event);
      if (at !== undefined) this.#clock.set(at);
      if (event.Event === 'Shutdown')
        this.#ports.log.warn('Asterisk is going down', { restart: event.Restart });
      this.#translator.read(event, at ?? this.#clock.now());
    }
    this.#heard();
  }

  /** After a gap, however long: calls that are gone ended when Asterisk was heard last. */
  #resume(items: readonly AmiBlock[] | undefined, since: readonly AmiBlock[]): void {
    if (items === undefined) {
      this.#read(since);
      return;
    }
    this.#setClock(items, since);
    const at = this.#clock.now();
    this.#translator.resume(items, since, at, this.#seenAt ?? at);
    const last = since.findLast((event) => timeOf(event) !== undefined);
    if (last !== undefined) this.#clock.set(timeOf(last) ?? at);
    this.#heard();
  }

  /** The events say exactly what time it is, the list in whole seconds. */
  #setClock(items: readonly AmiBlock[], since: readonly AmiBlock[]): void {
    const said = since.map(timeOf).find((at) => at !== undefined);
    const listed = clockOf(items);
    if (said !== undefined) this.#clock.set(said);
    else if (listed !== undefined && Math.abs(listed - this.#clock.now()) > clockSlackMs)
      this.#clock.set(listed);
  }

  #heard(): void {
    this.#seenAt = this.#clock.now();
    this.#lookLater();
    this.#gather(gatherMs);
  }

  /** Looks at calls when they have become quiet. What has arrived meanwhile is read first. */
  #lookLater(): void {
    clearTimeout(this.#lookTimer);
    const at = this.#translator.nextAt;
    if (at === Number.POSITIVE_INFINITY) return;
    const waitMs = Math.min(Math.max(at - this.#clock.now(), 0) + 1, 60_000);
    this.#lookTimer = setTimeout(() => setImmediate(() => this.#look()), waitMs);
    this.#lookTimer.unref();
  }

  #look(): void {
    this.#translator.advance(this.#clock.now());
    this.#lookLater();
    this.#gather(0);
  }

  #gather(ms: number): void {
    if (this.#writeTimer !== undefined) return;
    this.#writeTimer = setTimeout(() => {
      this.#writeTimer = undefined;
      void this.#write();
    }, ms);
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeStep());
    return this.#writing;
  }

  async #writeStep(): Promise<void> {
    const { spool, log } = this.#ports;
    const { events, calls } = this.#translator.take();
    const room = this.#events.length < mostUnwritten ? spool.room : 'none';
    this.#events.push(...admit(events, calls, room, log));
    for (const [id, call] of calls) this.#calls.set(id, call);
    const seenAt = this.#seenAt ?? 0;
    const isQuiet = [...this.#translator.calls].every(({ isOver }) => isOver);
    if (this.#calls.size === 0 && (isQuiet || seenAt - this.#writtenSeenAt < seenEveryMs)) return;
    const writing = this.#events;
    try {
      await spool.write({
        calls: Object.fromEntries([...this.#calls].map(([id, call]) => [id, call ?? null])),
        events: writing.map(toWire),
        seenAt: this.#seenAt,
      });
    } catch (error) {
      log.error("The spool can't be written; it is tried again", { error, events: writing.length });
      this.#gather(writeAgainMs);
      return;
    }
    this.#writtenSeenAt = seenAt;
    this.#events = [];
    this.#calls = new Map();
    if (writing.length > 0) this.#sender.wake();
  }
}
