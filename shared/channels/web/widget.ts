import * as z from 'zod/mini';
import type { ChannelId } from '../../base/ids.ts';
import type { WebMessage } from '../../platform/stores/web-message-store.ts';
import type { ClientWrote } from '../../tickets/message-events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { contentOf, label } from '../content.ts';
import { ticketIdOf } from '../ids.ts';
import { checkedBody } from '../json.ts';
import type { Conversation } from './secret.ts';

/** What the widget sends and gets; docs/channels.md says it for those who build one. */

const said = z.optional(z.string().check(z.maxLength(300)));

const messageSchema = z.strictObject({
  /** The widget's own: a repeat has the same. */
  id: z.string().check(z.regex(/^[\w-]{8,64}$/, 'must be 8 to 64 letters, digits, _ or -')),
  text: z.string().check(z.minLength(1)),
  /** What the visitor says of himself; nothing of it is proved. */
  name: said,
  email: said,
  phone: said,
});

/** @throws MalformedError naming the fields that are wrong. */
export function readMessage(
  body: Buffer,
  channelId: ChannelId,
  conversation: Conversation,
  now: number,
): ClientWrote {
  const { id, text, ...client } = checkedBody(messageSchema, body);
  const ticketId = ticketIdOf(channelId, conversation.id);
  const [name, email, phone] = [label(client.name), label(client.email), label(client.phone)];
  return {
    kind: 'clientWrote',
    id: eventIdOf('web', 'message', ticketId, id),
    channelId,
    ticketId,
    at: now,
    messageId: id,
    client: {
      id: conversation.id,
      ...(name === undefined ? {} : { name }),
      ...(email === undefined ? {} : { email }),
      ...(phone === undefined ? {} : { phone }),
    },
    ...contentOf('text', { text }),
  };
}

export function widgetView({ number, effectId, at, ...content }: WebMessage) {
  return { number, id: effectId, at: new Date(at).toISOString(), ...content };
}
