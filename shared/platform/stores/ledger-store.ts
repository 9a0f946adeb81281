import type { EffectId } from '../../base/ids.ts';
import type { CrmWriteKind } from '../../effects/crm-write.ts';
import { expiry } from '../expiry.ts';
import { ConflictError, type Item, type Table } from '../table.ts';
import { documentOf, versionOf } from './documents.ts';

/**
 * What became of one write, as the journal shows it. `linkedTo` is the client a call or task was put on; `created`
 * says that this write made the entity, rather than found it; `note` names what was different than asked.
 */
export type WriteResult =
  | {
      readonly key: string;
      readonly kind: CrmWriteKind;
      readonly outcome: 'done';
      readonly ref: { readonly kind: string; readonly id: string };
      readonly created?: boolean;
      readonly linkedTo?: { readonly kind: string; readonly id: string };
      readonly note?: string;
    }
  | {
      readonly key: string;
      readonly kind: CrmWriteKind;
      readonly outcome: 'refused';
      readonly code: string;
      readonly reason: string;
    };

/**
 * The way of one effect: no entry while it is planned (it waits in the queue), `sent` from before the first request
 * until every outcome is known, then `confirmed`, or `refused` where the CRM will never take a part of it; `unsent` where
 * an attempt has certainly done nothing.
 */
export interface LedgerEntry {
  readonly effectId: EffectId;
  readonly status: 'sent' | 'unsent' | 'confirmed' | 'refused';
  /** Counts the changes of this entry, from 1. */
  readonly version: number;
  /** How often it was sent. */
  readonly attempts: number;
  /** Epoch milliseconds of the last change. */
  readonly at: number;
  /** Empty until it is confirmed or refused. */
  readonly results: readonly WriteResult[];
}

/** Repeats of an event come within days; the journal explains a call for over a year. */
const keptForDays = 400;

export class LedgerStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** The entries that exist; an effect without one is planned. */
  async getMany(effectIds: readonly EffectId[]): Promise<ReadonlyMap<EffectId, LedgerEntry>> {
    if (effectIds.length === 0) return new Map();
    const items = await this.#table.getMany(effectIds.map(keyOf), { consistent: true });
    return new Map(items.map(entryOf).map((entry) => [entry.effectId, entry]));
  }

  /**
   * Writes the next version of an entry.
   *
   * @returns what is there instead, where another process or an earlier attempt has written that version: so a new
   * effect is claimed without reading anything first.
   */
  async put(entry: LedgerEntry): Promise<LedgerEntry | undefined> {
    const { effectId, results, ...rest } = entry;
    const item = {
      ...keyOf(effectId),
      ...rest,
      effectId,
      results: JSON.stringify(results),
      expiresAt: expiry(entry.at, keptForDays),
    };
    try {
      await this.#table.put(item, entry.version === 1 ? 'isNew' : { version: entry.version - 1 });
      return undefined;
    } catch (error) {
      if (!(error instanceof ConflictError) || error.existing === undefined) throw error;
      return entryOf(error.existing);
    }
  }
}

const keyOf = (effectId: EffectId) => ({ pk: `WRITE#${effectId}`, sk: 'WRITE' });

function entryOf(item: Item): LedgerEntry {
  return {
    effectId: item.effectId as EffectId,
    status: item.status as LedgerEntry['status'],
    version: versionOf(item),
    attempts: item.attempts as number,
    at: item.at as number,
    results: documentOf<readonly WriteResult[]>(item, 'results'),
  };
}
