import { mkdir } from 'node:fs/promises';
import type { Call } from '../calls/model.ts';
import { SpoolError } from '../errors.ts';
import { type Recovered, recover } from './recovery.ts';
import type { Calls, SpooledEvent } from './segment.ts';
import { SegmentFiles } from './segment-files.ts';

export interface SpoolOptions {
  readonly directory: string;
  /** More than this is not kept: see `room`. */
  readonly maxBytes: number;
  /** A new file is begun after so many bytes. */
  readonly segmentBytes?: number;
}

export interface StepInput {
  readonly calls: Calls;
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** When the stream was last heard, by the PBX's clock. */
  readonly seenAt?: number | undefined;
}

/** Events in memory; what is beyond is read again from the disk when its turn comes. */
const windowSize = 2_000;

/**
 * The spool: calls as they stand and events that wait for the webhook, in files that only grow. A step is written and
 * synced before anything of it is sent, so after a crash at any moment the relay goes on where it was: nothing that
 * was sent is forgotten, and what was not written was not sent. Files are deleted when all their events are delivered.
 */
export class Spool {
  /** The calls that were running, taken up from before. */
  readonly calls: ReadonlyMap<string, Call>;
  /** When the stream was last heard. */
  seenAt: number | undefined;
  /** Lines that something other than a crash has damaged: their events are lost. */
  readonly damaged: number;
  readonly #options: Required<SpoolOptions>;
  readonly #files: SegmentFiles;
  readonly #running: Map<string, Call>;
  #window: SpooledEvent[] = [];
  #lastNumber: number;
  #delivered: number;
  #writing: Promise<void> = Promise.resolve();

  private constructor(options: Required<SpoolOptions>, found: Recovered) {
    this.#options = options;
    this.#running = found.calls;
    this.calls = structuredClone(found.calls);
    this.damaged = found.damaged;
    this.seenAt = found.seenAt;
    this.#files = new SegmentFiles(options.directory, found.segments);
    this.#lastNumber = found.lastNumber;
    this.#delivered = found.delivered;
  }

  /** @throws SpoolError (DL8003) where the folder can't be used. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const segmentBytes = Math.min(4 * 1024 * 1024, Math.floor(options.maxBytes / 8));
    const complete = { segmentBytes, ...options };
    try {
      await mkdir(options.directory, { recursive: true, mode: 0o700 });
      const spool = new Spool(complete, await recover(options.directory));
      if (spool.#files.current === undefined) await spool.#begin();
      else await spool.#files.resume();
      return spool;
    } catch (error) {
      throw new SpoolError(options.directory, error instanceof Error ? error.message : String(error), error);
    }
  }

  /** How many events wait. */
  get waiting(): number {
    return Math.max(0, this.#files.lastEvent - this.#delivered);
  }

  get bytes(): number {
    return this.#files.bytes;
  }

  /**
   * What may still be written. While it is `tight`, calls that are in the spool go on and no new one is taken: the
   * oldest are kept. When it is `none`, nothing is.
   */
  get room(): 'enough' | 'tight' | 'none' {
    const { maxBytes } = this.#options;
    if (this.bytes < maxBytes) return 'enough';
    return this.bytes < maxBytes * 1.1 + 1024 * 1024 ? 'tight' : 'none';
  }

  /** Writes one step, all or nothing; it is on the disk when this is fulfilled. @throws what the disk says. */
  write({ calls: now, events, seenAt }: StepInput): Promise<void> {
    // As they are at this moment: they change on while the disk works.
    const calls = structuredClone(now);
    return this.#inTurn(async () => {
      const before = this.#lastNumber;
      const numbered = events.map((event, index) => ({ number: before + index + 1, event }));
      const last = numbered.at(-1)?.number;
      await this.#files.append({ kind: 'step', calls, events: numbered, seenAt }, true, last);
      for (const [id, call] of Object.entries(calls)) {
        if (call === null) this.#running.delete(id);
        else this.#running.set(id, call);
      }
      this.seenAt = seenAt ?? this.seenAt;
      this.#lastNumber = last ?? before;
      const isNext = (this.#window.at(-1)?.number ?? this.#delivered) === before;
      if (isNext && this.#window.length < windowSize) this.#window.push(...numbered);
      await this.#turnOver();
    });
  }

  /** The events that are next, oldest first: at least one where any waits. */
  async next(most: number): Promise<readonly SpooledEvent[]> {
    await this.#inTurn(async () => {
      if (this.#window.length > 0 || this.waiting === 0) return;
      this.#window = (await this.#files.eventsAfter(this.#delivered)).slice(0, windowSize);
    });
    return this.#window.slice(0, most);
  }

  /** The webhook is done with all events up to this one. */
  delivered(upTo: number): Promise<void> {
    return this.#inTurn(async () => {
      this.#delivered = Math.max(this.#delivered, upTo);
      this.#window = this.#window.filter(({ number }) => number > upTo);
      // First: where the disk is full, this makes room. If the line is lost, some events are sent a second time.
      await this.#files.deleteUpTo(this.#delivered);
      await this.#files.append({ kind: 'delivered', upTo }, false);
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#files.close());
  }

  /** One at a time. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.then(work);
    this.#writing = done.catch(() => undefined);
    return done;
  }

  #begin(): Promise<void> {
    const calls = Object.fromEntries(this.#running);
    const { seenAt } = this;
    return this.#files.begin({
      kind: 'open',
      calls,
      lastNumber: this.#lastNumber,
      delivered: this.#delivered,
      seenAt,
    });
  }

  /**
   * Begins the next file and makes the earlier ones smaller. Where the disk has no room for that, all goes on as it is:
   * the step is written, and the next one tries again.
   */
  async #turnOver(): Promise<void> {
    if ((this.#files.current?.bytes ?? 0) < this.#options.segmentBytes) return;
    try {
      await this.#begin();
      await this.#files.deleteUpTo(this.#delivered);
      await this.#files.thinOut();
    } catch {
      return;
    }
  }
}
