import * as z from 'zod/mini';
import { ask, retryAfterOf } from '../asking.ts';
import { label } from '../content.ts';
import { fileNameOf, mediaKindOf, textThenMedia } from '../parts.ts';
import type { ChannelSender, MessagePart, OutgoingPart, SendOutcome } from '../sender-port.ts';
import type { whatsappSecretSchema } from './secret.ts';

const apiVersion = 'v23.0';
const maxTextLength = 4_096;
/** A message's first status comes within seconds of it. */
const wordWithinMs = 60_000;

/** Inferred, like what each of them means: too many requests; what passes by itself; a token that is not taken. */
const tooMany: ReadonlySet<number> = new Set([4, 80_007, 130_429, 131_048, 131_056]);
const passing: ReadonlySet<number> = new Set([1, 2, 131_000, 131_016, 133_004]);
const ofToken: ReadonlySet<number> = new Set([0, 190]);
/** Inferred: to one person, a message every six seconds. */
const pairLimit = { code: 131_056, afterMs: 6_000 };

const sentSchema = z.object({
  messages: z.array(z.object({ id: z.string().check(z.minLength(1)) })).check(z.minLength(1)),
});
const errorSchema = z.object({
  error: z.object({
    code: z.int(),
    message: z._default(z.string(), ''),
    error_data: z.optional(z.object({ details: z.optional(z.string()) })),
  }),
});

/** WhatsApp knows no repeat, but gives our effect's id back with the statuses of a message. */
export function whatsappSender(
  { phoneNumberId, accessToken }: z.output<typeof whatsappSecretSchema>,
  origin = 'https://graph.facebook.com',
): ChannelSender {
  return {
    onUnknown: { waitMs: wordWithinMs },
    plan: (effect) => textThenMedia(effect, maxTextLength),
    send: async (outgoing) => {
      const reply = await ask({
        origin,
        path: `/${apiVersion}/${encodeURIComponent(phoneNumberId)}/messages`,
        headers: { authorization: `Bearer ${accessToken}` },
        body: bodyOf(outgoing),
      });
      if (reply.kind !== 'said') return reply;
      const sent = z.safeParse(sentSchema, reply.body);
      if (sent.success && reply.status < 300)
        return { kind: 'sent', messageId: sent.data.messages[0]?.id as string };
      const failed = z.safeParse(errorSchema, reply.body);
      if (!failed.success)
        return { kind: 'unknown', reason: `an answer that is none (status ${reply.status})` };
      return outcomeOf(failed.data.error, reply);
    },
  };
}

function outcomeOf(
  { code, message, error_data }: z.output<typeof errorSchema>['error'],
  { status, headers }: { readonly status: number; readonly headers: Headers },
): SendOutcome {
  const reason = label([code, message, error_data?.details].filter(Boolean).join(' ')) ?? String(code);
  if (code === pairLimit.code) return { kind: 'retry', reason, afterMs: pairLimit.afterMs };
  if (status === 429 || tooMany.has(code)) return { kind: 'retry', reason, ...retryAfterOf(headers) };
  if (passing.has(code) || status >= 500) return { kind: 'retry', reason };
  const isOfSecret = status === 401 || ofToken.has(code);
  return { kind: 'refused', code: `whatsapp:${code}`, reason, ...(isOfSecret ? { isOfSecret } : {}) };
}

function bodyOf({ effect, conversation, part, replyTo }: OutgoingPart): object {
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    // Inferred: one who has no number is addressed by the id of the person.
    ...(/^\d+$/.test(conversation) ? { to: conversation } : { recipient: conversation }),
    ...(replyTo === undefined ? {} : { context: { message_id: replyTo } }),
    biz_opaque_callback_data: effect.id,
    ...contentOf(part),
  };
}

function contentOf(part: MessagePart): object {
  if (part.kind !== 'media') return { type: 'text', text: { body: part.text, preview_url: false } };
  const type = mediaKindOf(part.address);
  const filename = type === 'document' ? fileNameOf(part.address) : undefined;
  return { type, [type]: { link: part.address, ...(filename === undefined ? {} : { filename }) } };
}
