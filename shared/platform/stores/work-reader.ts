import type { EmployeeId } from '../../base/ids.ts';
import type { AvailabilityFacts, WorkStateSource } from '../../people/availability.ts';
import { dutyOf } from '../../people/duty.ts';
import type { Employee } from '../../people/employee.ts';
import { workFactsOf } from '../../people/work-sources.ts';
import type { Clock } from '../clock.ts';
import type { Table } from '../table.ts';
import type { OpenLineReader, OpenLineSnapshot } from '../tickets/open-line-reader.ts';
import { type KeptWork, loadKeptWork } from './work-sources.ts';

export interface WorkReaderParts {
  readonly table: Table;
  readonly openLines: OpenLineReader;
  /** Asked anew; absent where the CRM tells nothing of people's work. */
  readonly crm?: WorkStateSource;
  readonly clock: Clock;
  /** The tenant's. */
  readonly timeZone: string;
}

/** What is known of people's work from all sources, the CRM asked anew where what it told is old. */
export class WorkReader {
  readonly #parts: WorkReaderParts;

  constructor(parts: WorkReaderParts) {
    this.#parts = parts;
  }

  /** Of each of them; of somebody of whom nobody tells anything, it is empty. */
  async of(
    employees: readonly Employee[],
  ): Promise<ReadonlyMap<EmployeeId, Pick<AvailabilityFacts, 'workState' | 'isOnBreak'>>> {
    const { table, openLines, crm, clock, timeZone } = this.#parts;
    const ids = employees.map(({ id }) => id);
    const [kept, inCrm, snapshot] = await Promise.all([
      loadKeptWork(table, ids),
      crm?.of(employees),
      openLines.read(),
    ]);
    const now = clock();
    return new Map(
      ids.map((id) => {
        const told = inCrm?.get(id);
        const own = { ...kept.get(id), ...(told === undefined ? {} : { crm: told }) };
        return [id, workFactsIn(own, id, snapshot, { now, timeZone })];
      }),
    );
  }
}

/** Somebody's work by what is kept of it, the rota and the grace of the settings. */
export function workFactsIn(
  kept: KeptWork | undefined,
  id: EmployeeId,
  { dutyRota, presenceGraceSeconds }: OpenLineSnapshot,
  { now, timeZone }: { readonly now: number; readonly timeZone: string },
): Pick<AvailabilityFacts, 'workState' | 'isOnBreak'> {
  const duty = dutyOf(id, dutyRota, now);
  return workFactsOf(
    { ...kept, ...(duty === undefined ? {} : { duty }) },
    { now, timeZone, presenceGraceMs: presenceGraceSeconds * 1_000 },
  );
}
