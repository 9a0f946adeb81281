import type { PartyId } from '../../base/ids.ts';
import type { E164 } from '../../base/phone.ts';
import type { Party, PartyKind, PartyRef } from '../../people/party.ts';
import type { Condition, Item, Key, Table, TableWrite } from '../table.ts';
import { documentOf, versionOf } from './documents.ts';

export interface StoredParty {
  readonly party: Party;
  readonly version: number;
}

/**
 * Whose phone is this? A party is one item of its own, and a copy of it under each of its phones, all written in one
 * transaction: one query answers the question.
 */
export class DirectoryStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Everybody who has this phone, closed leads too; in no order (see `clientsAmong`). */
  async findByPhone(phone: E164, options: { consistent?: boolean } = {}): Promise<readonly Party[]> {
    const found: Party[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#table.query({
        pk: `PHONE#${phone}`,
        consistent: options.consistent ?? false,
        ...(cursor === undefined ? {} : { cursor }),
      });
      found.push(...page.items.map((item) => documentOf<Party>(item)));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return found;
  }

  async get(ref: PartyRef): Promise<StoredParty | undefined> {
    const item = await this.#table.get(partyKey(ref), { consistent: true });
    return item === undefined ? undefined : storedParty(item);
  }

  /** Those of them that exist, in no order. */
  async getMany(refs: readonly PartyRef[]): Promise<readonly Party[]> {
    if (refs.length === 0) return [];
    const items = await this.#table.getMany(refs.map(partyKey), { consistent: true });
    return items.map((item) => documentOf<Party>(item));
  }

  /** The same with their versions, by `partyKey`'s `pk`. */
  async load(refs: readonly PartyRef[]): Promise<ReadonlyMap<string, StoredParty>> {
    if (refs.length === 0) return new Map();
    const items = await this.#table.getMany(refs.map(partyKey), { consistent: true });
    return new Map(items.map((item) => [item.pk, storedParty(item)]));
  }

  /** Ids of all of a kind from and up to these, where ids are numbers; the last may be left open. */
  async idsBetween(kind: PartyKind, from: number, to = lastNumber): Promise<readonly PartyId[]> {
    const found: PartyId[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#table.query({
        index: 'lists',
        pk: `PARTIES#${kind}`,
        between: [listSk(String(from)), listSk(String(to))],
        ...(cursor === undefined ? {} : { cursor }),
      });
      found.push(...page.items.map(({ pk }) => pk.slice(`PARTY#${kind}#`.length) as PartyId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return found;
  }

  /**
   * Writes a party and its phones' copies, together with `more` or not at all. `before` is what the caller has read;
   * without it the party must be new.
   *
   * @throws ConflictError when it was changed since, or exists, or a condition of `more` does not hold.
   */
  async put(party: Party, before?: StoredParty, more: readonly TableWrite[] = []): Promise<StoredParty> {
    const version = (before?.version ?? 0) + 1;
    await this.#table.transact([
      ...partyWrites(party, version, before === undefined ? 'isNew' : { version: before.version }),
      ...(before?.party.phones ?? [])
        .filter((phone) => !party.phones.includes(phone))
        .map((phone): TableWrite => ({ delete: phoneKey(phone, party) })),
      ...more,
    ]);
    return { party, version };
  }

  /** Takes a party and its phones' copies out. Records about it stay. @throws ConflictError */
  async remove({ party, version }: StoredParty): Promise<void> {
    await this.#table.transact([
      { delete: partyKey(party), condition: { version } },
      ...party.phones.map((phone): TableWrite => ({ delete: phoneKey(phone, party) })),
    ]);
  }
}

/** The writes that make or change a party, to be done together. */
export function partyWrites(party: Party, version: number, condition: Condition): readonly TableWrite[] {
  const document = JSON.stringify(party);
  return [
    {
      put: {
        ...partyKey(party),
        version,
        document,
        listPk: `PARTIES#${party.kind}`,
        listSk: listSk(party.id),
      },
      condition,
    },
    ...party.phones.map((phone): TableWrite => ({ put: { ...phoneKey(phone, party), document } })),
  ];
}

const lastNumber = 999_999_999_999_999;

/** Numbers in their order. */
const listSk = (id: string): string => id.padStart(15, '0');

export function partyKey({ kind, id }: PartyRef): Key {
  return { pk: `PARTY#${kind}#${id}`, sk: 'PARTY' };
}

function phoneKey(phone: E164, { kind, id }: PartyRef): Key {
  return { pk: `PHONE#${phone}`, sk: `${kind}#${id}` };
}

function storedParty(item: Item): StoredParty {
  return { party: documentOf<Party>(item), version: versionOf(item) };
}
