import type { ChannelId, EffectId, TicketId } from '../../base/ids.ts';
import { expiry } from '../expiry.ts';
import { ConflictError, type Item, type Table } from '../table.ts';
import { versionOf } from './documents.ts';

/**
 * The way of one message to a client: no entry or `planned` while it is certainly not on its way, `sent` from before a
 * request until its outcome is known, then `confirmed`, `refused` where the channel did not take it, or `uncertain`
 * where nobody will ever know.
 */
export interface MessageEntry {
  readonly effectId: EffectId;
  readonly status: 'planned' | 'sent' | 'confirmed' | 'refused' | 'uncertain';
  /** Counts the changes of this entry, from 1. */
  readonly version: number;
  /** Epoch milliseconds of the last change. */
  readonly at: number;
  /** Into how many messages of the channel it falls. */
  readonly parts: number;
  /** The channel's ids of those that it has, in order; an empty one where it told none. */
  readonly messageIds: readonly string[];
  readonly reason?: string;
  /** Who wrote this version: a request that was repeated unheard meets its own work. */
  readonly writtenBy: string;
}

/** What a status needs that names nothing but the channel's id of a message. */
export interface SentMessage {
  readonly effectId: EffectId;
  readonly ticketId: TicketId;
  readonly channelId: ChannelId;
}

/** As long as the ledger of CRM writes. */
const keptForDays = 400;
/** Nobody reads a message for the first time later than that. */
const idKeptForDays = 30;

export class MessageLedger {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async get(effectId: EffectId): Promise<MessageEntry | undefined> {
    const item = await this.#table.get(keyOf(effectId), { consistent: true });
    return item === undefined ? undefined : entryOf(item);
  }

  /**
   * Writes the next version of an entry.
   *
   * @returns what is there instead, where somebody else has written that version: so a new message is claimed without
   * reading anything first.
   */
  async put(entry: MessageEntry): Promise<MessageEntry | undefined> {
    const item = { ...keyOf(entry.effectId), ...entry, expiresAt: expiry(entry.at, keptForDays) };
    try {
      await this.#table.put(item, entry.version === 1 ? 'isNew' : { version: entry.version - 1 });
      return undefined;
    } catch (error) {
      if (!(error instanceof ConflictError) || error.existing === undefined) throw error;
      const existing = entryOf(error.existing);
      return existing.writtenBy === entry.writtenBy && existing.version === entry.version
        ? undefined
        : existing;
    }
  }

  async remember(messageId: string, sent: SentMessage, at: number): Promise<void> {
    await this.#table.put({ ...idKeyOf(messageId), ...sent, expiresAt: expiry(at, idKeptForDays) });
  }

  async sentMessage(messageId: string): Promise<SentMessage | undefined> {
    const item = await this.#table.get(idKeyOf(messageId), { consistent: true });
    if (item === undefined) return undefined;
    const { effectId, ticketId, channelId } = item as unknown as SentMessage;
    return { effectId, ticketId, channelId };
  }
}

const keyOf = (effectId: EffectId) => ({ pk: `MESSAGE#${effectId}`, sk: 'MESSAGE' });
const idKeyOf = (messageId: string) => ({ pk: `SENTMESSAGE#${messageId}`, sk: 'SENTMESSAGE' });

function entryOf(item: Item): MessageEntry {
  const { effectId, status, at, parts, messageIds, reason, writtenBy } = item as unknown as MessageEntry;
  return {
    effectId,
    status,
    version: versionOf(item),
    at,
    parts,
    messageIds,
    writtenBy,
    ...(reason === undefined ? {} : { reason }),
  };
}
