import { createHash } from 'node:crypto';
import type { Params } from '../base/params.ts';

const keptMs = 24 * 3_600_000;

/** What to do with a request that carries a key. */
export type Verdict =
  | { readonly kind: 'new'; readonly keep: (answer: unknown) => void }
  | { readonly kind: 'replay'; readonly answer: unknown }
  | { readonly kind: 'reused' };

/** Answers of v3 methods by `Idempotency-Key`: only successes, for 24 hours, one key for one body. */
export class IdempotencyKeys {
  readonly #now: () => number;
  readonly #kept = new Map<
    string,
    { readonly hash: string; readonly answer: unknown; readonly until: number }
  >();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** 1 to 255 printable ASCII characters. */
  isValid(key: string): boolean {
    return /^[\x20-\x7e]{1,255}$/.test(key);
  }

  /** @param scope the application, the user and the method: the same key of another one is another key. */
  judge(scope: string, key: string, params: Params): Verdict {
    const id = `${scope} ${key}`;
    const { auth: _, ...said } = params;
    const hash = createHash('sha256').update(JSON.stringify(said)).digest('hex');
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.until <= this.#now()) {
      return {
        kind: 'new',
        keep: (answer) => this.#kept.set(id, { hash, answer, until: this.#now() + keptMs }),
      };
    }
    return kept.hash === hash ? { kind: 'replay', answer: kept.answer } : { kind: 'reused' };
  }
}
