import { dayIn } from '../../base/time.ts';
import type { CallSummary } from '../../calls/summary.ts';
import { substitutesOf } from '../../people/check-employee.ts';
import type { Employee } from '../../people/employee.ts';
import type { CallStore } from '../../platform/stores/call-store.ts';
import type { EmployeeStore } from '../../platform/stores/employee-store.ts';
import {
  noTrunks,
  SettingsMissingError,
  SettingsReader,
  type SettingsSnapshot,
} from '../../platform/stores/settings-snapshot.ts';
import type { SettingsStore } from '../../platform/stores/settings-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Tenant } from '../../platform/tenant.ts';
import { OpenLineReader } from '../../platform/tickets/open-line-reader.ts';
import type { LintFacts, Traffic } from '../../settings/lint/finding.ts';
import { placesIn, placesInOpenLines } from '../../settings/lint/people.ts';
import type { TrunkSettings } from '../../settings/trunk-settings.ts';

export interface LintParts {
  readonly table: Table;
  readonly tenant: Tenant;
  readonly settings: SettingsStore;
  readonly employees: EmployeeStore;
  readonly calls: CallStore;
}

export interface LintReading {
  readonly facts: LintFacts;
  readonly allEmployees: boolean;
}

const dayMs = 24 * 60 * 60 * 1_000;
const trafficDays = 7;
/** What one answer may read: 10,000 employees, and of each day 5,000 calls. */
const employeePages = 20;
const employeesOnPage = 500;
const callPages = 5;
const callsOnPage = 1_000;

/** Reads what the lint looks at, within bounds. */
export async function readLintFacts(parts: LintParts, now: number): Promise<LintReading> {
  const { tenant } = parts;
  const [snapshot, openLines, read, traffic] = await Promise.all([
    savedSettings(parts),
    new OpenLineReader(parts.table, () => 0).read(),
    readEmployees(parts.employees),
    readTraffic(parts, now),
  ]);
  const { dutyRota, ...openLineSettings } = openLines;
  const facts = {
    tenant,
    today: dayIn(now, tenant.timeZone),
    ...snapshot,
    openLineSettings,
    ...(dutyRota === undefined ? {} : { dutyRota }),
    employees: read.employees,
    traffic,
  };
  if (read.isComplete) return { facts, allEmployees: true };
  return { facts: { ...facts, employees: await withNamed(facts, parts.employees) }, allEmployees: false };
}

async function savedSettings({
  table,
  settings,
}: LintParts): Promise<
  Omit<SettingsSnapshot, 'settings'> & { settings: SettingsSnapshot['settings'] | undefined }
> {
  try {
    return await new SettingsReader(table, () => 0).read();
  } catch (error) {
    if (!(error instanceof SettingsMissingError)) throw error;
    const saved = await settings.get<TrunkSettings>('trunks');
    return { settings: undefined, ...noTrunks, ...saved?.document };
  }
}

async function readEmployees(
  store: EmployeeStore,
): Promise<{ readonly employees: readonly Employee[]; readonly isComplete: boolean }> {
  const employees: Employee[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < employeePages; page += 1) {
    const read = await store.list({ limit: employeesOnPage, ...(cursor === undefined ? {} : { cursor }) });
    employees.push(...read.employees);
    cursor = read.cursor;
    if (cursor === undefined) return { employees, isComplete: true };
  }
  return { employees, isComplete: false };
}

/** Of very many employees at least those whom the settings name, and who covers for them. */
async function withNamed(facts: LintFacts, store: EmployeeStore): Promise<readonly Employee[]> {
  const known = new Map(facts.employees.map((employee) => [employee.id, employee]));
  const places = [...placesIn(facts), ...placesInOpenLines(facts)];
  const named = await store.getMany(places.map(({ employeeId }) => employeeId));
  const covers = await store.getMany([...named.values()].flatMap(substitutesOf));
  for (const employee of [...named.values(), ...covers.values()]) known.set(employee.id, employee);
  return [...known.values()];
}

async function readTraffic({ calls, tenant }: LintParts, now: number): Promise<Traffic> {
  const days = Array.from({ length: trafficDays }, (_, ago) => dayIn(now - ago * dayMs, tenant.timeZone));
  const read = await Promise.all([...new Set(days)].map((day) => readDay(calls, day)));
  const summaries = read.flatMap((day) => day.calls);
  const lines = new Map<string, number>();
  for (const { trunk, direction } of summaries) {
    if (trunk !== undefined && direction !== 'internal') lines.set(trunk, (lines.get(trunk) ?? 0) + 1);
  }
  return {
    days: trafficDays,
    isComplete: read.every(({ isComplete }) => isComplete),
    calls: summaries.length,
    lines,
    unmappedCalls: summaries.filter(({ notCaptured }) => notCaptured === 'unmapped').length,
  };
}

async function readDay(
  store: CallStore,
  day: string,
): Promise<{ readonly calls: readonly CallSummary[]; readonly isComplete: boolean }> {
  const calls: CallSummary[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < callPages; page += 1) {
    const read = await store.listByDay(day, {
      limit: callsOnPage,
      ...(cursor === undefined ? {} : { cursor }),
    });
    calls.push(...read.calls);
    cursor = read.cursor;
    if (cursor === undefined) return { calls, isComplete: true };
  }
  return { calls, isComplete: false };
}
