import type { EffectId, TicketId } from '../../base/ids.ts';
import type { MessageEffect } from '../../effects/message.ts';
import { expiry } from '../expiry.ts';
import type { Item, Table } from '../table.ts';

/** What a visitor of a site was answered, as his widget shows it. */
export interface WebMessage extends Pick<MessageEffect, 'text' | 'media' | 'replyTo'> {
  /** Within the conversation, from 1. */
  readonly number: number;
  readonly effectId: EffectId;
  /** Epoch milliseconds. */
  readonly at: number;
}

const keptForDays = 90;
/** A repeat comes for one of the last messages. */
const lookedAt = 20;

/** Answers that wait until widgets ask for them. */
export class WebMessageStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Puts a message behind the others of its conversation; a repeat changes nothing.
   *
   * @throws ConflictError where somebody else did so at this moment.
   */
  async append({ id, ticketId, text, media, replyTo }: MessageEffect, at: number): Promise<void> {
    const { items } = await this.#table.query({
      pk: keyOf(ticketId),
      descending: true,
      limit: lookedAt,
      consistent: true,
    });
    const latest = items.map(messageOf);
    if (latest.some(({ effectId }) => effectId === id)) return;
    const number = (latest[0]?.number ?? 0) + 1;
    const item = {
      pk: keyOf(ticketId),
      sk: placeOf(number),
      number,
      effectId: id,
      at,
      text,
      media,
      replyTo,
      expiresAt: expiry(at, keptForDays),
    };
    await this.#table.put(item, 'isNew');
  }

  /** Those behind the number, in order. */
  async after(ticketId: TicketId, number: number, limit: number): Promise<readonly WebMessage[]> {
    const { items } = await this.#table.query({
      pk: keyOf(ticketId),
      between: [placeOf(number + 1), placeOf(maxNumber)],
      limit,
      consistent: true,
    });
    return items.map(messageOf);
  }
}

const maxNumber = 9_999_999_999;
const keyOf = (ticketId: TicketId): string => `WEBCHAT#${ticketId}`;
const placeOf = (number: number): string => String(number).padStart(10, '0');

function messageOf(item: Item): WebMessage {
  const { number, effectId, at, text, media, replyTo } = item as unknown as WebMessage;
  return {
    number,
    effectId,
    at,
    text,
    ...(media === undefined ? {} : { media }),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
}
