import { isDeepStrictEqual } from 'node:util';
import type { CallState } from '../../shared/calls/state.ts';
import { unpackCall } from '../../shared/platform/stores/call-packing.ts';
import type { PlannedCall } from './plan.ts';

type Document = Readonly<Record<string, unknown>>;

/** What is left of the calls, read past the product: items of the table, parsed and put in order. */
export class Remains {
  /** Records of the CRM by the PBX's id of their call. */
  readonly records = new Map<string, Document[]>();
  /** Clients, deals, and callback tasks by phone. */
  readonly clients = new Map<string, Document[]>();
  readonly deals = new Map<string, Document[]>();
  readonly tasks = new Map<string, Document[]>();
  /** What became of each thing that a PBX told, as `keyOf` names it; and by whole calls. */
  readonly taken = new Set<string>();
  readonly keptOut = new Set<string>();
  readonly undecided: string[] = [];
  /** Messages that were given up and wait for somebody, with all that is known of them. */
  readonly deadLetters: string[] = [];
  readonly unconfirmed: string[] = [];

  /** @param items of the table. */
  constructor(items: Iterable<Readonly<Record<string, unknown>>>) {
    for (const item of items) this.#add(item as Readonly<Record<string, string>>);
  }

  #add(item: Readonly<Record<string, string>>): void {
    const { pk = '', sk = '' } = item;
    const document = () => JSON.parse(item.document ?? '{}') as Record<string, never>;
    if (pk.startsWith('CRMCALL#')) {
      const record = document();
      push(this.records, entryOf(record.key ?? ''), record);
    } else if (pk.startsWith('TASK#') && sk === 'TASK' && item.addedTo === undefined) {
      const task = document();
      push(this.tasks, task.number ?? '', task);
    } else if (pk.startsWith('PARTY#') && sk === 'PARTY') {
      const party = document() as { phones?: readonly string[] };
      for (const phone of party.phones ?? []) push(this.clients, phone, party);
    } else if (pk.startsWith('PARTY#') && sk.startsWith('DEAL#')) push(this.deals, pk, document());
    else if (pk.startsWith('CALL#') && sk === 'STATE')
      this.#addCall(unpackCall(item.call as unknown as Uint8Array).state);
    else if (pk.startsWith('WRITE#') && item.status !== 'confirmed') this.unconfirmed.push(pk);
    else if (pk.startsWith('PROBLEM#') && sk === 'PROBLEM') {
      const { status } = document() as { status?: string };
      if (status === 'open') this.deadLetters.push(item.document ?? '');
    }
  }

  #addCall(state: CallState): void {
    const entry = state.id.slice('mango:'.length);
    if (state.decision === undefined) this.undecided.push(entry);
    if (state.decision?.notCaptured === 'denied') this.keptOut.add(entry);
    for (const event of state.evidence) {
      if (event.kind === 'leg') this.taken.add(`${entry} leg ${event.legId} ${event.seq}`);
      else if (event.kind === 'ended') this.taken.add(`${entry} ended`);
      else this.taken.add(`${entry} recording ${event.recordingId}`);
    }
  }
}

/** Acknowledged things of which nothing is left anywhere. */
export function lostOf(acknowledged: Iterable<string>, remains: Remains): readonly string[] {
  return [...acknowledged].filter((key) => {
    const entry = key.slice(0, key.indexOf(' '));
    if (remains.taken.has(key) || remains.keptOut.has(entry)) return false;
    return !remains.deadLetters.some((body) => body.includes(entry));
  });
}

export interface Tally {
  readonly records: number;
  readonly tasks: number;
  readonly clients: number;
  /** In words, each a difference between what was told and what the CRM holds. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly wrong: readonly string[];
}

/** Holds the CRM against what the calls' teller says of them. */
export function tallyOf(calls: readonly PlannedCall[], remains: Remains): Tally {
  const books: Books = { lost: [], doubled: [], wrong: [] };
  for (const call of calls) checkRecords(call, remains.records.get(call.entryId) ?? [], books);
  const told = new Set(calls.map(({ entryId }) => entryId));
  for (const entry of remains.records.keys())
    if (!told.has(entry)) books.doubled.push(`${entry}: nobody called`);
  const byPhone = Map.groupBy(
    calls.filter(({ phone, isUnwanted }) => phone !== undefined && !isUnwanted),
    ({ phone }) => phone as string,
  );
  for (const [phone, ofClient] of byPhone) {
    checkClient(phone, ofClient, remains, books);
    checkTasks(phone, ofClient, remains.tasks.get(phone) ?? [], books);
  }
  const count = (map: ReadonlyMap<string, readonly unknown[]>) => [...map.values()].flat().length;
  return {
    records: count(remains.records),
    tasks: count(remains.tasks),
    clients: count(remains.clients),
    ...books,
  };
}

interface Books {
  readonly lost: string[];
  readonly doubled: string[];
  readonly wrong: string[];
}

function checkRecords(call: PlannedCall, records: readonly Document[], books: Books): void {
  const { truth, recordings, isUnwanted, entryId } = call;
  const owners = isUnwanted ? [] : truth.owners;
  compare(`${entryId}: records`, records.length, owners.length, books);
  const inOrder = records.toSorted((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
  const found = inOrder.map(({ callOwnerId, result }) => [callOwnerId, result]);
  const right = owners.map((owner) => [owner, truth.result]);
  if (found.length === right.length && !isDeepStrictEqual(found, right))
    books.wrong.push(`${entryId}: ${JSON.stringify(found)} instead of ${JSON.stringify(right)}`);
  const attached = inOrder.flatMap(({ recordingIds }) => recordingIds as readonly string[]);
  if (!isUnwanted) compare(`${entryId}: recordings`, attached.length, recordings, books);
}

/** One client for a phone, his deal where one is due; a client who was known before is left as he was. */
function checkClient(phone: string, calls: readonly PlannedCall[], remains: Remains, books: Books): void {
  const clients = remains.clients.get(phone) ?? [];
  const [first] = calls;
  const created = first?.isKnown === false ? first.truth.newClient : undefined;
  const due = first?.isKnown === true || created !== undefined ? 1 : 0;
  compare(`${phone}: clients`, clients.length, due, books);
  const [client] = clients;
  if (client === undefined || created === undefined) return;
  const kind = created.as === 'lead' ? 'lead' : 'contact';
  if (client.ownerId !== created.owner || client.kind !== kind) {
    const found = `${String(client.kind)} of ${String(client.ownerId)}`;
    books.wrong.push(`${phone}: ${found} instead of ${kind} of ${created.owner}`);
  }
  const deals = remains.deals.get(`PARTY#${String(client.kind)}#${String(client.id)}`) ?? [];
  compare(`${phone}: deals`, deals.length, created.as === 'contactAndDeal' ? 1 : 0, books);
  if (deals.some(({ ownerId }) => ownerId !== created.owner)) books.wrong.push(`${phone}: owner of the deal`);
}

/** Every missed call is in a task, once, and the task is with whoever has the call; one task at most is open. */
function checkTasks(
  phone: string,
  calls: readonly PlannedCall[],
  tasks: readonly Document[],
  books: Books,
): void {
  const missed = calls.filter(({ truth }) => truth.result === 'missed');
  const counted = tasks.reduce((sum, { missCount }) => sum + Number(missCount), 0);
  compare(`${phone}: missed calls in tasks`, counted, missed.length, books);
  const open = tasks.filter(({ doneAt }) => doneAt === undefined);
  if (open.length > 1) books.doubled.push(`${phone}: ${open.length} open tasks`);
  const owners = new Set(missed.flatMap(({ truth }) => truth.owners));
  for (const { taskAssigneeId } of tasks) {
    if (!owners.has(String(taskAssigneeId)))
      books.wrong.push(`${phone}: a task of ${String(taskAssigneeId)}`);
  }
}

function compare(what: string, found: number, right: number, { lost, doubled }: Books): void {
  if (found < right) lost.push(`${what}: ${found} instead of ${right}`);
  if (found > right) doubled.push(`${what}: ${found} instead of ${right}`);
}

/** `soak-17` from the key of a record, `mango:<entry>/1`. */
const entryOf = (key: string): string => key.slice('mango:'.length, key.lastIndexOf('/'));

function push(map: Map<string, Document[]>, key: string, document: Document): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [document]);
  else known.push(document);
}
