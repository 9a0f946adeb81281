import { DutylineError } from '../../base/errors.ts';
import type { CallSettings } from '../../settings/call-settings.ts';
import type { TrunkSettings } from '../../settings/trunk-settings.ts';
import type { Clock } from '../clock.ts';
import type { Table } from '../table.ts';
import { documentOf } from './documents.ts';
import { Remembered } from './remembered.ts';

export interface SettingsSnapshot extends Readonly<TrunkSettings> {
  readonly settings: CallSettings;
}

/** Where the settings for a decision come from. */
export interface SettingsSource {
  /** @throws SettingsMissingError */
  read(): Promise<SettingsSnapshot>;
  /** What `read` would give, where that asks nobody. */
  known?(): SettingsSnapshot | undefined;
}

/** Nobody has saved the call settings yet, and they have no default: somebody must be responsible (D-17). */
export class SettingsMissingError extends DutylineError {
  constructor() {
    super('DL2020', 'The call settings were never saved: choose a default responsible, then retry.', {
      retry: 'later',
    });
  }
}

const noLists = { numbers: [], extensions: [], trunks: [] };

/**
 * What a document that was saved by an older version may lack. The same as the schema's own defaults (a test holds
 * them together), written out because the schema library costs a third of the processor's start time.
 */
export const callSettingsDefaults: Omit<CallSettings, 'defaultResponsible'> = {
  initialOwnerPolicy: 'calledEmployee',
  missedCallOwnerPolicy: 'entityOwner',
  rungEmployeePick: 'last',
  calledEmployeePick: 'firstAnswered',
  updateOwnerOnTransfer: false,
  saveTranscripts: false,
  captureUnmappedCalls: { enabled: false },
  createEntitiesForUnmapped: false,
  missedInGroup: { enabled: false, knownClientToOwner: true },
  missedInIvr: { enabled: false, knownClientToOwner: true, recordWhenOff: true },
  newClient: { answered: 'contact', missed: 'lead', outbound: 'nothing' },
  knownClient: { answered: 'nothing', missed: 'nothing', outbound: 'nothing' },
  dealStages: {},
  inboundRules: [],
  createdNames: { client: 'Новый Клиент, {time} {date}', deal: 'Сделка {number}' },
  taskOnMissed: { direct: true, ringGroup: true, ivr: true, voicemail: true },
  callbackTasks: {
    dueMinutes: 60,
    workingTime: { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '20:00', holidays: [], extraDays: [] },
    texts: {
      newClient: '(новый Клиент) {number}, пропущенный звонок',
      knownClient: '{name}, {number}, пропущенный звонок',
    },
    dedupeScope: 'open',
    autoClose: true,
  },
  lists: { deny: noLists, allow: noLists, internalBelowDigits: 0 },
  callCards: { enabled: true },
  lateEvents: { quietSeconds: 3, missingSeconds: 30 },
};

/** What a trunk document may lack, or the tenant as a whole. */
export const noTrunks: TrunkSettings = { ourCompanies: [], trunks: [] };

/** The tenant's settings as this process knows them, read again when they are older than ten seconds. */
export class SettingsReader implements SettingsSource {
  readonly #remembered: Remembered<SettingsSnapshot>;

  constructor(table: Table, clock: Clock, maxAgeMs?: number) {
    this.#remembered = new Remembered(() => readSnapshot(table), clock, maxAgeMs);
  }

  known(): SettingsSnapshot | undefined {
    return this.#remembered.known();
  }

  /** Calls that are processed side by side share one read. @throws SettingsMissingError */
  read(): Promise<SettingsSnapshot> {
    return this.#remembered.read();
  }
}

async function readSnapshot(table: Table): Promise<SettingsSnapshot> {
  const items = await table.getMany(['calls', 'trunks'].map((name) => ({ pk: 'SETTINGS', sk: name })));
  const calls = items.find((item) => item.sk === 'calls');
  const trunks = items.find((item) => item.sk === 'trunks');
  if (calls === undefined) throw new SettingsMissingError();
  return {
    settings: filled(documentOf<CallSettings>(calls), callSettingsDefaults) as CallSettings,
    ...noTrunks,
    ...(trunks === undefined ? {} : documentOf<TrunkSettings>(trunks)),
  };
}

/** A document with what an older version did not know yet. */
export function filled(saved: unknown, defaults: unknown): unknown {
  if (!isObject(saved) || !isObject(defaults)) return saved ?? defaults;
  const names = new Set([...Object.keys(defaults), ...Object.keys(saved)]);
  return Object.fromEntries([...names].map((name) => [name, filled(saved[name], defaults[name])]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
