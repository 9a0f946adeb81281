import type { EmployeeId } from '../../base/ids.ts';
import type { WorkSources } from '../../people/work-sources.ts';
import type { Item, Key, Table } from '../table.ts';

export type OwnAgent = NonNullable<WorkSources['agent']>;

export const agentStatusKey = (id: EmployeeId): Key => ({ pk: `WORKSTATE#${id}`, sk: 'AGENT' });

/** As which operator of the PBX somebody was last told of: an item each. */
export class AgentStatusStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** @returns false where something later is known already. */
  async put(id: EmployeeId, { status, since }: OwnAgent): Promise<boolean> {
    const { done } = await this.#table.update(agentStatusKey(id), {
      expression: 'SET #status = :status, #since = :since',
      condition: 'attribute_not_exists(#since) OR #since <= :since',
      names: { '#status': 'status', '#since': 'since' },
      values: { ':status': status, ':since': since },
    });
    return done;
  }
}

export function agentStatusIn({ status, since }: Item): OwnAgent {
  return { status: status as OwnAgent['status'], since: since as number };
}
