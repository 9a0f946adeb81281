import { randomUUID } from 'node:crypto';
import { type InvocationRecord, type Journal, preciseNow } from '../records.ts';
import type { Instance, Job } from './instance.ts';
import { failed, type Outcome } from './outcome.ts';

/** What a pool needs of its function. */
export interface PoolBack {
  readonly function: string;
  /** At most so many instances at once; further invocations wait for one. */
  readonly limit: number;
  readonly makeInstance: (number: number) => Instance;
  readonly now: () => number;
  readonly journal: Journal<InvocationRecord>;
}

/**
 * A new instance takes a tenth of a second of a processor to start, which the others would have to wait for: an
 * invocation rather waits a moment for one that is nearly done.
 */
const patienceMs = 20;

interface Waiting {
  readonly job: Job;
  readonly settle: (outcome: Outcome) => void;
}

/** The instances of one function, and the invocations that wait for one. */
export class Pool {
  readonly #back: PoolBack;
  readonly #idle: Instance[] = [];
  readonly #living = new Set<Instance>();
  readonly #waiting: Waiting[] = [];
  #growTimer: NodeJS.Timeout | undefined;
  #starting = 0;
  #started = 0;
  #busy = 0;
  #stopped = false;

  constructor(back: PoolBack) {
    this.#back = back;
  }

  /** Invocations that run or wait. */
  get underway(): number {
    return this.#busy + this.#waiting.length;
  }

  /** Runs the function. Never rejects: a failure is an outcome. */
  invoke(payload: string): Promise<Outcome> {
    if (this.#stopped)
      return Promise.resolve(failed('exit', 'Runtime.ExitError', 'The local stack is stopping'));
    return new Promise((settle) => {
      this.#waiting.push({ job: { id: randomUUID(), payload }, settle });
      this.#dispatch();
    });
  }

  /** Has at least so many instances loaded and waiting. */
  async warm(count: number): Promise<void> {
    const starts: Promise<unknown>[] = [];
    while (this.#living.size < Math.min(count, this.#back.limit)) starts.push(this.#start());
    await Promise.all([...starts, ...[...this.#living].map((instance) => instance.ready)]);
  }

  /** Milliseconds of a processor that the instances alive now have used so far. */
  async cpuMs(): Promise<number> {
    const used = await Promise.all([...this.#living].map((instance) => instance.cpuMs()));
    return used.reduce((sum, ms) => sum + ms, 0);
  }

  /** Ends every instance where it stands. @returns how many there were. */
  async killAll(): Promise<number> {
    const instances = [...this.#living];
    await Promise.all(instances.map((instance) => instance.kill()));
    return instances.length;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#growTimer);
    for (const { settle } of this.#waiting.splice(0)) {
      settle(failed('exit', 'Runtime.ExitError', 'The local stack is stopping'));
    }
    await this.killAll();
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      // The one used last: its code is still in the processor's caches, and the others may rest.
      const instance = this.#idle.pop();
      if (instance === undefined) break;
      if (!instance.alive) continue;
      void this.#run(instance, this.#waiting.shift() as Waiting, false);
    }
    if (this.#living.size === 0) this.#grow();
    else if (this.#waiting.length > this.#starting) {
      this.#growTimer ??= setTimeout(() => {
        this.#growTimer = undefined;
        this.#grow();
      }, patienceMs);
    }
  }

  #grow(): void {
    while (this.#waiting.length > this.#starting && this.#living.size < this.#back.limit && !this.#stopped) {
      void this.#start();
    }
  }

  async #start(): Promise<void> {
    this.#started += 1;
    this.#starting += 1;
    const instance = this.#back.makeInstance(this.#started);
    this.#living.add(instance);
    void instance.gone.then(() => this.#forget(instance));
    const problem = await instance.ready;
    this.#starting -= 1;
    const first = this.#waiting.shift();
    if (problem === undefined) {
      if (first === undefined) this.#idle.push(instance);
      else await this.#run(instance, first, true);
      return;
    }
    // Like Lambda: whoever the instance was started for hears why it could not be; the next one tries again.
    if (first !== undefined) this.#fail(instance, first, problem);
    await instance.kill();
    this.#dispatch();
  }

  async #run(instance: Instance, { job, settle }: Waiting, cold: boolean): Promise<void> {
    this.#busy += 1;
    const startedAt = preciseNow();
    const outcome = await instance.run(job, this.#back.now());
    this.#busy -= 1;
    this.#record(instance, job, cold, startedAt, outcome);
    if (this.#living.has(instance) && (outcome.ok || outcome.failure === 'error')) this.#idle.push(instance);
    settle(outcome);
    this.#dispatch();
  }

  #fail(instance: Instance, { job, settle }: Waiting, problem: Outcome): void {
    this.#record(instance, job, true, preciseNow(), problem);
    settle(problem);
  }

  #record(instance: Instance, job: Job, cold: boolean, startedAt: number, outcome: Outcome): void {
    this.#back.journal.add({
      function: this.#back.function,
      instance: instance.id,
      invocationId: job.id,
      cold,
      startedAt,
      endedAt: preciseNow(),
      outcome: outcome.ok ? 'ok' : outcome.failure,
    });
  }

  /** Whatever ended it, the next in line gets a new one. */
  #forget(instance: Instance): void {
    this.#living.delete(instance);
    const index = this.#idle.indexOf(instance);
    if (index >= 0) this.#idle.splice(index, 1);
    this.#dispatch();
  }
}
