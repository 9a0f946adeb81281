import type { Clock } from '../../../platform/clock.ts';
import { logger } from '../../../platform/logger.ts';
import type { Item, ItemUpdate, Table } from '../../../platform/table.ts';
import { type Budget, roomFor, type Share } from './budget.ts';

/** Who wants to send a request. */
export interface Visitor {
  readonly share: Share;
  readonly budget: Budget;
  /** Methods that the request calls, as `operatingName` writes them. */
  readonly methods: readonly string[];
}

/** Let in. What came of it is to be told: `answered` or `failed`. */
export interface Entered {
  readonly kind: 'entered';
  /** The one request that tries whether the portal is up again. */
  readonly isProbe: boolean;
  /** The portal has failed lately. */
  readonly isShaken: boolean;
}

/**
 * Not let in; nothing was counted.
 * - `full`: the portal's limit on requests.
 * - `open`: the portal is down; nobody asks for a while.
 * - `exhausted`: this method has used up its working time.
 */
export type TurnedAway =
  | { readonly kind: 'full' | 'open'; readonly afterMs: number }
  | { readonly kind: 'exhausted'; readonly afterMs: number; readonly method: string };

export interface GateParts {
  /** The tenant's main table. */
  readonly table: Table;
  readonly clock: Clock;
  /** From 0 to 1: spreads those who have to come again. */
  readonly chance: () => number;
}

const key = { pk: 'CRMLIMIT#bitrix24', sk: 'LIMIT' } as const;
/** So many failures in a row, and the portal is taken to be down. */
const failuresToOpen = 5;
const firstOpenMs = 5_000;
const longestOpenMs = 60_000;
/** Longer than a request may take; the next probe follows then if this one was not heard of again. */
const probeMs = 65_000;
/** A reservation this far ahead was made by a process whose clock is wrong. */
const absurdMs = 300_000;

/**
 * What all functions of a tenant keep to towards its portal, in one item: the bucket, as the time at which it will be
 * empty (`emptyAt`, the theoretical arrival time of GCRA); the circuit breaker; and the methods whose working time is
 * used up. Entering is one conditional update, or two when the first does not fit what the item turns out to be; it
 * reads nothing.
 */
export class Gate {
  readonly #parts: GateParts;
  #emptyAt = 0;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  async enter(visitor: Visitor): Promise<Entered | TurnedAway> {
    const now = this.#parts.clock();
    const isFull = turnedAway({ ...key, emptyAt: this.#emptyAt }, visitor, now);
    // The moment only moves on, so what was full for this process still is.
    if (isFull !== undefined) return isFull;
    const first = this.#emptyAt >= now ? join(visitor, now) : begin(visitor, now);
    const tried = await this.#update(first);
    if (tried.done) return this.#entered(tried.item, false);
    this.#emptyAt = numberIn(tried.item, 'emptyAt', 0);
    const turned = turnedAway(tried.item, visitor, now);
    if (turned !== undefined) return turned;
    const isProbe = numberIn(tried.item, 'openUntil') !== undefined;
    const emptyAt = numberIn(tried.item, 'emptyAt', 0);
    const isRunning = emptyAt >= now && emptyAt <= now + absurdMs;
    const second = isProbe
      ? probe(tried.item, visitor, now)
      : isRunning
        ? join(visitor, now)
        : begin(visitor, now);
    const again = await this.#update(second);
    if (again.done) return this.#entered(again.item, isProbe);
    // Others were quicker between the two.
    return (
      turnedAway(again.item, visitor, now) ?? { kind: 'full', afterMs: this.#spread(visitor.budget.gapMs) }
    );
  }

  /** The portal works: it said something, be it an error. */
  async answered({ isProbe, isShaken }: Entered): Promise<void> {
    if (!(isProbe || isShaken)) return;
    if (isProbe) logger.info('Bitrix24 portal answers again');
    await this.#update({
      expression: 'REMOVE #failures, #openings, #openUntil',
      condition: isProbe ? undefined : 'attribute_not_exists(#openUntil)',
      names: { '#failures': 'failures', '#openings': 'openings', '#openUntil': 'openUntil' },
      values: {},
    });
  }

  /** The portal did not answer, or with a fault of its own. */
  async failed({ isProbe }: Entered): Promise<void> {
    const counted = await this.#update({
      expression: 'ADD #failures :one',
      names: { '#failures': 'failures' },
      values: { ':one': 1 },
    });
    const openings = numberIn(counted.item, 'openings', 0);
    if (!isProbe && numberIn(counted.item, 'failures', 0) < failuresToOpen) return;
    const openMs = Math.min(firstOpenMs * 2 ** openings, longestOpenMs);
    const opened = await this.#update({
      expression: 'SET #openUntil = :until, #openings = :openings',
      // One of those who failed together opens it; a probe moves on what it took.
      condition: isProbe ? undefined : 'attribute_not_exists(#openUntil)',
      names: { '#openUntil': 'openUntil', '#openings': 'openings' },
      values: { ':until': this.#parts.clock() + openMs, ':openings': openings + 1 },
    });
    if (opened.done) logger.warn('Bitrix24 portal does not answer', { openMs });
  }

  /** The portal says that its bucket is full although ours was not: others use it too. Ours is full as well then. */
  async overfilled({ capacity, gapMs }: Budget): Promise<void> {
    const full = this.#parts.clock() + capacity * gapMs;
    const filled = await this.#update({
      expression: 'SET #emptyAt = :full',
      condition: 'attribute_not_exists(#emptyAt) OR #emptyAt < :full',
      names: { '#emptyAt': 'emptyAt' },
      values: { ':full': full },
    });
    this.#emptyAt = numberIn(filled.item, 'emptyAt', 0);
  }

  /** The method is not called again before this moment, by anybody. */
  async exhausted(method: string, resetAt: number): Promise<void> {
    await this.#update({
      expression: 'SET #reset = :resetAt',
      names: { '#reset': resetName(method) },
      values: { ':resetAt': resetAt },
    });
    logger.warn('Bitrix24 method used up its working time', { method, resetAt });
  }

  #entered(item: Item, isProbe: boolean): Entered {
    this.#emptyAt = numberIn(item, 'emptyAt', 0);
    return { kind: 'entered', isProbe, isShaken: numberIn(item, 'failures', 0) > 0 };
  }

  #update(update: Optional<ItemUpdate>) {
    const { condition, ...rest } = update;
    return this.#parts.table.update(key, condition === undefined ? rest : { ...rest, condition });
  }

  #spread(ms: number): number {
    return Math.ceil(ms * (1 + this.#parts.chance()));
  }
}

type Optional<Update> = Omit<Update, 'condition'> & { readonly condition?: string | undefined };

const resetName = (method: string): string => `reset ${method}`;

/** The bucket is in use: one more behind those who are in it. */
function join(visitor: Visitor, now: number): ItemUpdate {
  const { gapMs } = visitor.budget;
  return guarded(visitor, now, {
    expression: 'SET #emptyAt = #emptyAt + :gap',
    condition: '(#emptyAt BETWEEN :now AND :latest) AND attribute_not_exists(#openUntil)',
    values: { ':gap': gapMs, ':now': now, ':latest': latestFor(visitor, now) },
  });
}

/** The bucket is empty: the first in it. */
function begin(visitor: Visitor, now: number): ItemUpdate {
  return guarded(visitor, now, {
    expression: 'SET #emptyAt = :next',
    condition:
      '(attribute_not_exists(#emptyAt) OR #emptyAt < :now OR #emptyAt > :absurd) AND attribute_not_exists(#openUntil)',
    values: { ':next': now + visitor.budget.gapMs, ':now': now, ':absurd': now + absurdMs },
  });
}

/** The breaker's time is over: whoever moves it on is the one who tries. */
function probe(item: Item | undefined, visitor: Visitor, now: number): ItemUpdate {
  const emptyAt = Math.max(numberIn(item, 'emptyAt', 0), now) + visitor.budget.gapMs;
  return guarded(visitor, now, {
    expression: 'SET #emptyAt = :next, #openUntil = :until',
    condition: '#openUntil = :seen',
    values: { ':next': emptyAt, ':until': now + probeMs, ':seen': numberIn(item, 'openUntil', 0) },
  });
}

function guarded(
  { methods }: Visitor,
  now: number,
  update: { expression: string; condition: string; values: ItemUpdate['values'] },
): ItemUpdate {
  const resets = [...new Set(methods)].map((method, index) => [`#reset${index}`, resetName(method)] as const);
  const isFree = resets.map(([name]) => `(attribute_not_exists(${name}) OR ${name} <= :now)`);
  return {
    expression: update.expression,
    condition: [update.condition, ...isFree].join(' AND '),
    names: { '#emptyAt': 'emptyAt', '#openUntil': 'openUntil', ...Object.fromEntries(resets) },
    values: resets.length === 0 ? update.values : { ...update.values, ':now': now },
  };
}

/** Up to when the bucket may be spoken for, so that one more still fits. */
const latestFor = ({ share, budget }: Visitor, now: number): number =>
  now + (roomFor(share, budget) - 1) * budget.gapMs;

/** Why an update's condition did not hold, where that can't be mended by another one. */
function turnedAway(item: Item | undefined, visitor: Visitor, now: number): TurnedAway | undefined {
  const openUntil = numberIn(item, 'openUntil', 0);
  if (openUntil > now) return { kind: 'open', afterMs: openUntil - now };
  for (const method of visitor.methods) {
    const resetAt = numberIn(item, resetName(method), 0);
    if (resetAt > now) return { kind: 'exhausted', afterMs: resetAt - now, method };
  }
  const emptyAt = numberIn(item, 'emptyAt', 0);
  const latest = latestFor(visitor, now);
  if (emptyAt > latest && emptyAt <= now + absurdMs) return { kind: 'full', afterMs: emptyAt - latest };
  return undefined;
}

function numberIn(item: Item | undefined, name: string): number | undefined;
function numberIn(item: Item | undefined, name: string, otherwise: number): number;
function numberIn(item: Item | undefined, name: string, otherwise?: number): number | undefined {
  const value = item?.[name];
  return typeof value === 'number' ? value : otherwise;
}
