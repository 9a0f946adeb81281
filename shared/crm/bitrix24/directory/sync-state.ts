import type { PartyKind } from '../../../people/party.ts';
import { documentOf, versionOf } from '../../../platform/stores/documents.ts';
import type { Table } from '../../../platform/table.ts';

/** A walk through everything that the portal has, by type and id: the first filling, and once a day after that. */
export interface Walk {
  readonly startedAt: number;
  readonly kind: PartyKind;
  /** All up to this id are done; 0 before the first. */
  readonly lastId: number;
  readonly seen: number;
  /** How many there were when it began. */
  readonly total: number;
}

/** How far the directory is in step with the portal. Times are epoch milliseconds. */
export interface SyncState {
  readonly memberId: string;
  /** Who of the employees is which user; where it changes, owners are to be found anew. */
  readonly owners: string;
  /** What changed up to then is known. */
  readonly lookedAt?: number;
  readonly walk?: Walk;
  /** When the first walk came to its end, and the last. */
  readonly filledAt?: number;
  readonly walkedAt?: number;
}

export interface StoredSyncState {
  readonly state: SyncState;
  readonly version: number;
}

const key = { pk: 'CRMSYNC#bitrix24', sk: 'STATE' } as const;

export class SyncStateStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<StoredSyncState | undefined> {
    const item = await this.#table.get(key, { consistent: true });
    return item === undefined ? undefined : { state: documentOf<SyncState>(item), version: versionOf(item) };
  }

  /** @throws ConflictError when another run wrote since. */
  async write(state: SyncState, before: StoredSyncState | undefined): Promise<StoredSyncState> {
    const version = (before?.version ?? 0) + 1;
    const condition = before === undefined ? 'isNew' : { version: before.version };
    await this.#table.put({ ...key, version, document: JSON.stringify(state) }, condition);
    return { state, version };
  }
}
