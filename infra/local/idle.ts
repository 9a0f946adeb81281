import { setTimeout as pause } from 'node:timers/promises';
import type { StackClock } from './clock.ts';
import { NotIdleError } from './errors.ts';

export interface IdleOptions {
  /** How long to wait for it; the default is 30 s. */
  readonly timeoutMs?: number;
  /** Moves the clock on to the next delayed message whenever nothing else is left to do. */
  readonly skipDelays?: boolean;
  /** Is content while delayed messages are left. */
  readonly leaveDelays?: boolean;
}

/** What tells whether the stack rests. */
export interface IdleBack {
  readonly clock: StackClock;
  /** What is going on, in words; nothing when only delayed messages are left. */
  readonly busy: () => readonly string[];
  /** Queues with delayed messages, in words, and when the first is due. */
  readonly delayed: () => { readonly words: readonly string[]; readonly nextMs: number } | undefined;
}

const lookEveryMs = 5;

/** Resolves when nothing runs and nothing waits. @throws NotIdleError (DL7010) naming what is still going on. */
export async function untilIdle(back: IdleBack, options: IdleOptions): Promise<void> {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const busy = back.busy();
    const delayed = back.delayed();
    if (busy.length === 0 && (delayed === undefined || options.leaveDelays === true)) return;
    if (busy.length === 0 && delayed !== undefined && options.skipDelays === true) {
      await back.clock.advance(delayed.nextMs);
    }
    if (Date.now() > deadline) throw new NotIdleError(timeoutMs, [...busy, ...(delayed?.words ?? [])]);
    await pause(lookEveryMs);
  }
}
