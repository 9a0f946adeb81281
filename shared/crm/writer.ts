import type { EffectId } from '../base/ids.ts';
import type { CrmEffect } from '../effects/effect.ts';
import type { Clock } from '../platform/clock.ts';
import type { LedgerEntry, LedgerStore, WriteResult } from '../platform/stores/ledger-store.ts';
import { ConflictError } from '../platform/table.ts';
import type { CrmOutcome, CrmPort, Done } from './port.ts';

/**
 * What is to be done with an effect's message: `finished` (confirmed, now or before), `refused` (people must hear of
 * it), or `again` (kept in the queue).
 */
export type EffectFate =
  | { readonly kind: 'finished' }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string }
  | { readonly kind: 'again'; readonly reason: string; readonly cause?: unknown };

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
  readonly known: Map<string, Done>;
}

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
    const fates = new Map<EffectId, EffectFate>();
    const effects = [...new Map(batch.map((effect) => [effect.id, effect])).values()];
    const entries = await this.#parts.ledger.getMany(effects.map(({ id }) => id));
    const open = effects.filter(({ id }) => entries.get(id)?.status !== 'confirmed');
    for (const { id } of effects) fates.set(id, { kind: 'finished' });
    const taken = await Promise.all(open.map((effect) => this.#take(effect, entries.get(effect.id), fates)));
    const sending = this.#inOrder(
      taken.filter((one) => one !== undefined),
      open,
      fates,
    );
    await this.#lookForUnknown(sending, entries, fates);
    const ready = this.#inOrder(sending, open, fates);
    const outcomes = await this.#apply(ready);
    await Promise.all(
      ready.map(async (one) => {
        fates.set(one.effect.id, await this.#finish(one, outcomes));
      }),
    );
    return fates;
  }

  /** Says in the ledger that the effect is being sent. Whoever writes that version is the only one who sends. */
  async #take(
    effect: CrmEffect,
    before: LedgerEntry | undefined,
    fates: Map<EffectId, EffectFate>,
  ): Promise<Sending | undefined> {
    const entry: LedgerEntry = {
      effectId: effect.id,
      status: 'sent',
      version: (before?.version ?? 0) + 1,
      attempts: (before?.attempts ?? 0) + 1,
      at: this.#parts.clock(),
      results: [],
    };
    try {
      await this.#parts.ledger.put(entry);
      return { effect, entry, known: new Map() };
    } catch (cause) {
      const reason =
        cause instanceof ConflictError ? 'another process sends it' : 'the ledger did not take it';
      fates.set(effect.id, { kind: 'again', reason, cause });
      return undefined;
    }
  }

  /** Without those that wait behind one which must come again: a client's effects happen in order. */
  #inOrder(
    sending: readonly Sending[],
    open: readonly CrmEffect[],
    fates: Map<EffectId, EffectFate>,
  ): readonly Sending[] {
    const stopped = new Set<string>();
    for (const { id, orderKey } of open) {
      if (stopped.has(orderKey))
        fates.set(id, { kind: 'again', reason: 'an earlier effect of this client failed' });
      else if (fates.get(id)?.kind === 'again') stopped.add(orderKey);
    }
    return sending.filter(({ effect }) => fates.get(effect.id)?.kind !== 'again');
  }

  /** Asks the CRM which writes of effects that were sent before have happened: one request for the whole batch. */
  async #lookForUnknown(
    sending: readonly Sending[],
    entries: ReadonlyMap<EffectId, LedgerEntry>,
    fates: Map<EffectId, EffectFate>,
  ): Promise<void> {
    const unknown = sending.filter(({ effect }) => entries.has(effect.id));
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
      for (const { effect } of unknown) {
        fates.set(effect.id, { kind: 'again', reason: 'the CRM did not say what has happened', cause });
      }
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

  async #finish(sending: Sending, outcomes: ReadonlyMap<string, CrmOutcome>): Promise<EffectFate> {
    const { effect, entry, known } = sending;
    const results: WriteResult[] = [];
    for (const { key, kind } of effect.writes) {
      const result = known.get(key) ?? outcomes.get(key);
      switch (result?.outcome) {
        case 'done':
        case 'refused':
          results.push({ key, kind, ...result });
          break;
        // The entry stays `sent`: the next attempt looks first.
        default:
          return { kind: 'again', reason: result?.reason ?? 'an earlier write of this client failed' };
      }
    }
    const refused = results.find((result) => result.outcome === 'refused');
    try {
      if (refused !== undefined) await this.#parts.onRefused(effect, refused);
      await this.#parts.ledger.put({
        ...entry,
        status: refused === undefined ? 'confirmed' : 'refused',
        version: entry.version + 1,
        at: this.#parts.clock(),
        results,
      });
    } catch (cause) {
      return { kind: 'again', reason: 'the ledger did not take the outcome', cause };
    }
    return refused === undefined
      ? { kind: 'finished' }
      : { kind: 'refused', code: refused.code, reason: refused.reason };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
