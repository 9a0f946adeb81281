import type { CountryCode } from 'libphonenumber-js/min';
import type { EmployeeId } from '../../base/ids.ts';
import { lineKey } from '../../base/line.ts';
import { normalisePhone } from '../../base/phone.ts';
import { dayIn } from '../../base/time.ts';
import type { CallSummary } from '../../calls/summary.ts';
import type { CallPage, CallStore } from '../../platform/stores/call-store.ts';
import type { Caller } from '../access.ts';
import { BadRequestError } from '../errors.ts';
import { type Days, dayBefore, encoded, type Position, positionOf } from './day-cursor.ts';

export interface CallFilter {
  readonly day?: string;
  readonly from?: string;
  readonly to?: string;
  readonly client?: string;
  readonly employee?: EmployeeId;
  readonly trunk?: string;
  readonly result?: string;
  readonly limit: number;
  readonly cursor?: string;
}

export interface JournalParts {
  readonly calls: CallStore;
  readonly tenant: { readonly country: CountryCode; readonly timeZone: string };
}

/**
 * Filters leave out what the index gives, so one page may take several reads; after these the page ends as it is,
 * with a cursor for the rest.
 */
const maxReads = 20;

/** A page of the journal, of what the caller may see. @throws BadRequestError, BadCursorError */
export async function listCalls(
  { calls, tenant }: JournalParts,
  filter: CallFilter,
  caller: Caller,
  now: number,
): Promise<CallPage> {
  const days = daysOf(filter, dayIn(now, tenant.timeZone));
  const found: CallSummary[] = [];
  let position: Position | undefined = positionOf(filter.cursor, days);
  for (let read = 0; read < maxReads && position !== undefined && found.length < filter.limit; read += 1) {
    const limit = filter.limit - found.length;
    const page: CallPage = await readPage(calls, filter, tenant.country, { ...position, limit });
    found.push(
      ...page.calls.filter((call) => matches(call, filter, days, tenant) && isVisible(call, caller)),
    );
    position = next(position, page, filter, days);
  }
  return { calls: found, ...(position === undefined ? {} : { cursor: encoded(position) }) };
}

/** Who took part, was rung, owns the call or has its task sees it; administrators see all. */
export function isVisible(call: CallSummary, { isAdministrator, employeeId }: Caller): boolean {
  if (isAdministrator) return true;
  return (
    employeeId !== undefined && (call.callOwnerId === employeeId || call.employeeIds.includes(employeeId))
  );
}

function daysOf({ day, from, to, client }: CallFilter, today: string): Days {
  if (day !== undefined && (from ?? to) !== undefined) refuse('day', 'is given beside from or to');
  if (day !== undefined) return { first: day, last: day };
  if (from === undefined && to !== undefined) refuse('from', 'is required beside to');
  const last = to ?? (client === undefined || from !== undefined ? today : '9999-12-31');
  const first = from ?? (client === undefined ? today : '0001-01-01');
  if (first > last) refuse('to', 'is before from');
  return { first, last };
}

function refuse(field: string, reason: string): never {
  throw new BadRequestError('The query is not as it must be.', [{ field, reason }]);
}

async function readPage(
  calls: CallStore,
  { client }: CallFilter,
  country: CountryCode,
  { day, ...page }: Position & { readonly limit: number },
): Promise<CallPage> {
  if (client === undefined) return calls.listByDay(day, page);
  return calls.listByClient(normalisePhone(client, country) ?? client, page);
}

function matches(
  call: CallSummary,
  { employee, trunk, result }: CallFilter,
  { first, last }: Days,
  { country, timeZone }: JournalParts['tenant'],
): boolean {
  const day = dayIn(call.startedAt, timeZone);
  if (day < first || day > last) return false;
  if (employee !== undefined && call.callOwnerId !== employee && !call.employeeIds.includes(employee)) {
    return false;
  }
  if (trunk !== undefined && lineKey(call.trunk ?? '', country) !== lineKey(trunk, country)) return false;
  return result === undefined || call.result === result;
}

/** The rest of the day, else the day before it; a client's calls are one list. */
function next(
  { day }: Position,
  { cursor }: CallPage,
  filter: CallFilter,
  { first }: Days,
): Position | undefined {
  if (cursor !== undefined) return { day, cursor };
  return filter.client === undefined ? dayBefore(day, first) : undefined;
}
