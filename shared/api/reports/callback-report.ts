import * as z from 'zod';
import type { EmployeeId } from '../../base/ids.ts';
import { dayAfter } from '../../base/time.ts';
import type { RecordStore } from '../../crm/builtin/record-store.ts';
import type { CallbackLine } from '../../crm/callback-task.ts';
import { BadCursorError } from '../../platform/table.ts';
import { daysBetween } from '../days.ts';

export interface CallbackReportRequest {
  readonly from: string;
  readonly to: string;
  readonly cursor?: string;
}

/** What became of the callbacks of one line, owner and class. All numbers add up over the pages of a report. */
export interface CallbackRow {
  readonly trunk?: string;
  readonly owner: EmployeeId;
  readonly missedReason: string;
  clients: number;
  missedCalls: number;
  calledBack: number;
  clientReachedUs: number;
  doneByHand: number;
  open: number;
  within20Minutes: number;
  within23Hours: number;
  secondsUntilTalk: number;
}

interface Position {
  readonly day: string;
  readonly cursor?: string;
}

/** A page reads at most so many lines, whatever the span. */
const maxReads = 10;
const linesPerRead = 1_000;
const maxDays = 92;

/**
 * D-14: called back, the client reached us, still open, and how long it took; by trunk, owner and class.
 *
 * @throws BadRequestError, BadCursorError
 */
export async function callbackReport(records: RecordStore, request: CallbackReportRequest) {
  const { from, to } = request;
  daysBetween(from, to, maxDays);
  const rows = new Map<string, CallbackRow>();
  let position: Position | undefined = positionOf(request);
  for (let read = 0; read < maxReads && position !== undefined; read += 1) {
    const { day, cursor }: Position = position;
    const page = await records.callbacksOn(day, {
      limit: linesPerRead,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const line of page.items) count(line, rowOf(line, rows));
    if (page.cursor !== undefined) position = { day, cursor: page.cursor };
    else position = day < to ? { day: dayAfter(day) } : undefined;
  }
  return {
    items: [...rows.values()],
    ...(position === undefined ? {} : { cursor: encoded(position) }),
  };
}

function rowOf(line: CallbackLine, rows: Map<string, CallbackRow>): CallbackRow {
  const { line: trunk, taskAssigneeId: owner, missedReason } = line;
  const key = JSON.stringify([trunk, owner, missedReason]);
  const row = rows.get(key) ?? {
    ...(trunk === undefined ? {} : { trunk }),
    owner,
    missedReason,
    clients: 0,
    missedCalls: 0,
    calledBack: 0,
    clientReachedUs: 0,
    doneByHand: 0,
    open: 0,
    within20Minutes: 0,
    within23Hours: 0,
    secondsUntilTalk: 0,
  };
  rows.set(key, row);
  return row;
}

function count({ missCount, missedAt, doneAt, outcome }: CallbackLine, row: CallbackRow): void {
  row.clients += 1;
  row.missedCalls += missCount;
  if (doneAt === undefined) row.open += 1;
  else if (outcome === 'calledBack' || outcome === 'clientReachedUs') {
    const seconds = Math.max(0, Math.round((doneAt - missedAt) / 1_000));
    row[outcome] += 1;
    row.secondsUntilTalk += seconds;
    if (seconds <= 20 * 60) row.within20Minutes += 1;
    else if (seconds <= 23 * 60 * 60) row.within23Hours += 1;
  } else row.doneByHand += 1;
}

const positionSchema = z.strictObject({ day: z.iso.date(), cursor: z.string().exactOptional() });

const encoded = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

function positionOf({ from, to, cursor }: CallbackReportRequest): Position {
  if (cursor === undefined) return { day: from };
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch (cause) {
    throw new BadCursorError(cause);
  }
  const { success, data } = positionSchema.safeParse(position);
  if (!success || data.day < from || data.day > to) throw new BadCursorError();
  return data;
}
