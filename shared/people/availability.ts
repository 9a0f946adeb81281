import { isOpenAt, nextOpening, type WorkingCalendar } from '../base/calendar.ts';
import type { EmployeeId } from '../base/ids.ts';
import { dayIn } from '../base/time.ts';
import type { Duty } from './duty.ts';
import { type Employee, leaveOn } from './employee.ts';

/** `paused`: on a break; `expired`: begun on an earlier day and never ended. */
export const workDays = ['opened', 'paused', 'closed', 'expired'] as const;
export type WorkDay = (typeof workDays)[number];

/** What the programs that people work with tell of an employee. Times are epoch milliseconds. */
export interface WorkState {
  /** Absent where his work time is not tracked: then presence counts. */
  readonly workDay?: WorkDay;
  /** Absent where nobody tells of it: then it is not asked. */
  readonly online?: boolean;
  /** Absent where no rota binds him. */
  readonly duty?: Duty;
  /** Away for a while; leaves of whole days are in his record. */
  readonly absentUntil?: number;
  readonly readAt: number;
  /** From then on it says nothing any more. */
  readonly expiresAt: number;
}

/** Where work states come from: the CRM's adapter reads what is not known, or known no longer, in few requests. */
export interface WorkStateSource {
  /** Of those of whom there is something to tell, by id; a state that could not be read again is as it was. */
  of(employees: readonly Employee[]): Promise<ReadonlyMap<EmployeeId, WorkState>>;
}

/** What availability depends on beside the employee's record. What is absent is not asked. */
export interface AvailabilityFacts {
  readonly now: number;
  /** Of the tenant: the zone of leaves. */
  readonly timeZone: string;
  /** D-48: where work is given out in working hours only. */
  readonly calendar?: WorkingCalendar;
  /** Absent where no program tells of anybody's work. */
  readonly workState?: WorkState;
  /** He said here that he takes a break. */
  readonly isOnBreak?: boolean;
  /** Pieces of work that he has, and how many he may have. */
  readonly load?: { readonly open: number; readonly limit: number };
}

/** Why somebody can't be given work now. Instants are epoch milliseconds, `lastDay` is `2026-11-30`. */
export type Unavailability =
  | { readonly reason: 'dismissed' | 'blocked' }
  | { readonly reason: 'onLeave'; readonly lastDay: string; readonly substituteId?: EmployeeId }
  | { readonly reason: 'absent'; readonly until: number }
  | { readonly reason: 'outsideWorkingHours' | 'offDuty'; readonly until?: number }
  /** The last that was heard of his work is too old to go by. */
  | { readonly reason: 'workStateUnknown' }
  | { readonly reason: 'workDayNotOpen'; readonly workDay: 'closed' | 'expired' }
  | { readonly reason: 'onBreak' | 'offline' | 'atLimit' };

export type Availability =
  | { readonly kind: 'available' }
  | ({ readonly kind: 'unavailable' } & Unavailability);

/**
 * One model for calls, chats and tickets: whether an employee can be given work now, or the first reason why not, in
 * this order: employment and leave (OL-07, OL-08, D-16), working hours (D-48), the duty rota, the work day where it is
 * tracked, else presence (OL-09, OL-29, D-40), break and load (OL-28).
 *
 * @example availabilityOf(anna, { now, timeZone }) → { kind: 'unavailable', reason: 'onLeave', lastDay: '2026-11-30' }
 */
export function availabilityOf(employee: Employee, facts: AvailabilityFacts): Availability {
  for (const ask of order) {
    const why = ask(employee, facts);
    if (why !== undefined) return { kind: 'unavailable', ...why };
  }
  return { kind: 'available' };
}

type Question = (employee: Employee, facts: AvailabilityFacts) => Unavailability | undefined;

const employment: Question = ({ status }) => (status === 'active' ? undefined : { reason: status });

const leave: Question = (employee, { now, timeZone }) => {
  const found = leaveOn(employee, dayIn(now, timeZone));
  if (found === undefined) return undefined;
  const { to: lastDay, substituteId } = found;
  return { reason: 'onLeave', lastDay, ...(substituteId === undefined ? {} : { substituteId }) };
};

const workingHours: Question = (_, { now, calendar }) => {
  if (calendar === undefined || isOpenAt(now, calendar)) return undefined;
  const until = nextOpening(now, calendar);
  return { reason: 'outsideWorkingHours', ...(until === undefined ? {} : { until }) };
};

const duty: Question = (_, { workState }) => {
  if (workState?.duty?.isOn !== false) return undefined;
  const { until } = workState.duty;
  return { reason: 'offDuty', ...(until === undefined ? {} : { until }) };
};

const work: Question = (_, { now, workState }) => {
  if (workState === undefined) return undefined;
  const { absentUntil, workDay, online, expiresAt } = workState;
  // A planned end of an absence holds however long ago it was read.
  if (absentUntil !== undefined && absentUntil > now) return { reason: 'absent', until: absentUntil };
  if (expiresAt <= now) return { reason: 'workStateUnknown' };
  switch (workDay) {
    case undefined:
      return online === false ? { reason: 'offline' } : undefined;
    case 'opened':
      return undefined;
    case 'paused':
      return { reason: 'onBreak' };
    default:
      return { reason: 'workDayNotOpen', workDay };
  }
};

const ownBreak: Question = (_, { isOnBreak }) => (isOnBreak === true ? { reason: 'onBreak' } : undefined);

const load: Question = (_, facts) =>
  facts.load !== undefined && facts.load.open >= facts.load.limit ? { reason: 'atLimit' } : undefined;

const order: readonly Question[] = [employment, leave, workingHours, duty, work, ownBreak, load];
