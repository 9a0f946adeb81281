import type { PartyRef } from '../../../people/party.ts';
import type { Clock } from '../../../platform/clock.ts';
import { expiry } from '../../../platform/expiry.ts';
import { versionOf } from '../../../platform/stores/documents.ts';
import { ConflictError, type Item, type Key, type Table } from '../../../platform/table.ts';
import type { Retry } from '../../port.ts';

/** Longer than a request may take from leaving us to being done in the portal. */
const heldMs = 90_000;
const keptDays = 1;

/**
 * Who creates what there must be one of: the client of a phone, the open deal of a client. The portal itself takes
 * every creation. A guard is read before it is looked whether there is one already, and moved on before one is
 * created; so of two who both found nothing one creates, and the other looks again later.
 */
export class Guards {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #read = new Map<string, Item | undefined>();
  #readAt = 0;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async read(names: readonly string[]): Promise<void> {
    this.#readAt = this.#clock();
    if (names.length === 0) return;
    const items = await this.#table.getMany(names.map(keyOf), { consistent: true });
    for (const item of items) this.#read.set(item.pk, item);
  }

  /**
   * Before something is created under this name.
   *
   * @param holder the key of the write; a repeat of it may go on at once.
   * @returns `undefined`, or when to look again.
   */
  async take(name: string, holder: string): Promise<Retry | undefined> {
    const key = keyOf(name);
    const before = this.#read.get(key.pk);
    const now = this.#clock();
    if (before !== undefined && before.holder !== holder && Number(before.until) > this.#readAt) {
      return busy(Number(before.until) - now);
    }
    const version = before === undefined ? 0 : versionOf(before);
    const item = {
      ...key,
      version: version + 1,
      holder,
      until: now + heldMs,
      expiresAt: expiry(now, keptDays),
    };
    try {
      await this.#table.put(item, version === 0 ? 'isNew' : { version });
    } catch (error) {
      if (error instanceof ConflictError) return busy(0);
      throw error;
    }
    this.#read.set(key.pk, item);
    return undefined;
  }
}

export const clientGuard = (phone: string): string => `client#${phone}`;
export const dealGuard = ({ kind, id }: PartyRef): string => `deal#${kind}#${id}`;

const keyOf = (name: string): Key => ({ pk: `CRMGUARD#bitrix24#${name}`, sk: 'GUARD' });

const busy = (ms: number): Retry => ({
  outcome: 'retry',
  afterMs: Math.max(ms, 1_000),
  reason: 'Another process is creating it at this moment.',
});
