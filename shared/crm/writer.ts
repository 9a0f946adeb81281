import type { EffectId } from '../base/ids.ts';
import type { CrmEffect } from '../effects/effect.ts';
import type { Clock } from '../platform/clock.ts';
import type { LedgerEntry, LedgerStore, WriteResult } from '../platform/stores/ledger-store.ts';
import { CrmSilentError } from './errors.ts';
import type { CrmOutcome, CrmPort, Done, Retry } from './port.ts';

/**
 * What is to be done with an effect's message: `finished` (confirmed, now or before), `refused` (people must hear of
 * it), or `again` (kept in the queue).
 */
export type EffectFate =
  | { readonly kind: 'finished' }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  | Again;

/** `afterMs` and `isForAll` as the CRM said it (`Retry`, `Unknown`); without them nobody knows. */
export interface Again extends Partial<Pick<Retry, 'afterMs' | 'isForAll'>> {
  readonly kind: 'again';
  readonly reason: string;
  readonly cause?: unknown;
}

export interface CrmWriterParts {
  readonly crm: CrmPort;
  readonly ledger: LedgerStore;
  readonly clock: Clock;
  /** Opens a problem. Called before the ledger says `refused`, so that none is refused unseen. */
  readonly onRefused: (effect: CrmEffect, refusal: { code: string; reason: string }) => Promise<void>;
}

/** An effect on its way: its entry in the ledger, and what is known of its writes already. */
interface Sending {
  readonly effect: CrmEffect;
  readonly entry: LedgerEntry;
  /** An earlier attempt may have done some of it. */
  readonly isUnknown: boolean;
  readonly known: Map<string, Done>;
}

type Fates = Map<EffectId, EffectFate>;

/**
 * Writes effects to the CRM once each, whatever dies on the way: planned, sent, confirmed. See ARCHITECTURE.md beside
 * this file.
 */
export class CrmWriter {
  readonly #parts: CrmWriterParts;

  constructor(parts: CrmWriterParts) {
    this.#parts = parts;
  }

  /** A batch in the queue's order. Effects with one order key are done in that order; one that fails stops those behind it. */
  async write(batch: readonly CrmEffect[]): Promise<ReadonlyMap<EffectId, EffectFate>> {
    const fates: Fates = new Map();
    const effects = [...new Map(batch.map((effect) => [effect.id, effect])).values()];
    const taken = await Promise.all(effects.map((effect) => this.#take(effect, fates)));
    const sending = inOrder(
      taken.filter((one) => one !== undefined),
      effects,
      fates,
    );
    await this.#lookForUnknown(sending, fates);
    const ready = inOrder(sending, effects, fates);
    const outcomes = await this.#apply(ready);
    await Promise.all(
      ready.map(async (one) => {
        fates.set(one.effect.id, await this.#finish(one, outcomes));
      }),
    );
    return fates;
  }

  /**
   * Says in the ledger that the effect is being sent. Whoever writes that version is the only one who sends. Most
   * effects are new, so that is tried first; what is there instead comes with the refusal.
   */
  async #take(effect: CrmEffect, fates: Fates): Promise<Sending | undefined> {
    const again = (reason: string, cause?: unknown): undefined => {
      fates.set(effect.id, { kind: 'again', reason, cause });
    };
    try {
      const first = this.#sent(effect, undefined);
      const before = await this.#parts.ledger.put(first);
      if (before === undefined) return { effect, entry: first, isUnknown: false, known: new Map() };
      if (before.status === 'confirmed') {
        fates.set(effect.id, { kind: 'finished' });
        return undefined;
      }
      const next = this.#sent(effect, before);
      const other = await this.#parts.ledger.put(next);
      if (other !== undefined) return again('another process sends it');
      return { effect, entry: next, isUnknown: before.status !== 'unsent', known: new Map() };
    } catch (cause) {
      return again('the ledger did not take it', cause);
    }
  }

  #sent({ id }: CrmEffect, before: LedgerEntry | undefined): LedgerEntry {
    return {
      effectId: id,
      status: 'sent',
      version: (before?.version ?? 0) + 1,
      attempts: (before?.attempts ?? 0) + 1,
      at: this.#parts.clock(),
      results: [],
    };
  }

  /** Asks the CRM which writes of effects that were sent before have happened: one request for the whole batch. */
  async #lookForUnknown(sending: readonly Sending[], fates: Fates): Promise<void> {
    const unknown = sending.filter(({ isUnknown }) => isUnknown);
    if (unknown.length === 0) return;
    try {
      const found = await this.#parts.crm.find(unknown.flatMap(({ effect }) => effect.writes));
      for (const { effect, known } of unknown) {
        for (const { key } of effect.writes) {
          const done = found.get(key);
          if (done !== undefined) known.set(key, done);
        }
      }
    } catch (cause) {
      const when = cause instanceof CrmSilentError ? cause.when : {};
      const again = {
        kind: 'again',
        reason: 'the CRM did not say what has happened',
        cause,
        ...when,
      } as const;
      for (const { effect } of unknown) fates.set(effect.id, again);
    }
  }

  async #apply(ready: readonly Sending[]): Promise<ReadonlyMap<string, CrmOutcome>> {
    const chains = Map.groupBy(ready, ({ effect }) => effect.orderKey).values();
    const missing = [...chains].map((chain) =>
      chain.flatMap(({ effect, known }) => effect.writes.filter(({ key }) => !known.has(key))),
    );
    const chainsToDo = missing.filter((chain) => chain.length > 0);
    if (chainsToDo.length === 0) return new Map();
    try {
      return await this.#parts.crm.apply(chainsToDo);
    } catch (cause) {
      const outcome = { outcome: 'unknown', reason: describe(cause) } as const;
      return new Map(missing.flat().map(({ key }) => [key, outcome]));
    }
  }

  /**
   * The entry stays `sent`, and the next attempt looks first; unless nothing of it has happened, which is noted so that
   * it need not look: a CRM that was down for long has better things to answer.
   */
  async #again(
    sending: Sending,
    outcomes: ReadonlyMap<string, CrmOutcome>,
    again: Again,
  ): Promise<EffectFate> {
    if (!isUnsent(sending, outcomes)) return again;
    const { entry } = sending;
    try {
      await this.#parts.ledger.put({
        ...entry,
        status: 'unsent',
        version: entry.version + 1,
        at: this.#parts.clock(),
      });
    } catch (cause) {
      return { ...again, cause };
    }
    return again;
  }

  async #finish(sending: Sending, outcomes: ReadonlyMap<string, CrmOutcome>): Promise<EffectFate> {
    const { effect, entry, known } = sending;
    const results: WriteResult[] = [];
    for (const { key, kind } of effect.writes) {
      const result = known.get(key) ?? outcomes.get(key);
      if (result?.outcome !== 'done' && result?.outcome !== 'refused') {
        return this.#again(sending, outcomes, againAfter(result));
      }
      results.push({ key, kind, ...result });
    }
    const refused = results.find((result) => result.outcome === 'refused');
    try {
      if (refused !== undefined) await this.#parts.onRefused(effect, refused);
      const status = refused === undefined ? 'confirmed' : 'refused';
      const other = await this.#parts.ledger.put({
        ...entry,
        status,
        version: entry.version + 1,
        at: this.#parts.clock(),
        results,
      });
      // The same is there where the SDK repeated a request of which it did not hear.
      if (other !== undefined && other.status !== status)
        return { kind: 'again', reason: 'another process has sent it meanwhile' };
    } catch (cause) {
      return { kind: 'again', reason: 'the ledger did not take the outcome', cause };
    }
    return refused === undefined
      ? { kind: 'finished' }
      : { kind: 'refused', code: refused.code, reason: refused.reason };
  }
}

/** Whether the CRM has said of each of its writes, or we know ourselves, that it did not happen. */
function isUnsent({ effect, known }: Sending, outcomes: ReadonlyMap<string, CrmOutcome>): boolean {
  return known.size === 0 && effect.writes.every(({ key }) => outcomes.get(key)?.outcome === 'retry');
}

/** Without those that wait behind one which must come again: a client's effects happen in order. */
function inOrder(
  sending: readonly Sending[],
  effects: readonly CrmEffect[],
  fates: Fates,
): readonly Sending[] {
  const stopped = new Set<string>();
  for (const { id, orderKey } of effects) {
    const fate = fates.get(id);
    if (fate?.kind === 'again') stopped.add(orderKey);
    else if (stopped.has(orderKey) && fate === undefined)
      fates.set(id, { kind: 'again', reason: 'an earlier effect of this client failed' });
  }
  return sending.filter(({ effect }) => !fates.has(effect.id));
}

function againAfter(outcome: Exclude<CrmOutcome, { outcome: 'done' | 'refused' }> | undefined): Again {
  if (outcome === undefined) return { kind: 'again', reason: 'an earlier write of this client failed' };
  const { outcome: _, ...rest } = outcome;
  return { kind: 'again', ...rest };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
