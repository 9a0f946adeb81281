import type { E164 } from '../../base/phone.ts';
import type { ClientRef, CrmWrite } from '../../effects/crm-write.ts';
import type { Party, PartyRef } from '../../people/party.ts';
import { clientsAmong } from '../../people/precedence.ts';
import { type DirectoryStore, partyKey } from '../../platform/stores/directory-store.ts';
import { documentOf, versionOf } from '../../platform/stores/documents.ts';
import type { Item, Key, Table } from '../../platform/table.ts';
import { clientName, type FoundClient } from '../callback-task.ts';

/** Guards the birth of a client: whoever creates one for a phone moves this item on, so two can't do it at once. */
export const birthKey = (phone: E164): Key => ({ pk: `NEWCLIENT#${phone}`, sk: 'NEWCLIENT' });

/** What a batch of writes must know of the directory: all of it read in one round trip, before the first write. */
export class Lookup {
  readonly #table: Table;
  readonly #directory: DirectoryStore;
  readonly #byPhone = new Map<E164, readonly Party[]>();
  readonly #existing = new Set<string>();
  readonly #births = new Map<E164, number>();

  constructor(table: Table, directory: DirectoryStore) {
    this.#table = table;
    this.#directory = directory;
  }

  async read(writes: readonly CrmWrite[]): Promise<void> {
    const phones = new Set<E164>();
    const newPhones = new Set<E164>();
    const known: PartyRef[] = [];
    for (const write of writes) {
      if (write.kind === 'ensureClient') {
        phones.add(write.phone);
        newPhones.add(write.phone);
      } else if (write.kind === 'ensureDeal') {
        known.push(write.client);
      } else if ('client' in write && write.kind !== 'changeOwner') {
        if (write.client.kind === 'byPhone') phones.add(write.client.phone);
        if (write.client.kind === 'known') known.push(write.client.party);
      }
    }
    const keys = [...known.map(partyKey), ...[...newPhones].map(birthKey)];
    const [items] = await Promise.all([
      keys.length > 0 ? this.#table.getMany(keys, { consistent: true }) : [],
      ...[...phones].map((phone) => this.#readPhone(phone)),
    ]);
    for (const item of items) this.#note(item);
    // Read side by side, the phone may be older than the count of births: a client who was born in between would be
    // in the count and not among the owners, and be born again.
    const doubtful = [...newPhones].filter(
      (phone) => this.births(phone) > 0 && this.clientOf(phone) === undefined,
    );
    await Promise.all(doubtful.map((phone) => this.#readPhone(phone)));
  }

  /** Again, after somebody else was faster: the count of births first, so that nobody in it is missed. */
  async readAgain(phone: E164): Promise<void> {
    const birth = await this.#table.get(birthKey(phone), { consistent: true });
    if (birth !== undefined) this.#note(birth);
    await this.#readPhone(phone);
  }

  /** Whose phone it is by now. */
  clientOf(phone: E164): Party | undefined {
    return clientsAmong(this.#byPhone.get(phone) ?? [])[0];
  }

  /** How many clients were created for this phone so far. */
  births(phone: E164): number {
    return this.#births.get(phone) ?? 0;
  }

  born(phone: E164, party: Party): void {
    this.#byPhone.set(phone, [...(this.#byPhone.get(phone) ?? []), party]);
    this.#births.set(phone, this.births(phone) + 1);
  }

  /** Whether a party that a write names is there. */
  exists(party: PartyRef): boolean {
    return this.#existing.has(clientName(party));
  }

  resolve(ref: ClientRef): FoundClient {
    switch (ref.kind) {
      case 'none':
        return {};
      case 'byPhone': {
        const party = this.clientOf(ref.phone);
        const { phone } = ref;
        return party === undefined ? { phone } : { phone, client: { kind: party.kind, id: party.id } };
      }
      case 'known': {
        const phone = ref.phone === undefined ? {} : { phone: ref.phone };
        if (!this.exists(ref.party)) return { ...phone, note: 'clientGone' };
        return { ...phone, client: { kind: ref.party.kind, id: ref.party.id } };
      }
    }
  }

  async #readPhone(phone: E164): Promise<void> {
    this.#byPhone.set(phone, await this.#directory.findByPhone(phone, { consistent: true }));
  }

  #note(item: Item): void {
    if (item.sk === 'PARTY') this.#existing.add(clientName(documentOf<Party>(item)));
    else this.#births.set(item.pk.slice('NEWCLIENT#'.length) as E164, versionOf(item));
  }
}
