import type { EmployeeId } from '../../base/ids.ts';
import type { E164 } from '../../base/phone.ts';
import { dayIn } from '../../base/time.ts';
import { type CallInput, factKeys, isEvent } from '../../calls/decide.ts';
import { mergeEvidence } from '../../calls/evidence.ts';
import type { CallFacts, FactKeys } from '../../calls/facts.ts';
import { cardKeys } from '../../calls/live-card.ts';
import { employeesNamedFor } from '../../calls/named.ts';
import { pictureOf } from '../../calls/picture.ts';
import type { CallState } from '../../calls/state.ts';
import type { Employee } from '../../people/employee.ts';
import type { Party } from '../../people/party.ts';
import type { Clock } from '../clock.ts';
import type { Table } from '../table.ts';
import type { Tenant } from '../tenant.ts';
import { DirectoryStore } from './directory-store.ts';
import { documentOf } from './documents.ts';
import { extensionKey, extensionPrefix } from './employee-store.ts';
import { SettingsReader, type SettingsSnapshot, type SettingsSource } from './settings-snapshot.ts';

export interface CallFactsParts {
  readonly table: Table;
  readonly tenant: Pick<Tenant, 'package' | 'country' | 'timeZone'>;
  readonly clock: Clock;
  /** By which settings to decide where it is not by the saved ones: a draft. */
  readonly settings?: SettingsSource;
  /** Whether the CRM has call cards, so that a ringing phone needs facts of its own. */
  readonly callCards?: boolean;
}

/** What is to be read for one decision: a phone's owners, and employees by id and by extension. */
interface Wanted {
  readonly phone?: E164 | undefined;
  readonly extensions: readonly string[];
  readonly employeeIds: readonly EmployeeId[];
}

const dayMs = 24 * 60 * 60 * 1_000;
/** A client's owners, their substitutes, and one more where a timer had no hints. */
const maxRounds = 4;

/**
 * Loads the facts of a decision. What the inputs and a remembered state name is read at once, in parallel with the
 * state; only what turns out to be missing then is read in further rounds: a client's owner, a substitute, and where
 * no state was remembered whoever it names. An event that decides nothing reads the settings at most.
 */
export class CallFactsLoader {
  readonly #parts: CallFactsParts;
  readonly #settings: SettingsSource;
  readonly #directory: DirectoryStore;

  constructor(parts: CallFactsParts) {
    this.#parts = parts;
    this.#settings = parts.settings ?? new SettingsReader(parts.table, parts.clock);
    this.#directory = new DirectoryStore(parts.table);
  }

  /** @param remembered the state as it was last known, if at all: only a hint of what to read. */
  async load(
    inputs: readonly CallInput[],
    state: Promise<CallState | undefined>,
    remembered?: CallState,
  ): Promise<CallFacts> {
    const { tenant, clock } = this.#parts;
    const now = clock();
    const sheet = new FactSheet(inputs[0]?.callId ?? '');
    const early = this.#wanted(remembered, inputs, this.#settings.known?.());
    const [snapshot, before] = await Promise.all([
      this.#settings.read(),
      state,
      this.#read(sheet, this.#missing(sheet, early, now)),
    ]);
    const wanted = this.#wanted(before, inputs, snapshot);
    for (let round = 1; round <= maxRounds; round += 1) {
      const missing = this.#missing(sheet, wanted, now);
      if (isNothing(missing)) break;
      await this.#read(sheet, missing);
    }
    return {
      now,
      tenant,
      ...snapshot,
      employees: sheet.employees,
      employeeByExtension: sheet.employeeByExtension,
      parties: (wanted.phone === undefined ? undefined : sheet.parties.get(wanted.phone)) ?? [],
    };
  }

  /** What the decision needs, and the card where there are cards, as far as state and settings are known. */
  #wanted(
    state: CallState | undefined,
    inputs: readonly CallInput[],
    snapshot: SettingsSnapshot | undefined,
  ): FactKeys {
    const { tenant, callCards } = this.#parts;
    const { country } = tenant;
    const decision = factKeys(state, inputs, { country, company: snapshot });
    if (snapshot === undefined) return decision;
    const { enabled } = snapshot.settings.callCards;
    const card = callCards === true && enabled ? cardKeys(state, inputs, country) : undefined;
    const named = decision.settling ? employeesNamedFor(lineOf(state, inputs), { ...snapshot, tenant }) : [];
    return {
      ...card,
      ...decision,
      extensions: [...new Set([...decision.extensions, ...(card?.extensions ?? [])])],
      employeeIds: [...decision.employeeIds, ...named],
    };
  }

  /** What the decision needs and the sheet lacks, as far as is known by now. */
  #missing(sheet: FactSheet, { phone, extensions, employeeIds, settling }: FactKeys, now: number): Wanted {
    const ids = new Set(employeeIds);
    if (settling) {
      const parties = phone === undefined ? [] : (sheet.parties.get(phone) ?? []);
      for (const { ownerId } of parties) if (ownerId !== undefined) ids.add(ownerId);
      for (const id of sheet.substitutes(this.#days(now))) ids.add(id);
    }
    return {
      ...(phone === undefined || sheet.parties.has(phone) ? {} : { phone }),
      extensions: extensions.filter((extension) => !sheet.askedExtensions.has(extension)),
      employeeIds: [...ids].filter((id) => !sheet.askedEmployees.has(id)),
    };
  }

  /** The days whose leaves may matter: the call may have ended yesterday, or before a long silence. */
  #days(now: number): readonly [string, string] {
    const { timeZone } = this.#parts.tenant;
    return [dayIn(now - 3 * dayMs, timeZone), dayIn(now + dayMs, timeZone)];
  }

  async #read(sheet: FactSheet, { phone, extensions, employeeIds }: Wanted): Promise<void> {
    const keys = [
      ...extensions.map((extension) => extensionKey(sheet.provider, extension)),
      ...employeeIds.map((id) => ({ pk: `EMPLOYEE#${id}`, sk: 'EMPLOYEE' })),
    ];
    const [items, parties] = await Promise.all([
      keys.length > 0 ? this.#parts.table.getMany(keys) : [],
      phone === undefined ? [] : this.#directory.findByPhone(phone),
    ]);
    if (phone !== undefined) sheet.parties.set(phone, parties);
    for (const extension of extensions) sheet.askedExtensions.add(extension);
    for (const id of employeeIds) sheet.note(id, undefined);
    for (const item of items) {
      const employee = documentOf<Employee>(item);
      sheet.note(employee.id, employee);
      if (item.sk === 'EXT') {
        sheet.employeeByExtension.set(item.pk.slice(extensionPrefix(sheet.provider).length), employee.id);
      }
    }
  }
}

/** The line on which the call came in. */
function lineOf(before: CallState | undefined, inputs: readonly CallInput[]): string | undefined {
  const { evidence } = mergeEvidence(before?.evidence ?? [], inputs.filter(isEvent));
  return evidence.length === 0 ? undefined : pictureOf(evidence).line;
}

const isNothing = ({ phone, extensions, employeeIds }: Wanted): boolean =>
  phone === undefined && extensions.length === 0 && employeeIds.length === 0;

/** What was read for one decision so far; who was asked for and not found counts as known. */
class FactSheet {
  readonly provider: string;
  readonly employees = new Map<EmployeeId, Employee>();
  readonly employeeByExtension = new Map<string, EmployeeId>();
  readonly parties = new Map<E164, readonly Party[]>();
  readonly askedEmployees = new Set<EmployeeId>();
  readonly askedExtensions = new Set<string>();

  constructor(callId: string) {
    this.provider = callId.slice(0, callId.indexOf(':'));
  }

  note(id: EmployeeId, employee: Employee | undefined): void {
    this.askedEmployees.add(id);
    if (employee !== undefined) this.employees.set(id, employee);
  }

  /** Who may cover for those known so far, on any of the days from and up to these. */
  substitutes([from, to]: readonly [string, string]): readonly EmployeeId[] {
    return [...this.employees.values()].flatMap(({ leaves, headId }) =>
      leaves
        .filter((leave) => leave.from <= to && leave.to >= from)
        .flatMap(({ substituteId }) => [substituteId, headId].filter((id) => id !== undefined)),
    );
  }
}
