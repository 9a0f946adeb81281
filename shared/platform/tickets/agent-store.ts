import type { EmployeeId } from '../../base/ids.ts';
import type { Table } from '../table.ts';

export const agentKey = (id: EmployeeId) => ({ pk: `AGENT#${id}`, sk: 'BUSY' });

/** OL-20: when each was last given a ticket or answered in one. */
export class AgentStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** The latest counts; an older word, or a repeat, changes nothing. */
  async wasBusy(id: EmployeeId, at: number): Promise<void> {
    await this.#table.update(agentKey(id), {
      expression: 'SET #at = :at',
      condition: 'attribute_not_exists(#at) OR #at < :at',
      names: { '#at': 'lastBusyAt' },
      values: { ':at': at },
    });
  }
}
