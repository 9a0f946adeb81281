import * as z from 'zod/mini';
import { ask, type Reply } from '../asking.ts';
import { label } from '../content.ts';
import { extensionOf, fileNameOf, mediaKindOf, textThenMedia } from '../parts.ts';
import type { ChannelSender, MessagePart, OutgoingPart, SendOutcome } from '../sender-port.ts';
import { type TelegramChat, telegramChat } from './conversation.ts';
import type { telegramSecretSchema } from './secret.ts';

const maxTextLength = 4_096;
/** Inferred: what Telegram fetches by itself as a document. Other files are sent as a link. */
const fetched: ReadonlySet<string> = new Set(['pdf', 'zip', 'gif']);

const answerSchema = z.union([
  z.object({ ok: z.literal(true), result: z.object({ message_id: z.int() }) }),
  z.object({
    ok: z.literal(false),
    error_code: z.int(),
    description: z._default(z.string(), ''),
    parameters: z.optional(
      z.object({ retry_after: z.optional(z.number()), migrate_to_chat_id: z.optional(z.int()) }),
    ),
  }),
]);

/** Telegram has no key by which it would know a repeat, and never tells of a message again. */
export function telegramSender(
  { botToken }: z.output<typeof telegramSecretSchema>,
  origin = 'https://api.telegram.org',
): ChannelSender {
  const call = (method: string, body: object): Promise<Reply> =>
    ask({ origin, path: `/bot${botToken}/${method}`, body });

  const sendTo = async (
    chat: TelegramChat,
    outgoing: OutgoingPart,
    hasMoved: boolean,
  ): Promise<SendOutcome> => {
    const { method, content } = contentOf(outgoing.part);
    const reply = await call(method, { ...addressOf(chat, outgoing), ...content });
    if (reply.kind !== 'said') return reply;
    const answer = z.safeParse(answerSchema, reply.body);
    if (!answer.success)
      return { kind: 'unknown', reason: `an answer that is none (status ${reply.status})` };
    if (answer.data.ok) return { kind: 'sent', messageId: String(answer.data.result.message_id) };
    const { error_code: code, description, parameters = {} } = answer.data;
    const movedTo = parameters.migrate_to_chat_id;
    // The group has become a supergroup: it was refused for certain, so it may be sent there.
    if (movedTo !== undefined && !hasMoved)
      return sendTo({ ...chat, chatId: String(movedTo) }, outgoing, true);
    const reason = label(`${code} ${description}`) ?? String(code);
    if (code === 429) return { kind: 'retry', reason, afterMs: (parameters.retry_after ?? 1) * 1_000 };
    if (code >= 500) return { kind: 'retry', reason };
    // Inferred: a token that is wrong or was withdrawn gives one of these.
    const isOfSecret = code === 401 || code === 404;
    return { kind: 'refused', code: `telegram:${code}`, reason, ...(isOfSecret ? { isOfSecret } : {}) };
  };

  return {
    onUnknown: { waitMs: 0 },
    plan: (effect) => textThenMedia(effect, maxTextLength),
    send: (outgoing) => sendTo(telegramChat(outgoing.conversation), outgoing, false),
  };
}

function addressOf({ chatId, businessConnectionId }: TelegramChat, { replyTo }: OutgoingPart): object {
  return {
    chat_id: chatId,
    ...(businessConnectionId === undefined ? {} : { business_connection_id: businessConnectionId }),
    // A message that was deleted meanwhile must not hold up its answer.
    ...(replyTo !== undefined && /^\d{1,16}$/.test(replyTo)
      ? { reply_parameters: { message_id: Number(replyTo), allow_sending_without_reply: true } }
      : {}),
  };
}

/** No `parse_mode` anywhere: text stays text. */
function contentOf(part: MessagePart): { readonly method: string; readonly content: object } {
  if (part.kind !== 'media') return { method: 'sendMessage', content: { text: part.text } };
  const { address } = part;
  if (mediaKindOf(address) === 'image') return { method: 'sendPhoto', content: { photo: address } };
  if (fetched.has(extensionOf(address))) return { method: 'sendDocument', content: { document: address } };
  return {
    method: 'sendMessage',
    content: { text: [fileNameOf(address), address].filter(Boolean).join('\n') },
  };
}
