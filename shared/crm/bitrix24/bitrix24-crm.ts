import type { EmployeeId } from '../../base/ids.ts';
import type { E164 } from '../../base/phone.ts';
import type { CrmWrite, EnsureDeal } from '../../effects/crm-write.ts';
import type { PartyRef } from '../../people/party.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Table } from '../../platform/table.ts';
import { clientName } from '../callback-task.ts';
import { CrmSilentError } from '../errors.ts';
import type { CrmOutcome, CrmPort, Done } from '../port.ts';
import { CardStore } from './cards/card-store.ts';
import { Endings } from './cards/endings.ts';
import type { Failure } from './rest/answer.ts';
import { command } from './rest/batch.ts';
import type { Bitrix24Client } from './rest/client.ts';
import { PortalCallError } from './rest/errors.ts';
import { Chain, type ChainParts } from './writes/chain.ts';
import { Clients } from './writes/clients.ts';
import { Courier } from './writes/courier.ts';
import type { CrmUsers } from './writes/crm-users.ts';
import { Deals } from './writes/deals.ts';
import { clientGuard, dealGuard, Guards } from './writes/guards.ts';
import { crmMode, profile } from './writes/methods.ts';
import { notNow, unheard } from './writes/outcomes.ts';
import { Owners } from './writes/owners.ts';
import { PortalCallbacks } from './writes/portal-callbacks.ts';
import { PortalTasks } from './writes/portal-tasks.ts';
import type { RecordingOrders } from './writes/recording-orders.ts';
import { Recordings } from './writes/recordings.ts';
import { tracesOf } from './writes/traces.ts';

export interface Bitrix24CrmParts {
  readonly client: Bitrix24Client;
  /** The tenant's main table: guards, cards and the register of callbacks. GetItem, BatchGetItem, PutItem, DeleteItem. */
  readonly table: Table;
  readonly users: CrmUsers;
  /** Without it calls stay without recordings. */
  readonly recordings?: RecordingOrders;
  readonly clock: Clock;
  /** Of the tenant, an IANA name. */
  readonly timeZone: string;
  /**
   * Tasks share requests with all else instead of taking one each. What keeps them from being made twice is then a look
   * for them before each repeat, instead of the portal's own key.
   */
  readonly tasksInBatches?: boolean;
  /** How long a request may take, and wait for its turn; see `CallOptions`. */
  readonly timeoutMs?: number;
  readonly patienceMs?: number;
  /** How long `apply` may send, and `find` half of it; without it as long as it takes. */
  readonly withinMs?: number;
}

const modeKeptMs = 600_000;

/**
 * A Bitrix24 portal as the writer sees it; how writes share requests and are done once is told in ARCHITECTURE.md.
 * One for a process: it remembers what kind of portal it is. A `recordCall` that was sent before may be applied again
 * within 30 minutes, later only where `find` does not know it: that is what the writer does.
 */
export class Bitrix24Crm implements CrmPort {
  readonly name = 'bitrix24';
  readonly #parts: Bitrix24CrmParts;
  readonly #tasks: PortalTasks;
  #mode: { readonly isSimple: boolean; readonly readAt: number } | undefined;
  #creatorId: string | undefined;

  constructor(parts: Bitrix24CrmParts) {
    this.#parts = parts;
    const { client, timeZone, timeoutMs, tasksInBatches: inBatches } = parts;
    this.#tasks = new PortalTasks({
      client,
      timeZone,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(inBatches === undefined ? {} : { inBatches }),
    });
  }

  /** One request for up to 50 calls; the rest of their effects adds a few commands. */
  async find(writes: readonly CrmWrite[]): Promise<ReadonlyMap<string, Done>> {
    const { table, recordings, withinMs } = this.#parts;
    const courier = this.#courier(withinMs === undefined ? undefined : withinMs / 2);
    let found: ReadonlyMap<string, Done> = new Map();
    try {
      await courier.run([
        async () => {
          const kept = new Recordings(courier, recordings);
          found = await tracesOf(writes, { courier, table, keepsRecordings: (key) => kept.areKept(key) });
        },
      ]);
    } catch (error) {
      throw error instanceof PortalCallError ? new CrmSilentError(notNow(error.failure), error) : error;
    }
    return found;
  }

  /** Requests: none to look, where all clients are known; then one for 25 calls, and one for each new task. */
  async apply(chains: readonly (readonly CrmWrite[])[]): Promise<ReadonlyMap<string, CrmOutcome>> {
    const parts = await this.#look(chains.flat());
    const outcomes = new Map<string, CrmOutcome>();
    await parts.courier.run(
      chains.map((chain) => async () => {
        try {
          await new Chain(parts, outcomes).run(chain);
        } catch (error) {
          // Our own table failed in the midst of it: what was being done may have happened.
          const write = chain.find(({ key }) => !outcomes.has(key));
          if (write !== undefined) outcomes.set(write.key, unheard(describe(error)));
        }
      }),
    );
    return outcomes;
  }

  #courier(withinMs = this.#parts.withinMs): Courier {
    const { client, clock, timeoutMs, patienceMs } = this.#parts;
    return new Courier(client, {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(patienceMs === undefined ? {} : { patienceMs }),
      ...(withinMs === undefined ? {} : { endsIn: timeLeft(clock, withinMs) }),
    });
  }

  /** Everything that must be known before the first write, in as few requests as it takes. */
  async #look(writes: readonly CrmWrite[]): Promise<ChainParts> {
    const { table, clock } = this.#parts;
    const wanted = wantedOf(writes);
    const courier = this.#courier();
    const clients = new Clients(courier);
    const deals = new Deals(courier);
    const guards = new Guards(table, clock);
    const endings = new Endings({ store: new CardStore(table), courier, clock });
    const [users] = await Promise.all([
      this.#parts.users.crmUserIdsOf(wanted.employees),
      // Not newer than the look-ups behind it.
      guards.read(wanted.guards),
      endings.read(writes),
    ]);
    let isSimple: boolean | Failure = false;
    let creatorId: string | Failure = '';
    await courier.run([
      async () => {
        isSimple = await this.#isSimple(courier, writes);
      },
      async () => {
        creatorId = await this.#creator(courier, writes);
      },
      () => clients.read(wanted.phones, wanted.parties),
      () => deals.read(wanted.deals),
    ]);
    const tasks = this.#tasks;
    const callbacks = new PortalCallbacks({ table, clock, courier, creatorId, tasks, users });
    const recordings = new Recordings(courier, this.#parts.recordings);
    const owners = new Owners({ table, clock, courier, users, crmUsers: this.#parts.users });
    const shared = { callbacks, recordings, owners, endings };
    return { courier, clients, deals, guards, ...shared, isSimple, clock, users };
  }

  async #isSimple(courier: Courier, writes: readonly CrmWrite[]): Promise<boolean | Failure> {
    const isAsked = writes.some((write) => write.kind === 'ensureClient' && write.action === 'lead');
    const now = this.#parts.clock();
    if (!isAsked) return false;
    if (this.#mode !== undefined && now - this.#mode.readAt < modeKeptMs) return this.#mode.isSimple;
    const { mode } = await courier.read({ mode: command(crmMode) });
    if (mode.kind !== 'result') return mode;
    this.#mode = { isSimple: mode.result === 2, readAt: now };
    return this.#mode.isSimple;
  }

  /** Who gives out tasks: the user whose token it is. */
  async #creator(courier: Courier, writes: readonly CrmWrite[]): Promise<string | Failure> {
    if (this.#creatorId !== undefined || !writes.some(({ kind }) => kind === 'createTask')) {
      return this.#creatorId ?? '';
    }
    const { me } = await courier.read({ me: command(profile) });
    if (me.kind !== 'result') return me;
    this.#creatorId = me.result.ID;
    return this.#creatorId;
  }
}

interface Wanted {
  readonly employees: readonly EmployeeId[];
  readonly phones: readonly E164[];
  /** Clients of whom it must be known beforehand whether they exist. */
  readonly parties: readonly PartyRef[];
  readonly deals: readonly EnsureDeal[];
  readonly guards: readonly string[];
}

/** What must be known before the first write. */
function wantedOf(writes: readonly CrmWrite[]): Wanted {
  const employees = new Set<EmployeeId>();
  const phones = new Set<E164>();
  const parties = new Map<string, PartyRef>();
  const deals: EnsureDeal[] = [];
  const guards = new Set<string>();
  for (const write of writes) {
    if (write.kind === 'attachRecording' || write.kind === 'attachTranscript') continue;
    if ('entityOwnerId' in write) employees.add(write.entityOwnerId);
    if (write.kind === 'changeOwner') {
      // What the client is like is looked at when his turn has come.
      if (write.ownerBefore !== undefined) employees.add(write.ownerBefore);
      continue;
    }
    if ('callOwnerId' in write) employees.add(write.callOwnerId);
    if ('taskAssigneeId' in write) employees.add(write.taskAssigneeId);
    if (write.kind === 'ensureClient') {
      phones.add(write.phone);
      guards.add(clientGuard(write.phone));
    } else if (write.kind === 'ensureDeal') {
      deals.push(write);
      parties.set(clientName(write.client), write.client);
      if (write.action === 'dealIfNoneOpen') guards.add(dealGuard(write.client));
    } else if (write.client.kind === 'byPhone') phones.add(write.client.phone);
  }
  return {
    employees: [...employees],
    phones: [...phones],
    parties: [...parties.values()],
    deals,
    guards: [...guards],
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** Milliseconds that are left, from now on. */
function timeLeft(clock: Clock, withinMs: number): () => number {
  const end = clock() + withinMs;
  return () => end - clock();
}
