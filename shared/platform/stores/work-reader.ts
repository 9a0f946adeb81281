import type { EmployeeId } from '../../base/ids.ts';
import type { AvailabilityFacts, WorkStateSource } from '../../people/availability.ts';
import { dutyOf } from '../../people/duty.ts';
import type { Employee } from '../../people/employee.ts';
import { workFactsOf } from '../../people/work-sources.ts';
import type { Clock } from '../clock.ts';
import type { OpenLineReader } from './open-line-snapshot.ts';
import type { OwnWorkStore } from './own-work-store.ts';

export interface WorkReaderParts {
  readonly work: OwnWorkStore;
  readonly openLines: OpenLineReader;
  /** Absent where the CRM tells nothing of people's work. */
  readonly crm?: WorkStateSource;
  readonly clock: Clock;
  /** The tenant's. */
  readonly timeZone: string;
}

/** What is known of people's work from all sources, for whatever gives it out: calls, chats, tickets. */
export class WorkReader {
  readonly #parts: WorkReaderParts;

  constructor(parts: WorkReaderParts) {
    this.#parts = parts;
  }

  /** Of each of them; of somebody of whom nobody tells anything, it is empty. */
  async of(
    employees: readonly Employee[],
  ): Promise<ReadonlyMap<EmployeeId, Pick<AvailabilityFacts, 'workState' | 'isOnBreak'>>> {
    const { work, openLines, crm, clock, timeZone } = this.#parts;
    const [own, inCrm, { dutyRota, presenceGraceSeconds }] = await Promise.all([
      work.load(employees.map(({ id }) => id)),
      crm?.of(employees),
      openLines.read(),
    ]);
    const moment = { now: clock(), timeZone, presenceGraceMs: presenceGraceSeconds * 1_000 };
    return new Map(
      employees.map(({ id }) => {
        const told = inCrm?.get(id);
        const duty = dutyOf(id, dutyRota, moment.now);
        const sources = {
          ...own.get(id),
          ...(told === undefined ? {} : { crm: told }),
          ...(duty === undefined ? {} : { duty }),
        };
        return [id, workFactsOf(sources, moment)];
      }),
    );
  }
}
