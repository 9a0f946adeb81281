import * as z from 'zod/mini';
import { ask, retryAfterOf } from '../asking.ts';
import { label } from '../content.ts';
import { shortDigest } from '../ids.ts';
import { textThenMedia } from '../parts.ts';
import type { ChannelSender, OutgoingPart } from '../sender-port.ts';
import type { wazzupSecretSchema } from './secret.ts';

/** Inferred: the shortest limit of the messengers behind it. */
const maxTextLength = 4_000;
/** Inferred: it takes an id of up to so many letters. */
const maxKeyLength = 100;

const sentSchema = z.object({ messageId: z.string().check(z.minLength(1), z.maxLength(300)) });
const errorSchema = z.object({
  error: z.string(),
  description: z.optional(z.string()),
  data: z.optional(z.object({ messageId: z.optional(z.string()) })),
});

/** Wazzup knows a repeat by `crmMessageId`. */
export function wazzupSender(
  { apiKey, channelId }: z.output<typeof wazzupSecretSchema>,
  origin = 'https://api.wazzup24.com',
): ChannelSender {
  return {
    onUnknown: 'repeat',
    remembersIds: true,
    plan: (effect) => textThenMedia(effect, maxTextLength),
    send: async (outgoing) => {
      const reply = await ask({
        origin,
        path: '/v3/message',
        headers: { authorization: `Bearer ${apiKey}` },
        body: { channelId, ...bodyOf(outgoing) },
      });
      if (reply.kind !== 'said') return reply;
      const sent = z.safeParse(sentSchema, reply.body);
      if (sent.success && reply.status < 300) return { kind: 'sent', messageId: sent.data.messageId };
      const failed = z.safeParse(errorSchema, reply.body);
      const { error = String(reply.status), description, data } = failed.success ? failed.data : {};
      // Inferred: an earlier attempt has sent it, and nobody says any more under which id.
      if (error === 'repeatedCrmMessageId') {
        return { kind: 'sent', ...(data?.messageId === undefined ? {} : { messageId: data.messageId }) };
      }
      const reason = label([error, description].filter(Boolean).join(': ')) ?? error;
      if (reply.status === 429) return { kind: 'retry', reason, ...retryAfterOf(reply.headers) };
      if (reply.status >= 500) return { kind: 'retry', reason };
      if (reply.status < 400)
        return { kind: 'unknown', reason: `an answer that is none (status ${reply.status})` };
      const isOfSecret = reply.status === 401 || reply.status === 403;
      return {
        kind: 'refused',
        code: `wazzup:${error}`.slice(0, 100),
        reason,
        ...(isOfSecret ? { isOfSecret } : {}),
      };
    },
  };
}

/** Text and a file exclude each other. */
function bodyOf({ conversation, part, key, replyTo }: OutgoingPart): object {
  const [chatType, ...chatId] = conversation.split('/');
  return {
    chatType,
    chatId: chatId.join('/'),
    crmMessageId: key.length <= maxKeyLength ? key : shortDigest(key),
    ...(part.kind === 'media' ? { contentUri: part.address } : { text: part.text }),
    ...(replyTo === undefined ? {} : { refMessageId: replyTo }),
  };
}
