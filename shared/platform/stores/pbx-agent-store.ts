import type { Table } from '../table.ts';
import { documentOf } from './documents.ts';

const keyOf = (provider: string) => ({ pk: `PBXSYNC#${provider}`, sk: 'AGENTS' });

/** Whose extension an operator of a PBX has, by the operator's id there. One item a PBX. */
export class PbxAgentStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Nothing where the PBX was never asked. */
  async read(provider: string): Promise<ReadonlyMap<string, string> | undefined> {
    const item = await this.#table.get(keyOf(provider), { consistent: true });
    return item === undefined ? undefined : new Map(documentOf<readonly [string, string][]>(item));
  }

  /** Who was asked last has the last word: two runs at once have asked the same. */
  async write(provider: string, extensions: ReadonlyMap<string, string>): Promise<void> {
    await this.#table.put({ ...keyOf(provider), document: JSON.stringify([...extensions]) });
  }
}
