import type { DutylineError } from '../base/errors.ts';
import type { ChannelId } from '../base/ids.ts';
import type { MessageEffect } from '../effects/message.ts';
import type { Clock } from '../platform/clock.ts';
import type { MessageEntry, MessageLedger } from '../platform/stores/message-ledger.ts';
import type { MessageEvent } from '../tickets/message-events.ts';
import type { DeliveryStatus } from './delivery-status.ts';
import { ChannelNotConfiguredError, MessageAgainError } from './errors.ts';
import { conversationOf } from './ids.ts';
import { failedReport, sentReport, statusReport } from './reports.ts';
import type { ChannelSender, MessagePart, SendOutcome } from './sender-port.ts';

/** What is to be done with a message of the queue: it is done with, or kept there; `afterMs` where that is known. */
export type MessageFate = { readonly kind: 'finished' } | MessageAgain;

export interface MessageAgain {
  readonly kind: 'again';
  readonly reason: string;
  readonly afterMs?: number;
  readonly cause?: unknown;
}

export interface Refusal {
  readonly code: string;
  readonly reason: string;
}

export interface MessageSenderParts {
  /** `undefined` where no usable secret of the channel is stored. */
  readonly senderOf: (channelId: ChannelId) => Promise<ChannelSender | undefined>;
  /** The same by the secret read afresh; `undefined` where that is no other one. */
  readonly otherSenderOf: (channelId: ChannelId) => Promise<ChannelSender | undefined>;
  readonly ledger: MessageLedger;
  /** Tells the ticket. */
  readonly report: (event: MessageEvent) => Promise<void>;
  /** Opens a problem. Called before the ledger says `refused`, so that none is refused unseen. */
  readonly onRefused: (effect: MessageEffect, refusal: Refusal) => Promise<void>;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** A message on its way, and the version of its entry that says so. */
interface Sending {
  readonly effect: MessageEffect;
  readonly sender: ChannelSender;
  readonly parts: readonly MessagePart[];
  readonly entry: MessageEntry;
}

const finished: MessageFate = { kind: 'finished' };
const mayHaveArrived = 'The channel did not say whether it took the message; it may have arrived.';

/**
 * Sends messages to clients once each, whatever dies on the way; see ARCHITECTURE.md beside this file. Of one ticket
 * one at a time.
 */
export class MessageSender {
  readonly #parts: MessageSenderParts;

  constructor(parts: MessageSenderParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async deliver(effect: MessageEffect): Promise<MessageFate> {
    try {
      const sender = await this.#parts.senderOf(effect.channelId);
      if (sender === undefined) {
        return await this.#refuse(
          effect,
          undefined,
          refusalBy(new ChannelNotConfiguredError(effect.channelId)),
        );
      }
      const parts = sender.plan(effect);
      const first = this.#next(
        { effectId: effect.id, version: 0, parts: parts.length, messageIds: [] },
        'sent',
      );
      const before = await this.#parts.ledger.put(first);
      if (before === undefined) return await this.#send({ effect, sender, parts, entry: first });
      return await this.#resume(effect, sender, before);
    } catch (cause) {
      return { kind: 'again', reason: 'the vault, the ledger or a queue did not work', cause };
    }
  }

  /** What a channel says of a message that was sent. `again` where nobody knows of such a message yet. */
  async heed(status: DeliveryStatus): Promise<MessageFate> {
    const { effectId, messageId, at } = status;
    try {
      if (effectId !== undefined) {
        const entry = await this.#parts.ledger.get(effectId);
        if (entry !== undefined) await this.#settle(entry, messageId ?? '');
        return finished;
      }
      if (messageId === undefined) return finished;
      const sent = await this.#parts.ledger.sentMessage(messageId);
      if (sent === undefined) return { kind: 'again', reason: `message ${messageId} is not known (${at})` };
      await this.#parts.report(statusReport(status, sent));
      return finished;
    } catch (cause) {
      return { kind: 'again', reason: 'the ledger or a queue did not work', cause };
    }
  }

  /** It has waited for too long: people are told. */
  async giveUp(effect: MessageEffect, reason: string): Promise<MessageFate> {
    try {
      const entry = await this.#parts.ledger.get(effect.id);
      if (entry?.status === 'confirmed' || entry?.status === 'uncertain')
        return await this.#tell(effect, entry);
      if (entry?.status === 'sent') return await this.#end(effect, entry, 'uncertain', mayHaveArrived);
      return await this.#refuse(
        effect,
        entry,
        refusalBy(new MessageAgainError(effect.id, `given up, ${reason}`, undefined)),
      );
    } catch (cause) {
      return { kind: 'again', reason: 'the ledger or a queue did not work', cause };
    }
  }

  async #resume(effect: MessageEffect, sender: ChannelSender, before: MessageEntry): Promise<MessageFate> {
    switch (before.status) {
      case 'confirmed':
      case 'uncertain':
        return this.#tell(effect, before);
      case 'sent': {
        if (sender.onUnknown === 'repeat') break;
        const leftMs = before.at + sender.onUnknown.waitMs - this.#parts.clock();
        if (leftMs > 0) return { kind: 'again', reason: "the channel's word is waited for", afterMs: leftMs };
        return this.#end(effect, before, 'uncertain', mayHaveArrived);
      }
      case 'planned':
      case 'refused':
    }
    const entry = this.#next(before, 'sent');
    if ((await this.#parts.ledger.put(entry)) !== undefined) return another;
    return this.#send({ effect, sender, parts: sender.plan(effect), entry });
  }

  async #send(sending: Sending): Promise<MessageFate> {
    const { effect, sender, parts, entry } = sending;
    const index = entry.messageIds.length;
    const part = parts[index];
    if (part === undefined) return this.#end(effect, entry, 'confirmed');
    const outcome = await this.#sendPart(sending, part, index);
    switch (outcome.kind) {
      case 'sent': {
        const messageIds = [...entry.messageIds, outcome.messageId ?? ''];
        if (outcome.messageId !== undefined && sender.remembersIds === true) {
          const { id: effectId, ticketId, channelId } = effect;
          await this.#parts.ledger.remember(outcome.messageId, { effectId, ticketId, channelId }, entry.at);
        }
        if (messageIds.length === parts.length)
          return this.#end(effect, { ...entry, messageIds }, 'confirmed');
        const next = this.#next({ ...entry, messageIds }, 'sent');
        if ((await this.#parts.ledger.put(next)) !== undefined) return another;
        return this.#send({ ...sending, entry: next });
      }
      case 'refused':
        return this.#refuse(effect, entry, outcome);
      case 'retry': {
        const { reason, afterMs } = outcome;
        if ((await this.#parts.ledger.put(this.#next(entry, 'planned'))) !== undefined) return another;
        return { kind: 'again', reason, ...(afterMs === undefined ? {} : { afterMs }) };
      }
      case 'unknown': {
        const { reason } = outcome;
        // The entry stays `sent`: the next attempt knows.
        if (sender.onUnknown === 'repeat') return { kind: 'again', reason };
        const { waitMs } = sender.onUnknown;
        if (waitMs > 0) return { kind: 'again', reason, afterMs: waitMs };
        return this.#end(effect, entry, 'uncertain', mayHaveArrived);
      }
    }
  }

  async #sendPart({ effect, sender }: Sending, part: MessagePart, index: number): Promise<SendOutcome> {
    const outgoing = {
      effect,
      part,
      conversation: conversationOf(effect.ticketId, effect.channelId),
      key: index === 0 ? effect.id : `${effect.id}+${index}`,
      ...(index === 0 && effect.replyTo !== undefined ? { replyTo: effect.replyTo } : {}),
    };
    const outcome = await sender.send(outgoing);
    if (outcome.kind !== 'refused' || outcome.isOfSecret !== true) return outcome;
    const other = await this.#parts.otherSenderOf(effect.channelId);
    return other === undefined ? outcome : other.send(outgoing);
  }

  /** A word about a message of which nothing is known says that the channel has it, even where it could not deliver it. */
  async #settle(entry: MessageEntry, messageId: string): Promise<void> {
    const isOpen = entry.status === 'sent' || entry.status === 'uncertain';
    if (!isOpen || entry.messageIds.includes(messageId)) return;
    const messageIds = [...entry.messageIds, messageId];
    const status = messageIds.length >= entry.parts ? 'confirmed' : 'planned';
    // Who has written another version meanwhile knows as much.
    await this.#parts.ledger.put(this.#next({ ...entry, messageIds }, status));
  }

  async #refuse(
    effect: MessageEffect,
    entry: MessageEntry | undefined,
    refusal: Refusal,
  ): Promise<MessageFate> {
    await this.#parts.onRefused(effect, refusal);
    if (entry !== undefined) return this.#end(effect, entry, 'refused', refusal.reason);
    await this.#parts.report(failedReport(effect, refusal.reason, this.#parts.clock()));
    return finished;
  }

  async #end(
    effect: MessageEffect,
    entry: MessageEntry,
    status: 'confirmed' | 'refused' | 'uncertain',
    reason?: string,
  ): Promise<MessageFate> {
    const end = this.#next(entry, status, reason);
    const other = await this.#parts.ledger.put(end);
    // The channel's word may have come first.
    if (other !== undefined && other.status !== 'confirmed') return another;
    return this.#tell(effect, other ?? end);
  }

  /** The ticket hears of it before the message leaves the queue; it knows a repeat by its id. */
  async #tell(effect: MessageEffect, entry: MessageEntry): Promise<MessageFate> {
    const { status, at, messageIds, reason = '' } = entry;
    const report =
      status === 'confirmed' ? sentReport(effect, messageIds[0], at) : failedReport(effect, reason, at);
    await this.#parts.report(report);
    return finished;
  }

  #next(
    {
      effectId,
      version,
      parts,
      messageIds,
    }: Pick<MessageEntry, 'effectId' | 'version' | 'parts' | 'messageIds'>,
    status: MessageEntry['status'],
    reason?: string,
  ): MessageEntry {
    return {
      effectId,
      status,
      version: version + 1,
      at: this.#parts.clock(),
      parts,
      messageIds,
      ...(reason === undefined ? {} : { reason }),
      writtenBy: this.#parts.newId(),
    };
  }
}

const another: MessageFate = { kind: 'again', reason: 'another process has it in hand' };
const refusalBy = ({ code, message }: DutylineError): Refusal => ({ code, reason: message });
