import { assertNever } from '../../base/assert-never.ts';
import type { AttachRecording, CrmWrite, EnsureClient } from '../../effects/crm-write.ts';
import type { Clock } from '../../platform/clock.ts';
import { DirectoryStore } from '../../platform/stores/directory-store.ts';
import { documentOf, versionOf } from '../../platform/stores/documents.ts';
import { ConflictError, type Item, type Key, type Table } from '../../platform/table.ts';
import type { FoundClient } from '../callback-task.ts';
import { entityId } from '../entity-id.ts';
import type { CrmOutcome, CrmPort, Done } from '../port.ts';
import { birthOf, newParty } from './birth.ts';
import { Callbacks } from './callbacks.ts';
import { ensureDeal } from './deals.ts';
import { Lookup } from './lookup.ts';
import { outcomeOf } from './outcomes.ts';
import { changeOwner } from './owners.ts';
import { type CallRecord, callRecord, callRecordItem, callRecordKey } from './records.ts';
import { doneBefore, linkOf, textsOff, traceKey } from './traces.ts';

/** How often a write that another process disturbed is tried at once. */
const maxAttempts = 8;

/**
 * The CRM of a tenant who has none: the directory itself, with call records, callback tasks and deals beside it. Each
 * write is one item or one transaction whose id comes from the write's key, so doing it again changes nothing.
 */
export class BuiltinCrm implements CrmPort {
  readonly name = 'builtin';
  readonly #table: Table;
  readonly #directory: DirectoryStore;
  readonly #callbacks: Callbacks;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#directory = new DirectoryStore(table);
    this.#callbacks = new Callbacks(table);
    this.#clock = clock;
  }

  /** One request for up to 100 writes. */
  async find(writes: readonly CrmWrite[]): Promise<ReadonlyMap<string, Done>> {
    const items = await this.#table.getMany(writes.map(traceKey), { consistent: true });
    const byKey = new Map(items.map((item) => [nameOf(item), item]));
    const found = new Map<string, Done>();
    for (const write of writes) {
      const item = byKey.get(nameOf(traceKey(write)));
      const done = item === undefined ? undefined : doneBefore(write, item);
      if (done !== undefined) found.set(write.key, done);
    }
    return found;
  }

  /** Round trips: one for all look-ups, one for a new client, two for all its records and tasks. */
  async apply(chains: readonly (readonly CrmWrite[])[]): Promise<ReadonlyMap<string, CrmOutcome>> {
    const lookup = new Lookup(this.#table, this.#directory);
    await lookup.read(chains.flat());
    const outcomes = new Map<string, CrmOutcome>();
    await Promise.all(chains.map((chain) => this.#applyChain(chain, lookup, outcomes)));
    return outcomes;
  }

  async #applyChain(
    chain: readonly CrmWrite[],
    lookup: Lookup,
    outcomes: Map<string, CrmOutcome>,
  ): Promise<void> {
    for (const step of stepsOf(chain)) {
      const done = await Promise.all(step.map((write) => this.#applyOne(write, lookup)));
      step.forEach((write, index) => {
        outcomes.set(write.key, done[index] as CrmOutcome);
      });
      if (done.some(({ outcome }) => outcome === 'retry' || outcome === 'unknown')) return;
    }
  }

  async #applyOne(write: CrmWrite, lookup: Lookup): Promise<CrmOutcome> {
    try {
      switch (write.kind) {
        case 'ensureClient':
          return await this.#ensureClient(write, lookup);
        case 'ensureDeal':
          if (!lookup.exists(write.client)) {
            return { outcome: 'refused', code: 'clientGone', reason: 'The client of the deal was deleted.' };
          }
          return await ensureDeal(this.#table, write, this.#clock());
        case 'recordCall': {
          const record = callRecord(write, lookup.resolve(write.client));
          return await this.#putNew(callRecordItem(record, 1), { kind: 'call', id: record.id }, record);
        }
        case 'createTask':
          return await this.#callbacks.create(write, lookup.resolve(write.client));
        case 'closeTasks':
          return await this.#callbacks.close(write, lookup.resolve(write.client));
        case 'attachRecording':
          return await this.#attachRecording(write);
        case 'changeOwner':
          return await changeOwner(this.#table, this.#directory, write, this.#clock);
        case 'attachTranscript':
          return textsOff(write);
        default:
          return assertNever(write);
      }
    } catch (error) {
      return outcomeOf(error);
    }
  }

  async #putNew(item: Item, ref: Done['ref'], found: FoundClient): Promise<Done> {
    try {
      await this.#table.put(item, 'isNew');
    } catch (error) {
      // A repeat: the item that is there is this one.
      if (!(error instanceof ConflictError)) throw error;
      return { outcome: 'done', ref, ...linkOf(found) };
    }
    return { outcome: 'done', ref, created: true, ...linkOf(found) };
  }

  /** Rule 9: a known client is taken as he is, with the owner he has. */
  async #ensureClient(write: EnsureClient, lookup: Lookup): Promise<CrmOutcome> {
    const party = newParty(write, this.#clock());
    const ref = { kind: party.kind, id: party.id } as const;
    for (let attempt = 1; ; attempt += 1) {
      const known = lookup.clientOf(write.phone);
      if (known !== undefined && known.id !== party.id) {
        return { outcome: 'done', ref: { kind: known.kind, id: known.id }, created: false };
      }
      if (known !== undefined) return { outcome: 'done', ref, created: true };
      try {
        await this.#table.transact(birthOf(party, write, lookup.births(write.phone)));
        lookup.born(write.phone, party);
        return { outcome: 'done', ref, created: true };
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt === maxAttempts) throw error;
      }
      await lookup.readAgain(write.phone);
      // Created by an earlier attempt, and closed or given another phone since.
      if ((await this.#directory.get(ref)) !== undefined) return { outcome: 'done', ref, created: true };
    }
  }

  async #attachRecording({ callKey, recordingId }: AttachRecording): Promise<CrmOutcome> {
    const ref = { kind: 'recording', id: recordingId } as const;
    for (let attempt = 1; ; attempt += 1) {
      const item = await this.#table.get(callRecordKey(entityId('call', callKey)), { consistent: true });
      if (item === undefined) {
        return { outcome: 'refused', code: 'callNotFound', reason: `There is no recorded call ${callKey}.` };
      }
      const record = documentOf<CallRecord>(item);
      if (record.recordingIds.includes(recordingId)) return { outcome: 'done', ref };
      const version = versionOf(item);
      const recordingIds = [...record.recordingIds, recordingId];
      try {
        await this.#table.put(callRecordItem({ ...record, recordingIds }, version + 1), { version });
        return { outcome: 'done', ref, created: true };
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt === maxAttempts) throw error;
      }
    }
  }
}

const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`;

/**
 * Records, and a task beside them, need nothing of each other and are written at the same time. All else takes its
 * turn, the next task as well: what one call opens another one may close.
 */
function stepsOf(chain: readonly CrmWrite[]): readonly (readonly CrmWrite[])[] {
  const steps: CrmWrite[][] = [];
  for (const write of chain) {
    const last = steps.at(-1);
    const joins = write.kind === 'recordCall' || isAboutTasks(write);
    if (joins && last?.every(({ kind }) => kind === 'recordCall') === true) last.push(write);
    else steps.push([write]);
  }
  return steps;
}

const isAboutTasks = ({ kind }: CrmWrite): boolean => kind === 'createTask' || kind === 'closeTasks';
