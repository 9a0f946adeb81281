import type { Logger } from '../../../../shared/platform/logger.ts';
import type { SpooledEvent } from '../spool/segment.ts';
import type { Spool } from '../spool/spool.ts';
import { Backoff } from './backoff.ts';
import { adviceOn, outcomeOf } from './outcome.ts';
import type { Answer, Post } from './post.ts';
import type { Refused } from './refused.ts';

export interface SenderPorts {
  readonly spool: Pick<Spool, 'next' | 'delivered' | 'waiting'>;
  readonly post: Post;
  readonly refused: Refused;
  readonly log: Logger;
  /** Milliseconds of the first wait after a failure, and of the longest. */
  readonly waits?: { readonly firstMs: number; readonly mostMs: number };
}

/** What the protocol takes in one sending. */
const mostEvents = 100;
const mostBytes = 200_000;

/**
 * Sends what waits in the spool, oldest first, one batch at a time: so the order within a call stays. A batch is
 * forgotten after the webhook's 2xx and not before. One that is refused is halved until the event that is not taken
 * stands alone; that one is put aside, and the others go on.
 */
export class Sender {
  readonly #ports: SenderPorts;
  readonly #backoff: Backoff;
  #portion = mostEvents;
  /** The last event of the batch that was refused and is being searched. */
  #searchUpTo = 0;
  #isStopped = false;
  #wake: () => void = () => undefined;
  #running: Promise<void> | undefined;

  constructor(ports: SenderPorts) {
    this.#ports = ports;
    const { firstMs, mostMs } = ports.waits ?? { firstMs: 1_000, mostMs: 60_000 };
    this.#backoff = new Backoff(firstMs, mostMs);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There is something to send. */
  wake(): void {
    this.#wake();
  }

  /** Finishes the sending that is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const waitMs = await this.#step().catch((error: unknown) => {
        this.#ports.log.error('The spool could not be read or written', { error });
        return this.#backoff.next();
      });
      if (waitMs === undefined || this.#isStopped) continue;
      await this.#pause(waitMs);
    }
  }

  /** @returns how long to wait before the next one. */
  async #step(): Promise<number | undefined> {
    const { spool, post, log } = this.#ports;
    const batch = fitting(await spool.next(this.#portion));
    const last = batch.at(-1);
    if (last === undefined) {
      if (spool.waiting > 0)
        throw new Error(`${spool.waiting} events of the spool can't be found in its files`);
      return Number.POSITIVE_INFINITY;
    }
    let answer: Answer;
    try {
      answer = await post(JSON.stringify({ events: batch.map(({ event }) => event) }));
    } catch (error) {
      const waitMs = this.#backoff.next();
      log.warn('The webhook does not answer', {
        error,
        waiting: spool.waiting,
        retryInMs: Math.round(waitMs),
      });
      return waitMs;
    }
    switch (outcomeOf(answer.status)) {
      case 'taken':
        await this.#pass(last.number);
        return undefined;
      case 'refused':
        return this.#refused(batch, answer);
      case 'notUs':
        log.error('Nothing can be delivered until this is mended', {
          status: answer.status,
          advice: adviceOn(answer.status, answer.text),
          answer: answer.text,
          waiting: spool.waiting,
        });
        return this.#backoff.next() * 2;
      case 'later': {
        const waitMs = Math.max(answer.retryAfterMs ?? 0, this.#backoff.next());
        log.warn('The webhook asks for patience', { status: answer.status, waiting: spool.waiting });
        return waitMs;
      }
    }
  }

  async #pass(upTo: number): Promise<void> {
    await this.#ports.spool.delivered(upTo);
    this.#backoff.reset();
    if (upTo >= this.#searchUpTo) this.#portion = mostEvents;
  }

  async #refused(batch: readonly SpooledEvent[], answer: Answer): Promise<undefined> {
    const [first] = batch;
    const last = batch.at(-1);
    if (first === undefined || last === undefined) return undefined;
    if (batch.length > 1) {
      this.#searchUpTo = Math.max(this.#searchUpTo, last.number);
      this.#portion = Math.floor(batch.length / 2);
      return undefined;
    }
    const isKept = await this.#ports.refused.add(first.event, answer);
    this.#ports.log.error(`The webhook refuses an event; it is ${isKept ? 'put aside' : 'thrown away'}`, {
      status: answer.status,
      answer: answer.text,
      callId: first.event.callId,
    });
    this.#portion = mostEvents;
    await this.#pass(first.number);
    return undefined;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = ms === Number.POSITIVE_INFINITY ? undefined : setTimeout(done, ms);
      // New events end the wait for some, not the wait after a failure.
      if (timer === undefined || this.#isStopped) this.#wake = done;
      else this.#wake = () => this.#isStopped && done();
      if (this.#ports.spool.waiting > 0 && timer === undefined) done();
    });
  }
}

/** As many as one sending may hold. */
function fitting(events: readonly SpooledEvent[]): readonly SpooledEvent[] {
  let bytes = 0;
  const end = events.findIndex(({ event }) => {
    bytes += Buffer.byteLength(JSON.stringify(event)) + 1;
    return bytes > mostBytes;
  });
  return end < 0 ? events : events.slice(0, Math.max(end, 1));
}
