import type { PartyId } from '../../../base/ids.ts';
import type { E164 } from '../../../base/phone.ts';
import type { Party, PartyKind, PartyRef } from '../../../people/party.ts';
import { clientsAmong } from '../../../people/precedence.ts';
import { clientName } from '../../callback-task.ts';
import type { Answer, Failure } from '../rest/answer.ts';
import { command } from '../rest/batch.ts';
import type { Courier } from './courier.ts';
import { findByPhone, type Item, listItems } from './methods.ts';
import { entityTypeIds, originator } from './names.ts';
import { spellings } from './spellings.ts';

/** A client of the portal. */
export interface Found extends Party {
  /** The key, as `originOf` writes it, of our write that created him. */
  readonly originId?: string;
}

/** A type of which so many are found may have more, and hides those behind it (reference 3.2). */
const fullAt = 20;
const pageSize = 50;
const searched = { LEAD: 'lead', CONTACT: 'contact', COMPANY: 'company' } as const;
type SearchName = keyof typeof searched;
const searchNames = Object.keys(searched) as readonly SearchName[];

/** Whose phones these are in the portal, and which clients still exist. */
export class Clients {
  readonly #courier: Courier;
  readonly #byPhone = new Map<E164, readonly Found[]>();
  readonly #failures = new Map<E164, Failure>();
  readonly #existing = new Map<string, boolean | Failure>();

  constructor(courier: Courier) {
    this.#courier = courier;
  }

  /** One request for up to 50 phones; one more where somebody is found. */
  async read(phones: readonly E164[], parties: readonly PartyRef[]): Promise<void> {
    const byKind = Map.groupBy(parties, ({ kind }) => kind);
    const searches = phones.map((phone, index) => [`phone${index}`, searchFor(phone)] as const);
    const checks = [...byKind].flatMap(([kind, those]) =>
      chunks(those.map(({ id }) => id)).map((ids, index) => ({ name: `${kind}${index}`, kind, ids })),
    );
    const answers: Readonly<Record<string, Answer<unknown>>> = await this.#courier.read({
      ...Object.fromEntries(searches),
      ...Object.fromEntries(checks.map(({ name, kind, ids }) => [name, itemsWith(kind, ids)])),
    });
    for (const { name, kind, ids } of checks) this.#noteExisting(kind, ids, answers[name] as ItemsAnswer);
    const ids = new Map<E164, Ids>();
    phones.forEach((phone, index) => {
      const answer = answers[`phone${index}`] as Answer<Partial<Ids> | undefined>;
      if (answer.kind !== 'result') this.#failures.set(phone, answer);
      else ids.set(phone, { LEAD: [], CONTACT: [], COMPANY: [], ...answer.result });
    });
    await this.#findHidden(ids);
    await this.#look(ids);
  }

  /** Why it is not known whose phone it is. */
  failureOf(phone: E164): Failure | undefined {
    return this.#failures.get(phone);
  }

  /** The one whom a call of this phone is about. */
  clientOf(phone: E164): Found | undefined {
    return clientsAmong(this.#byPhone.get(phone) ?? [])[0];
  }

  /** Whether a client is still there, as it was asked or heard; `undefined` where it was not. */
  exists(party: PartyRef): boolean | Failure | undefined {
    return this.#existing.get(clientName(party));
  }

  heard(party: PartyRef, isThere: boolean): void {
    this.#existing.set(clientName(party), isThere);
  }

  born(phone: E164, { kind, id }: PartyRef, originId: string, createdAt: number): Found {
    const found: Found = { kind, id, name: '', phones: [phone], createdAt, originId };
    this.#byPhone.set(phone, [...(this.#byPhone.get(phone) ?? []), found]);
    this.heard(found, true);
    return found;
  }

  /** Where one type is full, those behind it are asked for by themselves. */
  async #findHidden(ids: Map<E164, Ids>): Promise<void> {
    const missing = [...ids].flatMap(([phone, found], index) => {
      const full = searchNames.findIndex((name) => found[name].length >= fullAt);
      const hidden = full < 0 ? [] : searchNames.slice(full + 1);
      return hidden.map((type) => ({ name: `${type}${index}`, phone, type }));
    });
    if (missing.length === 0) return;
    const answers = await this.#courier.read(
      Object.fromEntries(missing.map(({ name, phone, type }) => [name, searchFor(phone, type)])),
    );
    for (const { name, phone, type } of missing) {
      const answer = answers[name] as Answer<Partial<Ids> | undefined>;
      if (answer.kind !== 'result') this.#failures.set(phone, answer);
      else ids.set(phone, { ...(ids.get(phone) as Ids), [type]: answer.result?.[type] ?? [] });
    }
  }

  /** Which of those who were found are still clients. */
  async #look(ids: ReadonlyMap<E164, Ids>): Promise<void> {
    const wanted = searchNames.flatMap((type) => {
      const all = [...new Set([...ids.values()].flatMap((found) => found[type]))];
      return chunks(all).map((some, index) => ({ name: `${type}${index}`, kind: searched[type], ids: some }));
    });
    if (wanted.length === 0) return;
    const answers = await this.#courier.read(
      Object.fromEntries(wanted.map(({ name, kind, ids }) => [name, itemsWith(kind, ids)])),
    );
    const items = new Map<string, Item | Failure>();
    for (const { name, kind, ids } of wanted) {
      const answer = answers[name] as ItemsAnswer;
      for (const id of ids) {
        if (answer.kind !== 'result') items.set(clientName({ kind, id: id as PartyId }), answer);
        // Only what was asked for: a filter that the portal did not understand would find strangers.
        const item = answer.kind === 'result' ? answer.result.items.find((one) => one.id === id) : undefined;
        if (item !== undefined) items.set(clientName({ kind, id: id as PartyId }), item);
      }
    }
    for (const [phone, found] of ids) {
      const entries = searchNames.flatMap((type) =>
        found[type].map((id) => [searched[type], items.get(`${searched[type]}#${id}`)] as const),
      );
      const failure = entries.map(([, one]) => one).find((one) => one !== undefined && 'kind' in one);
      if (failure !== undefined) this.#failures.set(phone, failure);
      const clients = entries.flatMap(([kind, one]) =>
        one === undefined || 'kind' in one ? [] : [clientFrom(kind, one, phone)],
      );
      this.#byPhone.set(phone, clients);
      for (const client of clients) this.heard(client, true);
    }
  }

  #noteExisting(kind: PartyKind, ids: readonly PartyId[], answer: ItemsAnswer): void {
    for (const id of ids) {
      const isThere =
        answer.kind === 'result' ? answer.result.items.some((item) => item.id === id) : (answer as Failure);
      this.#existing.set(clientName({ kind, id }), isThere);
    }
  }
}

type Ids = Readonly<Record<SearchName, readonly string[]>>;
type ItemsAnswer = Answer<{ items: Item[] }>;

const searchFor = (phone: E164, type?: SearchName) =>
  command(findByPhone, { type: 'PHONE', values: spellings(phone), entity_type: type });

/** These clients, of whom no one may be asked: an empty list would be no filter at all. */
export const itemsWith = (kind: PartyKind, ids: readonly string[]) =>
  command(listItems, {
    entityTypeId: entityTypeIds[kind],
    filter: { '@id': ids.length === 0 ? ['0'] : ids },
    select: [
      'id',
      'originatorId',
      'originId',
      'createdTime',
      ...(kind === 'lead' ? ['stageId', 'stageSemanticId'] : []),
    ],
    start: -1,
  });

const closedStages: ReadonlySet<string> = new Set(['CONVERTED', 'JUNK']);

/** Inferred: `crm.item.list` gives the meaning of a lead's stage; where it doesn't, the portal's own stages are known. */
function clientFrom(kind: PartyKind, item: Item, phone: E164): Found {
  const { id, originatorId, originId, createdTime, stageId, stageSemanticId } = item;
  const closed = kind === 'lead' && (['S', 'F'].includes(stageSemanticId) || closedStages.has(stageId));
  return {
    kind,
    id: id as PartyId,
    name: '',
    phones: [phone],
    createdAt: Date.parse(createdTime) || 0,
    ...(closed ? { closed } : {}),
    ...(originatorId === originator && originId !== '' ? { originId } : {}),
  };
}

function chunks<T>(all: readonly T[]): readonly (readonly T[])[] {
  const unique = [...new Set(all)];
  return Array.from({ length: Math.ceil(unique.length / pageSize) }, (_, index) =>
    unique.slice(index * pageSize, (index + 1) * pageSize),
  );
}
