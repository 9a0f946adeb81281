import { assertNever } from '../../../base/assert-never.ts';
import type {
  ClientRef,
  CreateTask,
  CrmWrite,
  EnsureClient,
  EnsureDeal,
  RecordCall,
} from '../../../effects/crm-write.ts';
import type { PartyRef } from '../../../people/party.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { FoundClient } from '../../callback-task.ts';
import type { CrmOutcome, Refused } from '../../port.ts';
import type { Answer, Failure } from '../rest/answer.ts';
import { phoneOf } from './call-commands.ts';
import { Calls, type Creation } from './calls.ts';
import { type Clients, itemsWith } from './clients.ts';
import type { Courier } from './courier.ts';
import { clientCommand, dealCommand, planOf } from './creation.ts';
import { type Deals, itemsByOrigin, originCommands } from './deals.ts';
import type { Guards } from './guards.ts';
import { originOf } from './names.ts';
import { isFailure, notNow, outcomeOf, stops, unmapped } from './outcomes.ts';
import type { PortalCallbacks } from './portal-callbacks.ts';
import type { Recordings } from './recordings.ts';

/** What all chains of a batch share. */
export interface ChainParts {
  readonly courier: Courier;
  readonly clients: Clients;
  readonly deals: Deals;
  readonly guards: Guards;
  readonly callbacks: PortalCallbacks;
  readonly recordings: Recordings;
  /** Our employees' users in the portal. */
  readonly users: ReadonlyMap<string, string>;
  /** Whether the portal is one without leads; or why that is not known. */
  readonly isSimple: boolean | Failure;
  readonly clock: Clock;
}

/** A client or deal that is created with the next parcel, and what its answer means. */
interface Waiting extends Creation {
  readonly write: EnsureClient | EnsureDeal;
  readonly created: (id: string) => Promise<CrmOutcome>;
}

/** A creation and two commands for each call must fit into a parcel. */
const maxRecords = 24;

/**
 * The writes about one client, in order. What can go together waits for a common parcel: a creation and the calls
 * behind it, which refer to what it gives.
 */
export class Chain {
  readonly #parts: ChainParts;
  readonly #calls: Calls;
  readonly #outcomes: Map<string, CrmOutcome>;
  #creation: Waiting | undefined;
  #records: RecordCall[] = [];
  #isStopped = false;

  /** @param outcomes where the outcomes are put, by the writes' keys. */
  constructor(parts: ChainParts, outcomes: Map<string, CrmOutcome>) {
    this.#parts = parts;
    this.#outcomes = outcomes;
    this.#calls = new Calls({ ...parts, clientOf: (client) => this.#found(client).client });
  }

  async run(writes: readonly CrmWrite[]): Promise<void> {
    for (const write of writes) {
      await this.#take(write);
      if (this.#isStopped) return;
    }
    await this.#send();
  }

  async #take(write: CrmWrite): Promise<void> {
    const doubt = 'client' in write ? this.#doubtAbout(write.client) : undefined;
    if (write.kind === 'recordCall' && doubt === undefined) {
      if (this.#records.length === maxRecords) await this.#send();
      this.#records.push(write);
      return;
    }
    await this.#send();
    if (this.#isStopped) return;
    const next = doubt ?? (await this.#prepare(write as Exclude<CrmWrite, RecordCall>));
    if ('command' in next) this.#creation = next;
    else this.#note(write, next);
  }

  async #prepare(write: Exclude<CrmWrite, RecordCall>): Promise<CrmOutcome | Waiting> {
    const { callbacks, recordings } = this.#parts;
    switch (write.kind) {
      case 'ensureClient':
        return this.#ensureClient(write);
      case 'ensureDeal':
        return this.#ensureDeal(write);
      case 'createTask':
        return this.#createTask(write);
      case 'closeTasks':
        return callbacks.close(write, this.#found(write.client), this.#callIdOf(write.callKey));
      case 'attachRecording':
        return recordings.attach(write);
      default:
        return assertNever(write);
    }
  }

  #note({ key }: CrmWrite, outcome: CrmOutcome): void {
    this.#outcomes.set(key, outcome);
    this.#isStopped ||= stops(outcome);
  }

  /** Sends what waits, and notes what became of it. */
  async #send(): Promise<void> {
    const [creation, records] = [this.#creation, this.#records];
    this.#creation = undefined;
    this.#records = [];
    if (creation === undefined && records.length === 0) return;
    const before = await this.#calls.before(records);
    const { made, calls } = await this.#calls.send(
      records.filter((write) => !before.has(write)),
      creation,
    );
    if (creation !== undefined && made !== undefined) {
      this.#note(creation.write, await this.#createdBy(creation, made));
      if (this.#isStopped) return;
    }
    const again = [...calls].filter(([, outcome]) => outcome === 'notReached').map(([write]) => write);
    // Of a creation that was refused, or whose owner takes no calls: now by themselves.
    const later = again.length === 0 ? undefined : await this.#calls.send(again);
    for (const write of records) {
      const outcome = before.get(write) ?? later?.calls.get(write) ?? calls.get(write);
      if (outcome === undefined || outcome === 'notReached') continue;
      this.#note(write, outcome);
      if (outcome.outcome === 'done' && write.client.kind === 'known') {
        this.#parts.clients.heard(write.client.party, outcome.note !== 'clientGone');
      }
    }
  }

  async #createdBy(
    creation: Waiting,
    answer: Answer<{ readonly item: { readonly id: string } }>,
  ): Promise<CrmOutcome> {
    return answer.kind === 'result' ? creation.created(answer.result.item.id) : outcomeOf(answer);
  }

  /** Rule 9: a known client is taken as he is, with the owner he has. */
  async #ensureClient(write: EnsureClient): Promise<CrmOutcome | Waiting> {
    const { clients, guards, users, isSimple, clock } = this.#parts;
    const { phone, key } = write;
    const failure = clients.failureOf(phone);
    if (failure !== undefined) return unread(failure);
    if (typeof isSimple !== 'boolean') return unread(isSimple);
    const plan = planOf(write, isSimple);
    const known = clients.clientOf(phone);
    if (known !== undefined) {
      const isOurs = known.originId === originOf(key);
      const ref = { kind: known.kind, id: known.id };
      const deal = isOurs && plan.withDeal ? await this.#dealBeside(write, known, true) : undefined;
      return deal ?? { outcome: 'done', ref, created: isOurs };
    }
    const userId = users.get(write.entityOwnerId);
    if (userId === undefined) return unmapped(write.entityOwnerId);
    const busy = await guards.take(clientGuard(phone), key);
    if (busy !== undefined) return busy;
    return {
      write,
      command: clientCommand(write, plan, userId),
      client: plan.kind,
      created: async (id) => {
        const born = clients.born(
          phone,
          { kind: plan.kind, id: id as PartyRef['id'] },
          originOf(key),
          clock(),
        );
        const deal = plan.withDeal ? await this.#dealBeside(write, born, false) : undefined;
        return deal ?? { outcome: 'done', ref: { kind: plan.kind, id }, created: true };
      },
    };
  }

  /** The deal of a client whom the same write has created; `undefined` when it is there. */
  async #dealBeside(
    write: EnsureClient,
    client: PartyRef,
    isRepeat: boolean,
  ): Promise<Exclude<CrmOutcome, { outcome: 'done' }> | undefined> {
    const { courier, users } = this.#parts;
    const origin = originOf(write.key);
    if (isRepeat) {
      const made = itemsByOrigin(
        await courier.send(() => originCommands(['deal'], [origin])),
        ['deal'],
        [origin],
      );
      if (isFailure(made)) return unread(made);
      if (made.has(`deal ${origin}`)) return undefined;
    }
    const userId = users.get(write.entityOwnerId);
    if (userId === undefined) return unmapped(write.entityOwnerId);
    const { key, line, dealName: name = write.name, dealStage: stage } = write;
    const deal = { key, client, name, stage, ...(line === undefined ? {} : { line }) };
    const { add } = await courier.send(() => ({ add: dealCommand(deal, userId) }));
    return add.kind === 'result' ? undefined : outcomeOf(add);
  }

  /** MG-37, MG-38. */
  async #ensureDeal(write: EnsureDeal): Promise<CrmOutcome | Waiting> {
    const { clients, deals, guards, users } = this.#parts;
    const failure = deals.failureOf(write);
    if (failure !== undefined) return unread(failure);
    const exists = clients.exists(write.client) ?? false;
    if (typeof exists !== 'boolean') return unread(exists);
    if (!exists) return clientGone;
    const known = deals.dealFor(write);
    if (known !== undefined) {
      return { outcome: 'done', ref: { kind: 'deal', id: known.id }, created: known.created };
    }
    const userId = users.get(write.entityOwnerId);
    if (userId === undefined) return unmapped(write.entityOwnerId);
    const isOnlyOne = write.action === 'dealIfNoneOpen';
    const busy = isOnlyOne ? await guards.take(dealGuard(write.client), write.key) : undefined;
    if (busy !== undefined) return busy;
    return {
      write,
      command: dealCommand(write, userId),
      created: async (id) => {
        deals.made(write, id);
        return { outcome: 'done', ref: { kind: 'deal', id }, created: true };
      },
    };
  }

  async #createTask(write: CreateTask): Promise<CrmOutcome> {
    const { client } = write;
    if (client.kind === 'known') {
      const failure = await this.#learnOf(client.party);
      if (failure !== undefined) return unread(failure);
    }
    return this.#parts.callbacks.create(write, this.#found(client));
  }

  /** Whether a client is still there, where nothing before has told. */
  async #learnOf(party: PartyRef): Promise<Failure | undefined> {
    const { clients, courier } = this.#parts;
    if (typeof clients.exists(party) === 'boolean') return undefined;
    const { items } = await courier.send(() => ({ items: itemsWith(party.kind, [party.id]) }));
    if (items.kind !== 'result') return items;
    clients.heard(
      party,
      items.result.items.some(({ id }) => id === party.id),
    );
    return undefined;
  }

  /** A look-up that failed for now. One that the portal refuses for good finds nobody. */
  #doubtAbout(client: ClientRef | PartyRef): CrmOutcome | undefined {
    if (client.kind !== 'byPhone') return undefined;
    const failure = this.#parts.clients.failureOf(client.phone);
    return failure === undefined || failure.kind === 'refused' ? undefined : notNow(failure);
  }

  #clientOf(client: ClientRef): PartyRef | undefined {
    if (client.kind === 'known') return client.party;
    return client.kind === 'none' ? undefined : this.#parts.clients.clientOf(client.phone);
  }

  #found(client: ClientRef): FoundClient {
    const phone = phoneOf(client);
    const party = this.#clientOf(client);
    const isGone = party !== undefined && this.#parts.clients.exists(party) === false;
    return {
      ...(phone === undefined ? {} : { phone }),
      ...(isGone ? { note: 'clientGone' } : {}),
      ...(isGone || party === undefined ? {} : { client: { kind: party.kind, id: party.id } }),
    };
  }

  #callIdOf(callKey: string): string {
    const outcome = this.#outcomes.get(callKey);
    return outcome?.outcome === 'done' ? outcome.ref.id : originOf(callKey);
  }
}

export const clientGuard = (phone: string): string => `client#${phone}`;
export const dealGuard = ({ kind, id }: PartyRef): string => `deal#${kind}#${id}`;

const clientGone: Refused = {
  outcome: 'refused',
  code: 'clientGone',
  reason: 'The client of the deal was deleted.',
};

/** What could not be looked up: not done. Where the portal refuses to say, people must hear of it. */
const unread = (failure: Failure): Exclude<CrmOutcome, { outcome: 'done' }> =>
  failure.kind === 'refused' ? outcomeOf(failure) : notNow(failure);
