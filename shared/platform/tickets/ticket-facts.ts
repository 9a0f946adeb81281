import type { DepartmentId, EmployeeId, OpenLineId } from '../../base/ids.ts';
import { normalisePhone } from '../../base/phone.ts';
import type { Employee } from '../../people/employee.ts';
import type { Party } from '../../people/party.ts';
import { clientsAmong } from '../../people/precedence.ts';
import type { OpenLineSettings } from '../../settings/open-line-settings.ts';
import { agentQueueOf, departmentQueueOf, openLineOf } from '../../settings/open-lines.ts';
import type { TicketFacts, WorkFacts } from '../../tickets/facts.ts';
import type { TicketInput } from '../../tickets/inputs.ts';
import { availableAgents, canWorkOn, nextAgent } from '../../tickets/next-agent.ts';
import type { TicketState } from '../../tickets/state.ts';
import type { Clock } from '../clock.ts';
import { DirectoryStore } from '../stores/directory-store.ts';
import { documentOf } from '../stores/documents.ts';
import { workFactsIn } from '../stores/work-reader.ts';
import { type KeptWork, keptWorkIn, workKeys } from '../stores/work-sources.ts';
import type { Table } from '../table.ts';
import type { Tenant } from '../tenant.ts';
import { agentKey } from './agent-store.ts';
import { LineGoneError } from './errors.ts';
import { lineById, type OpenLineReader, type OpenLineSnapshot, type SavedLine } from './open-line-reader.ts';
import { TicketStore } from './ticket-store.ts';

export interface TicketFactsParts {
  readonly table: Table;
  readonly tenant: Pick<Tenant, 'country' | 'timeZone'>;
  readonly clock: Clock;
  readonly openLines: OpenLineReader;
}

/** Whom a decision is about: the line, its queue, and whoever else is named. */
interface Cast {
  readonly line: SavedLine;
  readonly settings: OpenLineSettings;
  readonly agentQueue: readonly EmployeeId[];
  readonly named: readonly EmployeeId[];
}

/**
 * Loads the facts of a decision about a ticket: one request for everybody's records and work, one for the client's
 * owner where the line asks for him; and how much everybody has, and who waits for longer, only where somebody may be
 * given the ticket.
 */
export class TicketFactsLoader {
  readonly #parts: TicketFactsParts;
  readonly #tickets: TicketStore;
  readonly #directory: DirectoryStore;

  constructor(parts: TicketFactsParts) {
    this.#parts = parts;
    this.#tickets = new TicketStore(parts.table);
    this.#directory = new DirectoryStore(parts.table);
  }

  /** @throws LineGoneError */
  async load(inputs: readonly TicketInput[], state: Promise<TicketState | undefined>): Promise<TicketFacts> {
    const { clock, tenant, openLines } = this.#parts;
    const now = clock();
    const [settings, before] = await Promise.all([openLines.read(), state]);
    const cast = castOf(inputs, before, settings);
    const { line, agentQueue } = cast;
    // D-43: what was written just before it was told must be seen.
    const consistent = inputs.some(({ kind }) => kind === 'availabilityChanged');
    const [people, party, othersWaitLonger] = await Promise.all([
      this.#people([...agentQueue, ...cast.named], { withLast: line.mode === 'leastRecent', consistent }),
      this.#partyOf(line, inputs, before),
      this.#othersWaitLonger(line.id, before),
    ]);
    const clientOwnerId = line.ownerFirst === 'no' ? undefined : party?.ownerId;
    const owner = clientOwnerId === undefined || people.employees.has(clientOwnerId) ? [] : [clientOwnerId];
    const more = owner.length === 0 ? undefined : await this.#people(owner, { withLast: false, consistent });
    const kept = new Map([...people.kept, ...(more?.kept ?? [])]);
    const employees = new Map([...people.employees, ...(more?.employees ?? [])]);
    const facts: TicketFacts = {
      now,
      timeZone: tenant.timeZone,
      openLine: openLineOf(line, tenant.timeZone),
      agentQueue,
      employees,
      work: workOf(employees, kept, settings, { now, timeZone: tenant.timeZone }),
      lastBusyAt: people.lastBusyAt,
      othersWaitLonger,
      ...(party === undefined ? {} : { party }),
      ...(clientOwnerId === undefined ? {} : { clientOwnerId }),
    };
    return mayBeGiven(inputs, before, facts) ? this.#withLoads(cast, before, facts) : facts;
  }

  async #people(
    ids: readonly EmployeeId[],
    { withLast, consistent }: { readonly withLast: boolean; readonly consistent: boolean },
  ) {
    const [employees, lastBusyAt] = [new Map<EmployeeId, Employee>(), new Map<EmployeeId, number>()];
    const keys = ids.flatMap((id) => [
      { pk: `EMPLOYEE#${id}`, sk: 'EMPLOYEE' },
      ...workKeys(id),
      ...(withLast ? [agentKey(id)] : []),
    ]);
    const items = keys.length === 0 ? [] : await this.#parts.table.getMany(keys, { consistent });
    for (const item of items) {
      const id = item.pk.slice(item.pk.indexOf('#') + 1) as EmployeeId;
      if (item.sk === 'EMPLOYEE') employees.set(id, documentOf<Employee>(item));
      else if (typeof item.lastBusyAt === 'number') lastBusyAt.set(id, item.lastBusyAt);
    }
    return { employees, kept: keptWorkIn(items), lastBusyAt };
  }

  /**
   * D-51: how much those have who come next. Mostly that is one, and only where he has as much as he may the next
   * is asked; in `broadcast` it is all.
   */
  async #withLoads(cast: Cast, before: TicketState | undefined, facts: TicketFacts): Promise<TicketFacts> {
    const loads = new Map<EmployeeId, WorkFacts['load']>();
    let known = facts;
    for (;;) {
      const asked = nextAgents(before, known).filter((id) => !loads.has(id));
      if (asked.length === 0) return known;
      await Promise.all(asked.map(async (id) => loads.set(id, await this.#loadOf(id, cast))));
      known = { ...known, work: withLoads(facts.work, loads) };
    }
  }

  /** The smaller of what is free over all lines and in this one. */
  async #loadOf(id: EmployeeId, { line, settings }: Cast): Promise<NonNullable<WorkFacts['load']>> {
    const [all, here] = await Promise.all([
      this.#tickets.countByAssignee(id),
      line.openTicketLimit === undefined ? 0 : this.#tickets.countByAssignee(id, line.id),
    ]);
    const total = { open: all, limit: settings.openTicketLimit };
    const own = { open: here, limit: line.openTicketLimit ?? Number.POSITIVE_INFINITY };
    return own.limit - own.open < total.limit - total.open ? own : total;
  }

  /** D-52, D-53. */
  async #partyOf(
    { ownerFirst, transferChangesOwner }: SavedLine,
    inputs: readonly TicketInput[],
    before: TicketState | undefined,
  ): Promise<Party | undefined> {
    const isTransferred = inputs.some(({ kind }) => kind === 'transfer');
    if (ownerFirst === 'no' && !(transferChangesOwner && isTransferred)) return undefined;
    const written = inputs.find((input) => input.kind === 'clientMessage');
    const phone = normalisePhone((written ?? before)?.client.phone, this.#parts.tenant.country);
    if (phone === undefined) return undefined;
    return clientsAmong(await this.#directory.findByPhone(phone))[0];
  }

  async #othersWaitLonger(line: OpenLineId, before: TicketState | undefined): Promise<boolean> {
    if (before?.waitingSince === undefined) return false;
    const { tickets } = await this.#tickets.listWaiting(line, { limit: 1 });
    const [first] = tickets;
    return first !== undefined && first.id !== before.id && (first.waitingSince ?? 0) < before.waitingSince;
  }
}

/** Whether somebody new may be given it, so that it counts how much everybody has. Where it stays it does not. */
function mayBeGiven(
  inputs: readonly TicketInput[],
  before: TicketState | undefined,
  facts: TicketFacts,
): boolean {
  const holder = before?.assignment?.conversationAssigneeId;
  if (holder === undefined) return true;
  return inputs.some(({ kind }) => {
    if (kind === 'clientMessage' || kind === 'availabilityChanged') return !canWorkOn(holder, facts);
    return ['ticketTimer', 'skip', 'transferToLine', 'transferToDepartment'].includes(kind);
  });
}

/** @throws LineGoneError */
function castOf(
  inputs: readonly TicketInput[],
  before: TicketState | undefined,
  settings: OpenLineSettings,
): Cast {
  let [openLineId, departmentId] = [before?.openLineId, before?.departmentId];
  const named: EmployeeId[] = [];
  for (const input of inputs) {
    if (input.kind === 'clientMessage') openLineId ??= input.openLineId;
    if (input.kind === 'transferToLine') [openLineId, departmentId] = [input.openLineId, undefined];
    if (input.kind === 'transferToDepartment') departmentId = input.departmentId;
    if (input.kind === 'transfer') named.push(input.to);
    if ('by' in input && input.by !== undefined) named.push(input.by);
  }
  if (before?.assignment !== undefined) named.push(before.assignment.conversationAssigneeId);
  if (before?.primaryAgentId !== undefined) named.push(before.primaryAgentId);
  const line = openLineId === undefined ? undefined : lineById(settings, openLineId);
  if (line === undefined) throw new LineGoneError(openLineId ?? ('' as OpenLineId));
  return { line, settings, agentQueue: queueOf(line, departmentId, settings), named };
}

/** OL-28 to OL-30: of everybody, from all that tells of his work. */
function workOf(
  employees: ReadonlyMap<EmployeeId, Employee>,
  kept: ReadonlyMap<EmployeeId, KeptWork>,
  snapshot: OpenLineSnapshot,
  moment: { readonly now: number; readonly timeZone: string },
): ReadonlyMap<EmployeeId, WorkFacts> {
  return new Map([...employees.keys()].map((id) => [id, workFactsIn(kept.get(id), id, snapshot, moment)]));
}

/** Whom a decision may ask next, by what is known of them so far: in this round, after the one who has it, or anew. */
function nextAgents(before: TicketState | undefined, facts: TicketFacts): readonly EmployeeId[] {
  if (facts.openLine.mode === 'broadcast') return availableAgents(facts);
  const tried = before?.tried ?? [];
  const holder = before?.assignment?.conversationAssigneeId;
  const rounds = [tried, holder === undefined ? tried : [...tried, holder], []];
  return [...new Set(rounds.flatMap((those) => nextAgent(those, facts).employeeId ?? []))];
}

function withLoads(
  work: ReadonlyMap<EmployeeId, WorkFacts>,
  loads: ReadonlyMap<EmployeeId, WorkFacts['load']>,
): ReadonlyMap<EmployeeId, WorkFacts> {
  return new Map(
    [...work].map(([id, facts]) => {
      const load = loads.get(id);
      return [id, load === undefined ? facts : { ...facts, load }];
    }),
  );
}

/** A department that is there no more leaves the line's own queue. */
function queueOf(line: SavedLine, departmentId: DepartmentId | undefined, settings: OpenLineSettings) {
  const people = departmentId === undefined ? [] : departmentQueueOf(departmentId, settings);
  return people.length > 0 ? people : agentQueueOf(line, settings);
}
