import type { Refusal } from '../../base/refusal.ts';
import type { Roster } from '../../people/roster.ts';
import { auditWrite } from '../../platform/stores/audit-store.ts';
import { type EmployeeStore, rosterUnchanged } from '../../platform/stores/employee-store.ts';
import type { SavedSettings, SettingsStore } from '../../platform/stores/settings-store.ts';
import type { Tenant } from '../../platform/tenant.ts';
import type { CallSettings } from '../../settings/call-settings.ts';
import { checkCallSettings, peopleInCallSettings } from '../../settings/check-call-settings.ts';
import {
  defaultCallSettings,
  defaultOpenLineSettings,
  defaultTrunkSettings,
} from '../../settings/default-settings.ts';
import { SettingsRefusedError } from '../../settings/errors.ts';
import type { Mention } from '../../settings/mention.ts';
import type { OpenLineSettings } from '../../settings/open-line-settings.ts';
import { checkOpenLines, peopleInOpenLines } from '../../settings/open-lines.ts';
import type { TrunkSettings } from '../../settings/trunk-settings.ts';
import { checkTrunks, normaliseTrunks, peopleInTrunks } from '../../settings/trunks.ts';
import { changesBetween } from '../changes.ts';
import { StaleVersionError } from '../errors.ts';
import { repeatOnConflict } from '../repeat-on-conflict.ts';
import type { SettingsName } from './settings-operations.ts';

export interface SettingsParts {
  readonly settings: SettingsStore;
  readonly employees: EmployeeStore;
  readonly tenant: Tenant;
}

/** A whole document, and the version from which it was made. */
export interface SettingsChange<Document> {
  readonly document: Document;
  readonly expectedVersion: number;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What makes one kind of settings different from another. */
export interface SettingsKind<Document> {
  readonly name: SettingsName;
  readonly defaults: unknown;
  readonly people: (document: Document) => readonly Mention[];
  readonly check: (document: Document, roster: Roster) => readonly Refusal[];
  readonly normalise: (document: Document) => Document;
}

/** @throws StaleVersionError, SettingsRefusedError */
export function saveCallSettings(parts: SettingsParts, change: SettingsChange<CallSettings>) {
  return save(parts, change, callSettingsKind(parts.tenant));
}

/** @throws StaleVersionError, SettingsRefusedError */
export function saveTrunkSettings(parts: SettingsParts, change: SettingsChange<TrunkSettings>) {
  return save(parts, change, trunkSettingsKind(parts.tenant));
}

/** @throws StaleVersionError, SettingsRefusedError */
export function saveOpenLineSettings(parts: SettingsParts, change: SettingsChange<OpenLineSettings>) {
  return save(parts, change, openLineSettingsKind);
}

export function callSettingsKind(tenant: Pick<Tenant, 'package'>): SettingsKind<CallSettings> {
  return {
    name: 'calls',
    defaults: defaultCallSettings(),
    people: peopleInCallSettings,
    check: (document, roster) => checkCallSettings(document, { package: tenant.package, roster }),
    normalise: (document) => document,
  };
}

export function trunkSettingsKind({ country }: Pick<Tenant, 'country'>): SettingsKind<TrunkSettings> {
  return {
    name: 'trunks',
    defaults: defaultTrunkSettings(),
    people: peopleInTrunks,
    check: (document, roster) => checkTrunks(document, { country, roster }),
    normalise: (document) => normaliseTrunks(document, country),
  };
}

const openLineSettingsKind: SettingsKind<OpenLineSettings> = {
  name: 'open-lines',
  defaults: defaultOpenLineSettings(),
  people: peopleInOpenLines,
  check: checkOpenLines,
  normalise: (document) => document,
};

/** Checks a document as a whole and saves it as the next version, with its audit entry, in one transaction. */
function save<Document>(
  { settings, employees, tenant }: SettingsParts,
  { document: sent, expectedVersion, by, at }: SettingsChange<Document>,
  kind: SettingsKind<Document>,
): Promise<SavedSettings<Document>> {
  return repeatOnConflict(async () => {
    // Before the employees: whoever is dismissed after this is noticed when the transaction is written.
    const [before, roster] = await Promise.all([settings.get(kind.name), employees.rosterVersion()]);
    if ((before?.version ?? 0) !== expectedVersion) throw new StaleVersionError();
    const people = await employees.getMany(kind.people(sent).map(({ employeeId }) => employeeId));
    const refusals = kind.check(sent, people);
    if (refusals.length > 0) throw new SettingsRefusedError(refusals);
    const saved = {
      version: expectedVersion + 1,
      document: kind.normalise(sent),
      updatedAt: new Date(at).toISOString(),
      updatedBy: by,
    };
    const audit = {
      at,
      who: by,
      what: 'settings.changed',
      subject: `settings/${kind.name}`,
      fromVersion: expectedVersion,
      toVersion: saved.version,
      changes: changesBetween(before?.document ?? kind.defaults, saved.document),
    };
    await settings.save(kind.name, saved, [auditWrite(audit, tenant.timeZone), rosterUnchanged(roster)]);
    return saved;
  });
}
