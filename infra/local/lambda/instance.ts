import { Worker } from 'node:worker_threads';
import type { InvokeMessage, WorkerMessage, WorkerStart } from './messages.ts';
import { failed, type Outcome } from './outcome.ts';

/** Lambda gives a function ten seconds to load. */
const initTimeoutMs = 10_000;

export interface InstanceStart {
  readonly id: string;
  readonly worker: WorkerStart;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly log: (text: string, invocationId: string | undefined) => void;
}

/** A payload on its way to a function. */
export interface Job {
  readonly id: string;
  readonly payload: string;
}

interface Running {
  readonly job: Job;
  readonly settle: (outcome: Outcome) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One execution environment of a function: a worker thread with its own environment that runs one invocation at a
 * time and is used again, until it is killed, times out or falls over.
 */
export class Instance {
  readonly id: string;
  /** Resolves with `undefined` when the code is loaded, or with why it could not be. */
  readonly ready: Promise<Outcome | undefined>;
  /** Resolves when the instance is gone, for whatever reason. */
  readonly gone: Promise<void>;
  readonly #start: InstanceStart;
  readonly #worker: Worker;
  #running: Running | undefined;
  #endReason: string | undefined;

  constructor(start: InstanceStart) {
    this.id = start.id;
    this.#start = start;
    this.#worker = new Worker(new URL('./worker.mjs', import.meta.url), {
      workerData: start.worker,
      env: { ...start.environment },
      argv: [],
      execArgv: [],
      stdin: false,
      resourceLimits: { maxOldGenerationSizeMb: start.memoryMb },
    });
    const ready = Promise.withResolvers<Outcome | undefined>();
    const gone = Promise.withResolvers<void>();
    this.ready = ready.promise;
    this.gone = gone.promise;
    const initTimer = setTimeout(() => this.#end('Init took longer than 10 seconds'), initTimeoutMs);
    const initDone = (outcome: Outcome | undefined) => {
      clearTimeout(initTimer);
      ready.resolve(outcome);
    };
    this.#worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') initDone(undefined);
      else if (message.kind === 'initFailed') initDone({ ok: false, failure: 'init', error: message.error });
      else this.#receive(message);
    });
    this.#worker.on('error', (error) => {
      this.#endReason = `${error.name}: ${error.message}`;
      this.#start.log(error.stack ?? String(error), this.#running?.job.id);
    });
    this.#worker.on('exit', (code) => {
      const reason = this.#endReason ?? `Runtime exited with code ${code}`;
      initDone(failed('init', 'Runtime.ExitError', reason));
      this.#settle(failed('exit', 'Runtime.ExitError', `RequestId: ${this.invocationId} Error: ${reason}`));
      gone.resolve();
    });
  }

  /** False from the moment it is being ended. */
  get alive(): boolean {
    return this.#endReason === undefined;
  }

  get invocationId(): string | undefined {
    return this.#running?.job.id;
  }

  /** @param deadline the stack's time now; what the function sees as its remaining time counts from it. */
  run(job: Job, now: number): Promise<Outcome> {
    const timeoutMs = this.#start.timeoutSeconds * 1000;
    return new Promise((settle) => {
      const timer = setTimeout(() => void this.#timeOut(job.id), timeoutMs);
      this.#running = { job, settle, timer };
      this.#worker.postMessage({ ...job, deadlineAt: now + timeoutMs } satisfies InvokeMessage);
    });
  }

  /** Milliseconds of a processor that the thread has used so far. */
  async cpuMs(): Promise<number> {
    const { user, system } = await this.#worker.cpuUsage();
    return (user + system) / 1_000;
  }

  /** Ends the worker where it stands. */
  async kill(): Promise<void> {
    await this.#end('Runtime was killed');
  }

  async #timeOut(id: string): Promise<void> {
    const seconds = this.#start.timeoutSeconds.toFixed(2);
    const message = `RequestId: ${id} Error: Task timed out after ${seconds} seconds`;
    this.#start.log(message, id);
    this.#settle(failed('timeout', 'Sandbox.Timedout', message));
    await this.#end('Task timed out');
  }

  async #end(reason: string): Promise<void> {
    this.#endReason ??= reason;
    await this.#worker.terminate();
    await this.gone;
  }

  #receive(message: Exclude<WorkerMessage, { kind: 'ready' | 'initFailed' }>): void {
    if (message.kind === 'log') {
      this.#start.log(message.text, this.#running?.job.id);
      return;
    }
    if (message.id !== this.#running?.job.id) return;
    this.#settle(
      message.kind === 'done'
        ? { ok: true, payload: message.payload }
        : { ok: false, failure: 'error', error: message.error },
    );
  }

  #settle(outcome: Outcome): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    clearTimeout(running.timer);
    running.settle(outcome);
  }
}
