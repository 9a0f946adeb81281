import { isDeepStrictEqual } from 'node:util';
import type { CountryCode } from 'libphonenumber-js/min';
import type { PartyKind, PartyRef } from '../../../people/party.ts';
import { type DirectoryStore, partyKey, type StoredParty } from '../../../platform/stores/directory-store.ts';
import type { EmployeeStore } from '../../../platform/stores/employee-store.ts';
import { ConflictError } from '../../../platform/table.ts';
import type { Failure } from '../rest/answer.ts';
import { type Command, command } from '../rest/batch.ts';
import type { Bitrix24Client } from '../rest/client.ts';
import { PortalCallError } from '../rest/errors.ts';
import { eachOf, inChunks } from './many.ts';
import { entityTypeIds, type Item, listItems, pageSize } from './methods.ts';
import { type Owners, partyOf } from './party-of.ts';

export interface PartyParts {
  readonly client: Bitrix24Client;
  readonly directory: DirectoryStore;
  readonly employees: EmployeeStore;
  readonly country: CountryCode;
}

/** By the `pk` of `partyKey`. */
export type PartyFailures = ReadonlyMap<string, unknown>;

/** So many lists of fifty in a request: what a batch does in a good part of its minute. */
const listsPerRequest = 20;
const rounds = 4;
const atOnce = 10;
/** This work can wait for room in the portal's limit. */
export const unhurried = { share: 'background', patienceMs: 20_000 } as const;

/** Makes the directory say what the portal says. */
export class Parties {
  readonly #parts: PartyParts;

  constructor(parts: PartyParts) {
    this.#parts = parts;
  }

  /**
   * Looks at these again: as they are in the portal, so they are in the directory then, and those that are gone are
   * out of it. What is the same is not written: our own writes, when they come back as events, change nothing.
   *
   * What the directory holds is read *before* the portal is asked, and written only over that: whoever asked the portal
   * later has the last word, and who asked earlier asks again.
   *
   * @returns those that could not be looked at, and why.
   */
  async follow(refs: readonly PartyRef[]): Promise<PartyFailures> {
    const failures = new Map<string, unknown>();
    let pending: readonly PartyRef[] = [...new Map(refs.map((ref) => [keyOf(ref), ref])).values()];
    for (let round = 1; pending.length > 0; round += 1) {
      const { directory } = this.#parts;
      const before = await directory.load(pending);
      const { items, failed } = await this.#ask(pending);
      for (const [key, failure] of failed) failures.set(key, new PortalCallError('crm.item.list', failure));
      const owners = await this.ownersOf([...items.values()]);
      const overtaken: PartyRef[] = [];
      await eachOf(pending, atOnce, async (ref) => {
        const key = keyOf(ref);
        if (failed.has(key)) return;
        try {
          await this.#write(ref, before.get(key), items.get(key), owners);
        } catch (error) {
          if (!(error instanceof ConflictError)) failures.set(key, error);
          else if (round < rounds) overtaken.push(ref);
          else failures.set(key, error);
        }
      });
      pending = overtaken;
    }
    return failures;
  }

  /**
   * Items of a kind as a list gave them. Those whom the directory does not know are put into it; those of whom it says
   * something else are looked at again, since the list may be older than what it says.
   *
   * @returns those that could not be looked at, and why.
   */
  async absorb(kind: PartyKind, items: readonly Item[]): Promise<PartyFailures> {
    const { directory, country } = this.#parts;
    const [known, owners] = await Promise.all([
      directory.load(items.map(({ id }) => refOf(kind, id))),
      this.ownersOf(items),
    ]);
    const doubtful: PartyRef[] = [];
    await eachOf(items, atOnce, async (item) => {
      const party = partyOf(kind, item, owners, country);
      const stored = known.get(keyOf(party));
      if (stored !== undefined) {
        if (!isDeepStrictEqual(stored.party, party)) doubtful.push(refOf(kind, item.id));
        return;
      }
      try {
        await directory.put(party);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        doubtful.push(refOf(kind, item.id));
      }
    });
    return this.follow(doubtful);
  }

  async ownersOf(items: readonly Item[]): Promise<Owners> {
    return this.#parts.employees.byCrmUsers(items.flatMap(({ assignedById }) => assignedById ?? []));
  }

  async #write(
    ref: PartyRef,
    before: StoredParty | undefined,
    item: Item | undefined,
    owners: Owners,
  ): Promise<void> {
    const { directory, country } = this.#parts;
    if (item === undefined) {
      if (before !== undefined) await directory.remove(before);
      return;
    }
    const party = partyOf(ref.kind, item, owners, country);
    if (before === undefined || !isDeepStrictEqual(before.party, party)) await directory.put(party, before);
  }

  /** Fifty of a kind in a command, a thousand in a request. */
  async #ask(refs: readonly PartyRef[]): Promise<{
    readonly items: ReadonlyMap<string, Item>;
    readonly failed: ReadonlyMap<string, Failure>;
  }> {
    const items = new Map<string, Item>();
    const failed = new Map<string, Failure>();
    const lists = [...Map.groupBy(refs, ({ kind }) => kind)].flatMap(([kind, those]) =>
      inChunks(those, pageSize).map((chunk) => ({ kind, chunk })),
    );
    for (const some of inChunks(lists, listsPerRequest)) {
      const commands = some.map(({ kind, chunk }, index): [string, Command<{ items: Item[] }>] => [
        `l${index}`,
        command(listItems, {
          entityTypeId: entityTypeIds[kind],
          filter: { '@id': chunk.map(({ id }) => id) },
          select: ['*'],
          start: -1,
        }),
      ]);
      const answers = await this.#parts.client.batch(Object.fromEntries(commands), unhurried);
      some.forEach(({ kind, chunk }, index) => {
        const answer = answers[`l${index}`];
        if (answer === undefined) return;
        if (answer.kind !== 'result') {
          for (const ref of chunk) failed.set(keyOf(ref), answer);
          return;
        }
        const asked = new Set<string>(chunk.map(({ id }) => id));
        for (const item of answer.result.items) {
          // A filter that a portal does not understand gives strangers.
          if (asked.has(item.id)) items.set(keyOf(refOf(kind, item.id)), item);
        }
      });
    }
    return { items, failed };
  }
}

export const keyOf = (ref: PartyRef): string => partyKey(ref).pk;
export const refOf = (kind: PartyKind, id: string): PartyRef => ({ kind, id: id as PartyRef['id'] });
