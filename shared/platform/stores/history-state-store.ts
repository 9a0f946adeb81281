import type { Table } from '../table.ts';
import { documentOf, versionOf } from './documents.ts';

/** How far a PBX's past calls were looked through. */
export interface HistoryState {
  /** Calls that were over by then are complete: epoch milliseconds. */
  readonly doneUntil: number;
}

export interface StoredHistoryState {
  readonly state: HistoryState;
  readonly version: number;
}

const keyOf = (provider: string) => ({ pk: `PBXSYNC#${provider}`, sk: 'STATE' });

export class HistoryStateStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(provider: string): Promise<StoredHistoryState | undefined> {
    const item = await this.#table.get(keyOf(provider), { consistent: true });
    return item === undefined
      ? undefined
      : { state: documentOf<HistoryState>(item), version: versionOf(item) };
  }

  /** @throws ConflictError when another run wrote since. */
  async write(provider: string, state: HistoryState, before: StoredHistoryState | undefined): Promise<void> {
    const version = (before?.version ?? 0) + 1;
    const condition = before === undefined ? 'isNew' : { version: before.version };
    await this.#table.put({ ...keyOf(provider), version, document: JSON.stringify(state) }, condition);
  }
}
