import type { Table } from '../table.ts';
import { documentOf } from './documents.ts';

/** How far the watch over availability has come. Times are epoch milliseconds. */
export interface WatchState {
  /** Absent before the first run. */
  readonly at?: number;
  /** The version of the duty rota that everybody knows; 0 for none. */
  readonly rotaVersion: number;
  /** A span that one run could not look through, and where the next one goes on. */
  readonly unfinished?: { readonly from: number; readonly to: number; readonly cursor: string };
}

const key = { pk: 'AVAILABILITY', sk: 'WATCH' };

export class WatchStateStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(): Promise<WatchState> {
    const item = await this.#table.get(key, { consistent: true });
    return item === undefined ? { rotaVersion: 0 } : documentOf<WatchState>(item);
  }

  async write(state: WatchState): Promise<void> {
    await this.#table.put({ ...key, document: JSON.stringify(state) });
  }
}
