import type { ChannelId, OpenLineId } from '../../base/ids.ts';
import type { DutyRota } from '../../people/duty.ts';
import type { OpenLineSettings } from '../../settings/open-line-settings.ts';
import type { Clock } from '../clock.ts';
import { documentOf } from '../stores/documents.ts';
import { Remembered } from '../stores/remembered.ts';
import { filled } from '../stores/settings-snapshot.ts';
import type { Table } from '../table.ts';

export type SavedLine = OpenLineSettings['openLines'][number];

/** What open lines and availability are decided by, beside people and tickets. */
export interface OpenLineSnapshot extends Readonly<OpenLineSettings> {
  readonly dutyRota?: DutyRota;
}

/** What a document may lack, or the tenant as a whole; a test holds it together with the schema's own defaults. */
const noOpenLines: OpenLineSettings = {
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
  transferChangesOwner: true,
  returnToPrimary: 'nextMessage',
  maxRounds: 3,
  supervisors: [],
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

export const lineOfChannel = ({ openLines }: OpenLineSettings, id: ChannelId): SavedLine | undefined =>
  openLines.find(({ channels }) => channels.includes(id));

export const lineById = ({ openLines }: OpenLineSettings, id: OpenLineId): SavedLine | undefined =>
  openLines.find((line) => line.id === id);
