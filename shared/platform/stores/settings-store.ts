import type { Item, Table, TableWrite } from '../table.ts';
import { documentOf, versionOf } from './documents.ts';

/** One version of a settings document. */
export interface SavedSettings<Document> {
  readonly version: number;
  readonly document: Document;
  /** `2026-11-22T09:05:00.000Z` */
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export type SettingsVersion = Omit<SavedSettings<never>, 'document'>;

export interface SettingsVersionPage {
  readonly versions: readonly SettingsVersion[];
  readonly cursor?: string;
}

/** The tenant's settings by name (`calls`, `trunks`), with every version that ever was. */
export class SettingsStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async get<Document>(name: string): Promise<SavedSettings<Document> | undefined> {
    const item = await this.#table.get(settingsKey(name), { consistent: true });
    return item === undefined ? undefined : savedOf<Document>(item);
  }

  async getVersion<Document>(name: string, version: number): Promise<SavedSettings<Document> | undefined> {
    const item = await this.#table.get(versionKey(name, version));
    return item === undefined ? undefined : savedOf<Document>(item);
  }

  /** The latest first. @throws BadCursorError */
  async listVersions(
    name: string,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<SettingsVersionPage> {
    const { items, cursor } = await this.#table.query({ pk: `SETTINGS#${name}`, descending: true, ...page });
    return {
      versions: items.map((item) => headOf(item)),
      ...(cursor === undefined ? {} : { cursor }),
    };
  }

  /**
   * Saves the version after the last one and keeps the older ones, together with `more` or not at all.
   *
   * @throws ConflictError when somebody else saved since, or a condition of `more` does not hold.
   */
  async save<Document>(
    name: string,
    saved: SavedSettings<Document>,
    more: readonly TableWrite[],
  ): Promise<void> {
    const { version, updatedAt, updatedBy } = saved;
    const attributes = { version, updatedAt, updatedBy, document: JSON.stringify(saved.document) };
    await this.#table.transact([
      { put: { ...settingsKey(name), ...attributes }, condition: conditionFor(version - 1) },
      { put: { ...versionKey(name, version), ...attributes }, condition: 'isNew' },
      ...more,
    ]);
  }
}

/** Holds while nobody saves these settings: for changes elsewhere which depend on them. */
export function settingsUnchanged(name: string, version: number): TableWrite {
  return { check: settingsKey(name), condition: conditionFor(version) };
}

const settingsKey = (name: string) => ({ pk: 'SETTINGS', sk: name });
const versionKey = (name: string, version: number) => ({
  pk: `SETTINGS#${name}`,
  sk: `v${String(version).padStart(6, '0')}`,
});
const conditionFor = (version: number) => (version === 0 ? ('isNew' as const) : { version });

function headOf(item: Item): SettingsVersion {
  return {
    version: versionOf(item),
    updatedAt: item.updatedAt as string,
    updatedBy: item.updatedBy as string,
  };
}

function savedOf<Document>(item: Item): SavedSettings<Document> {
  return { ...headOf(item), document: documentOf<Document>(item) };
}
