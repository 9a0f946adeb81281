import type { EmployeeId } from '../../shared/base/ids.ts';
import type { WorkStateSource } from '../../shared/people/availability.ts';
import { changedByDate, changedByRota, hasNewDay, type Span } from '../../shared/people/changes-by-date.ts';
import type { DutyRota } from '../../shared/people/duty.ts';
import { availabilityMessage } from '../../shared/platform/availability-message.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import { sendMessages } from '../../shared/platform/queues.ts';
import type { AvailabilityChanges } from '../../shared/platform/stores/availability-changes.ts';
import type { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import type { SettingsStore } from '../../shared/platform/stores/settings-store.ts';
import type { WatchState, WatchStateStore } from '../../shared/platform/stores/watch-state-store.ts';
import { loadKeptWork } from '../../shared/platform/stores/work-sources.ts';
import type { Table } from '../../shared/platform/table.ts';
import type { OpenLineReader, OpenLineSnapshot } from '../../shared/platform/tickets/open-line-reader.ts';
import { agentQueueOf } from '../../shared/settings/open-lines.ts';

export interface WatchParts {
  readonly employees: EmployeeStore;
  readonly table: Table;
  readonly changes: AvailabilityChanges;
  readonly settings: SettingsStore;
  readonly openLines: OpenLineReader;
  readonly states: WatchStateStore;
  /** Absent where the CRM tells nothing of people's work. */
  readonly crm?: WorkStateSource;
  readonly ticketEventsQueueUrl: string;
  readonly timeZone: string;
  readonly clock: Clock;
  /** Bounds the work of one run; what is left, the next one does. */
  readonly maxPages?: number;
  readonly pageSize?: number;
  readonly maxMarks?: number;
  readonly maxInCrm?: number;
}

/**
 * Tells of everybody whom something else than his own word made available or not since the last run: records saved by
 * others, a leave that began or ended, the rota, and what the CRM says of those who stand in open lines.
 */
export async function watchAvailability(parts: WatchParts): Promise<void> {
  const { changes, states, clock, timeZone, maxMarks = 1_000 } = parts;
  await changes.tellLeft(maxMarks);
  const before = await states.read();
  const { unfinished } = before;
  const since = before.at ?? clock();
  const span = { from: unfinished?.from ?? since, to: unfinished?.to ?? clock(), timeZone };
  const rotaVersion = unfinished === undefined ? await tellRota(parts, before, span) : before.rotaVersion;
  const cursor = hasNewDay(span) ? await tellDates(parts, span, unfinished?.cursor) : undefined;
  await states.write({
    at: span.to,
    rotaVersion,
    ...(cursor === undefined ? {} : { unfinished: { from: span.from, to: span.to, cursor } }),
  });
  await askCrm(parts, await parts.openLines.read());
}

/** A rota that was replaced changes it for all whom the old one or the new one names. */
async function tellRota(parts: WatchParts, { rotaVersion }: WatchState, span: Span): Promise<number> {
  const { settings } = parts;
  const saved = await settings.get<DutyRota>('duty-rota');
  if (saved === undefined) return 0;
  if (saved.version === rotaVersion) {
    await tell(parts, changedByRota(saved.document, span), `rota:${span.to}`);
    return saved.version;
  }
  const old = rotaVersion === 0 ? undefined : await settings.getVersion<DutyRota>('duty-rota', rotaVersion);
  const ids = [saved, old].flatMap((one) => Object.keys(one?.document.windows ?? {}) as EmployeeId[]);
  await tell(parts, [...new Set(ids)], `rota-version:${saved.version}`);
  return saved.version;
}

/** @returns where the next run goes on; nothing where all were looked at. */
async function tellDates(
  parts: WatchParts,
  span: Span,
  from: string | undefined,
): Promise<string | undefined> {
  const { employees, table, maxPages = 40, pageSize = 500 } = parts;
  let cursor = from;
  for (let page = 0; page < maxPages; page += 1) {
    const found = await employees.list({ limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    const own = await loadKeptWork(
      table,
      found.employees.map(({ id }) => id),
    );
    const changed = found.employees.filter((one) => changedByDate(one, own.get(one.id) ?? {}, span));
    await tell(
      parts,
      changed.map(({ id }) => id),
      `date:${span.to}`,
    );
    cursor = found.cursor;
    if (cursor === undefined) return undefined;
  }
  logger.warn('There are more employees than one run looks through', { maxPages, pageSize });
  return cursor;
}

/** D-43: the CRM tells of no work day by itself. What is read with another result than before is told by the reading. */
async function askCrm(
  { crm, employees, maxInCrm = 500 }: WatchParts,
  openLines: OpenLineSnapshot,
): Promise<void> {
  if (crm === undefined) return;
  const ids = new Set(openLines.openLines.flatMap((line) => agentQueueOf(line, openLines)));
  if (ids.size > maxInCrm)
    logger.warn('More people in open lines than are asked about', { people: ids.size });
  const roster = await employees.getMany([...ids].slice(0, maxInCrm));
  await crm.of([...roster.values()]);
}

async function tell(
  { ticketEventsQueueUrl }: WatchParts,
  ids: readonly EmployeeId[],
  why: string,
): Promise<void> {
  if (ids.length === 0) return;
  await sendMessages(
    ticketEventsQueueUrl,
    ids.map((id) => availabilityMessage(id, why)),
  );
  logger.info('Availability changed by date', { people: ids.length });
}
