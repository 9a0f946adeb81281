import type { DutyRota } from '../../people/duty.ts';
import type { OpenLineSettings } from '../../settings/open-line-settings.ts';
import type { Clock } from '../clock.ts';
import type { Table } from '../table.ts';
import { documentOf } from './documents.ts';
import { Remembered } from './remembered.ts';
import { filled } from './settings-snapshot.ts';

/** What open lines and availability are decided by, beside people and tickets. */
export interface OpenLineSnapshot extends Readonly<OpenLineSettings> {
  readonly dutyRota?: DutyRota;
}

/** What a document may lack, or the tenant as a whole; a test holds it together with the schema's own defaults. */
export const noOpenLines: OpenLineSettings = {
  departments: [],
  openLines: [],
  openTicketLimit: 1_000,
  presenceGraceSeconds: 120,
};

const openLineDefaults = {
  channels: [],
  mode: 'linear',
  handoffTimeoutSeconds: 12 * 60 * 60,
  timeoutCounts: 'calendarTime',
  checksAvailability: true,
  texts: { offHours: '', nobodyAvailable: '' },
  ownerFirst: 'no',
  returnToPrimary: 'nextMessage',
  maxRounds: 3,
  assigneeOnly: false,
};

/** The tenant's open lines and duty rota as this process knows them; apart from the settings that calls read. */
export class OpenLineReader {
  readonly #remembered: Remembered<OpenLineSnapshot>;

  constructor(table: Table, clock: Clock, maxAgeMs?: number) {
    this.#remembered = new Remembered(() => readOpenLines(table), clock, maxAgeMs);
  }

  read(): Promise<OpenLineSnapshot> {
    return this.#remembered.read();
  }
}

async function readOpenLines(table: Table): Promise<OpenLineSnapshot> {
  const items = await table.getMany(
    ['open-lines', 'duty-rota'].map((name) => ({ pk: 'SETTINGS', sk: name })),
  );
  const lines = items.find((item) => item.sk === 'open-lines');
  const rota = items.find((item) => item.sk === 'duty-rota');
  return {
    ...(lines === undefined ? noOpenLines : completed(documentOf<OpenLineSettings>(lines))),
    ...(rota === undefined ? {} : { dutyRota: documentOf<DutyRota>(rota) }),
  };
}

function completed(saved: OpenLineSettings): OpenLineSettings {
  const settings = filled(saved, noOpenLines) as OpenLineSettings;
  const openLines = settings.openLines.map((line) => filled(line, openLineDefaults));
  return { ...settings, openLines: openLines as OpenLineSettings['openLines'] };
}
