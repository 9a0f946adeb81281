import type { EmployeeId } from '../../base/ids.ts';
import type { WorkState } from '../../people/availability.ts';
import { expiry } from '../expiry.ts';
import type { Table } from '../table.ts';
import { documentOf } from './documents.ts';

/** What was last heard of an employee's work, and whether his time is tracked at all. */
export interface KnownWork {
  readonly state: WorkState;
  /** Epoch milliseconds; until then `isTracked` is taken as it is. */
  readonly trackingReadAt: number;
  readonly isTracked: boolean;
}

export const workStateKey = (id: EmployeeId) => ({ pk: `WORKSTATE#${id}`, sk: 'STATE' });
/** Nobody has asked about him for so long. */
const keptDays = 7;

/** One item an employee. Who reads later has the last word; two who read at once have read the same. */
export class WorkStateStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async load(ids: readonly EmployeeId[]): Promise<ReadonlyMap<EmployeeId, KnownWork>> {
    if (ids.length === 0) return new Map();
    const items = await this.#table.getMany(ids.map(workStateKey));
    return new Map(
      items.map((item) => [item.pk.slice('WORKSTATE#'.length) as EmployeeId, documentOf<KnownWork>(item)]),
    );
  }

  async put(id: EmployeeId, known: KnownWork): Promise<void> {
    const expiresAt = expiry(known.state.readAt, keptDays);
    await this.#table.put({ ...workStateKey(id), document: JSON.stringify(known), expiresAt });
  }
}
