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
import type { FoundClient } from '../../callback-task.ts';
import type { CrmOutcome, Retry } from '../../port.ts';
import type { Endings } from '../cards/endings.ts';
import type { Answer, Failure } from '../rest/answer.ts';
import { phoneOf } from './call-commands.ts';
import { Calls } from './calls.ts';
import { itemsWith } from './clients.ts';
import { Entities, type EntityParts, type Waiting } from './entities.ts';
import { originOf } from './names.ts';
import { notNow, outcomeOf, stops, unread } from './outcomes.ts';
import type { Owners } from './owners.ts';
import type { PortalCallbacks } from './portal-callbacks.ts';
import type { Recordings } from './recordings.ts';

/** What all chains of a batch share. */
export interface ChainParts extends EntityParts {
  readonly callbacks: PortalCallbacks;
  readonly recordings: Recordings;
  readonly owners: Owners;
  readonly endings: Endings;
}

type Creating = EnsureClient | EnsureDeal;
type Following = Exclude<CrmWrite, RecordCall | Creating>;

/** A creation and three commands for each call behind it must fit into a parcel. */
const maxBehindCreation = 16;

/**
 * The writes about one client, in order. What can go together waits for a common request: a creation and the calls
 * behind it, which refer to what it gives; and all calls up to the next creation, for what follows a call (a task, a
 * recording) follows as well when those after it are written too.
 */
export class Chain {
  readonly #parts: ChainParts;
  readonly #calls: Calls;
  readonly #entities: Entities;
  readonly #outcomes: Map<string, CrmOutcome>;
  #creation: Waiting | undefined;
  #records: RecordCall[] = [];
  /** What follows the calls that wait. */
  #following: Following[] = [];
  /** What has been sent, or may have been. */
  readonly #begun = new Set<string>();
  #stoppedBy: Retry | undefined;
  #isStopped = false;

  /** @param outcomes where the outcomes are put, by the writes' keys. */
  constructor(parts: ChainParts, outcomes: Map<string, CrmOutcome>) {
    this.#parts = parts;
    this.#outcomes = outcomes;
    this.#entities = new Entities(parts);
    this.#calls = new Calls({ ...parts, clientOf: (client) => this.#found(client).client });
  }

  async run(writes: readonly CrmWrite[]): Promise<void> {
    for (const write of writes) {
      await this.#take(write);
      if (this.#isStopped) break;
    }
    await this.#send();
    this.#noteUntouched(writes);
  }

  /** What waited behind one that the portal did not take has certainly not happened, and waits as long. */
  #noteUntouched(writes: readonly CrmWrite[]): void {
    if (this.#stoppedBy === undefined) return;
    for (const { key } of writes) {
      if (!this.#begun.has(key) && !this.#outcomes.has(key)) this.#outcomes.set(key, this.#stoppedBy);
    }
  }

  async #take(write: CrmWrite): Promise<void> {
    const doubt = 'client' in write ? this.#doubtAbout(write.client) : undefined;
    if (doubt !== undefined) {
      await this.#send();
      if (!this.#isStopped) this.#note(write, doubt);
    } else if (write.kind === 'recordCall') {
      if (this.#creation !== undefined && this.#records.length === maxBehindCreation) await this.#send();
      this.#records.push(write);
    } else if (write.kind === 'ensureClient' || write.kind === 'ensureDeal') {
      await this.#ensure(write);
    } else if (this.#records.length > 0) {
      this.#following.push(write);
    } else {
      await this.#send();
      if (!this.#isStopped) this.#note(write, await this.#follow(write));
    }
  }

  async #ensure(write: Creating): Promise<void> {
    const { clients } = this.#parts;
    const isKnown = write.kind === 'ensureClient' && clients.clientOf(write.phone) !== undefined;
    if (!isKnown) await this.#send();
    if (this.#isStopped) return;
    this.#begun.add(write.key);
    const next = await (write.kind === 'ensureClient'
      ? this.#entities.client(write)
      : this.#entities.deal(write));
    if ('command' in next) {
      this.#creation = next;
      return;
    }
    if (stops(next)) await this.#send();
    if (!this.#isStopped) this.#note(write, next);
  }

  async #follow(write: Following): Promise<CrmOutcome> {
    this.#begun.add(write.key);
    const { callbacks, recordings, owners } = this.#parts;
    switch (write.kind) {
      case 'createTask':
        return this.#createTask(write);
      case 'closeTasks':
        return callbacks.close(write, this.#found(write.client), this.#callIdOf(write.callKey));
      case 'attachRecording':
      case 'attachTranscript':
        return recordings.attach(write);
      case 'changeOwner':
        return owners.change(write);
      default:
        return assertNever(write);
    }
  }

  #note({ key }: CrmWrite, outcome: CrmOutcome): void {
    this.#outcomes.set(key, outcome);
    if (outcome.outcome === 'retry') this.#stoppedBy ??= outcome;
    this.#isStopped ||= stops(outcome);
  }

  /** Sends what waits and does what follows it, and notes what became of all that. */
  async #send(): Promise<void> {
    if (this.#isStopped) return;
    const following = this.#following;
    this.#following = [];
    await this.#sendCalls();
    for (const write of following) {
      if (this.#isStopped) return;
      this.#note(write, await this.#follow(write));
    }
  }

  async #sendCalls(): Promise<void> {
    const [creation, records] = [this.#creation, this.#records];
    this.#creation = undefined;
    this.#records = [];
    if (creation === undefined && records.length === 0) return;
    for (const { key } of [...records, ...(creation === undefined ? [] : [creation.write])])
      this.#begun.add(key);
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
