import type { MessageEffect } from '../effects/message.ts';
import type { SentMessage } from '../platform/stores/message-ledger.ts';
import type { MessageEvent } from '../tickets/message-events.ts';
import { eventIdOf } from '../webhooks/event-ids.ts';
import { label } from './content.ts';
import type { DeliveryStatus } from './delivery-status.ts';

/** What the ticket hears of a message of ours. Ids are deterministic: a repeat is the same event. */

type Report = Extract<MessageEvent, { kind: 'deliveryReported' }>;

export function sentReport(effect: MessageEffect, messageId: string | undefined, at: number): Report {
  return {
    ...reportOf(effect, 'sent', at),
    ...(messageId === undefined || messageId === '' ? {} : { messageId }),
  };
}

export function failedReport(effect: MessageEffect, reason: string, at: number): Report {
  return { ...reportOf(effect, 'failed', at), reason: label(reason) ?? 'unknown' };
}

/** A status that names no conversation, with what is known of its message. */
export function statusReport(status: DeliveryStatus, { effectId, ticketId, channelId }: SentMessage): Report {
  const { id, at, state, messageId, reason } = status;
  return {
    kind: 'deliveryReported',
    id: id as Report['id'],
    channelId,
    ticketId,
    at,
    effectId,
    state,
    ...(messageId === undefined ? {} : { messageId }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function reportOf({ id, channelId, ticketId }: MessageEffect, state: 'sent' | 'failed', at: number): Report {
  return {
    kind: 'deliveryReported',
    id: eventIdOf('message', state, id),
    channelId,
    ticketId,
    at,
    effectId: id,
    state,
  };
}
