import type { TicketId } from '../../base/ids.ts';
import type { TicketMessage } from '../../tickets/message.ts';
import { documentOf, versionOf } from '../stores/documents.ts';
import { ConflictError, type Item, type Table } from '../table.ts';
import { ticketKey } from './ticket-store.ts';

export interface MessagePage {
  /** The latest first. */
  readonly messages: readonly TicketMessage[];
  readonly cursor?: string;
}

export interface MessagePageRequest {
  readonly limit: number;
  readonly cursor?: string;
  /** Only messages up to then (epoch milliseconds). */
  readonly until?: number;
}

const maxAttempts = 5;

/** The messages of tickets, one item each, in the order of their times; and where each is, by its id. */
export class MessageStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Keeps it unless it is there already: a repeat changes nothing. */
  async add(ticketId: TicketId, message: TicketMessage): Promise<void> {
    const sk = placeOf(message);
    try {
      await this.#table.transact([
        { put: { pk: ticketKey(ticketId), sk: idKey(message.id), place: sk }, condition: 'isNew' },
        { put: { pk: ticketKey(ticketId), sk, version: 1, document: JSON.stringify(message) } },
      ]);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }

  /** By any of its ids. */
  async get(ticketId: TicketId, id: string): Promise<TicketMessage | undefined> {
    const pointer = await this.#table.get({ pk: ticketKey(ticketId), sk: idKey(id) });
    if (typeof pointer?.place !== 'string') return undefined;
    const item = await this.#table.get({ pk: ticketKey(ticketId), sk: pointer.place });
    return item === undefined ? undefined : documentOf<TicketMessage>(item);
  }

  /** @throws BadCursorError */
  async list(ticketId: TicketId, { limit, cursor, until }: MessagePageRequest): Promise<MessagePage> {
    const to =
      until === undefined || until === Number.POSITIVE_INFINITY ? '~' : new Date(until).toISOString();
    const page = await this.#table.query({
      pk: ticketKey(ticketId),
      // `~` comes after all that an instant is followed by.
      between: [`${prefix}`, `${prefix}${to}~`],
      descending: true,
      limit,
      ...(cursor === undefined ? {} : { cursor }),
    });
    return {
      messages: page.items.map((item) => documentOf<TicketMessage>(item)),
      ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    };
  }

  /**
   * Changes a message that is there, found by any of its ids.
   *
   * @returns whether it is there.
   */
  async change(
    ticketId: TicketId,
    id: string,
    change: (message: TicketMessage) => TicketMessage,
  ): Promise<boolean> {
    for (let attempt = 1; ; attempt += 1) {
      const pointer = await this.#table.get({ pk: ticketKey(ticketId), sk: idKey(id) });
      if (typeof pointer?.place !== 'string') return false;
      const key = { pk: ticketKey(ticketId), sk: pointer.place };
      const item = await this.#table.get(key, { consistent: true });
      if (item === undefined) return false;
      const [before, version] = [documentOf<TicketMessage>(item), versionOf(item)];
      const after = change(before);
      const more = after.delivery?.channelMessageId;
      const isNewId = more !== undefined && more !== before.delivery?.channelMessageId;
      const changed: Item = { ...key, version: version + 1, document: JSON.stringify(after) };
      try {
        await this.#table.transact([
          { put: changed, condition: { version } },
          ...(isNewId ? [{ put: { pk: ticketKey(ticketId), sk: idKey(more), place: key.sk } }] : []),
        ]);
        return true;
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt === maxAttempts) throw error;
      }
    }
  }
}

const prefix = 'MSG#';
const placeOf = ({ at, id }: TicketMessage): string => `${prefix}${new Date(at).toISOString()}#${id}`;
const idKey = (id: string): string => `MSGID#${id}`;
