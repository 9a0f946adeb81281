import type { ChannelId, OpenLineId } from '../../base/ids.ts';
import type { OpenLineSettings } from '../../settings/open-line-settings.ts';
import type { Clock } from '../clock.ts';
import { documentOf } from '../stores/documents.ts';
import type { Table } from '../table.ts';

export type SavedLine = OpenLineSettings['openLines'][number];

const none: OpenLineSettings = { departments: [], openLines: [], openTicketLimit: 1_000 };
const maxAgeMs = 10_000;

/** The open lines as this process knows them, read again when they are older than ten seconds. */
export class OpenLineReader {
  readonly #table: Table;
  readonly #clock: Clock;
  #known: { readonly settings: Promise<OpenLineSettings>; readonly readAt: number } | undefined;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /** What is decided side by side shares one read. */
  read(): Promise<OpenLineSettings> {
    const now = this.#clock();
    if (this.#known !== undefined && now - this.#known.readAt < maxAgeMs) return this.#known.settings;
    const settings = this.#readNow();
    this.#known = { settings, readAt: now };
    settings.catch(() => {
      this.#known = undefined;
    });
    return settings;
  }

  async #readNow(): Promise<OpenLineSettings> {
    const item = await this.#table.get({ pk: 'SETTINGS', sk: 'open-lines' });
    return item === undefined ? none : { ...none, ...documentOf<OpenLineSettings>(item) };
  }
}

export const lineOfChannel = ({ openLines }: OpenLineSettings, id: ChannelId): SavedLine | undefined =>
  openLines.find(({ channels }) => channels.includes(id));

export const lineById = ({ openLines }: OpenLineSettings, id: OpenLineId): SavedLine | undefined =>
  openLines.find((line) => line.id === id);
