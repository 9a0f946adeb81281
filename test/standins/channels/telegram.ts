import type { Told } from '../recordings/serve.ts';
import { bodyOf, json, type Service, startService } from './service.ts';

export interface TelegramSent {
  readonly id: number;
  readonly chatId: string;
  readonly method: string;
  readonly text?: string;
  readonly file?: string;
  readonly replyTo?: number;
  readonly businessConnectionId?: string;
}

export interface TelegramApi extends Service<TelegramSent> {
  readonly blockedBy: Set<string>;
  /** Groups that have become supergroups, by their old ids. */
  readonly moved: Map<string, number>;
}

const refuse = (code: number, description: string, parameters?: object): Told =>
  json(code, { ok: false, error_code: code, description, ...(parameters && { parameters }) });

const content: Readonly<Record<string, string>> = {
  sendMessage: 'text',
  sendPhoto: 'photo',
  sendDocument: 'document',
};

/** The Bot API as far as messages are sent: strict about tokens, methods, chats and required parameters. */
export async function startTelegram(botToken: string): Promise<TelegramApi> {
  const blockedBy = new Set<string>();
  const moved = new Map<string, number>();
  const service = await startService<TelegramSent>((asked, messages) => {
    const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(asked.path) ?? [];
    if (token === undefined) return refuse(404, 'Not Found');
    if (token !== botToken) return refuse(401, 'Unauthorized');
    const field = content[method];
    if (field === undefined) return refuse(404, 'Not Found: method not found');
    const body = bodyOf(asked);
    if (body === undefined) return refuse(400, "Bad Request: can't parse JSON object");
    const chatId = String(body.chat_id ?? '');
    const value = body[field];
    if (!/^-?\d+$/.test(chatId)) return refuse(400, 'Bad Request: chat not found');
    if (typeof value !== 'string' || value.trim() === '')
      return refuse(400, `Bad Request: ${field} is empty`);
    if (field === 'text' && value.length > 4_096) return refuse(400, 'Bad Request: message is too long');
    if (blockedBy.has(chatId)) return refuse(403, 'Forbidden: bot was blocked by the user');
    const newId = moved.get(chatId);
    if (newId !== undefined) {
      const description = 'Bad Request: group chat was upgraded to a supergroup chat';
      return refuse(400, description, { migrate_to_chat_id: newId });
    }
    const reply = body.reply_parameters as { message_id?: number } | undefined;
    const connection = body.business_connection_id as string | undefined;
    const sent: TelegramSent = {
      id: 1_000 + messages.length,
      chatId,
      method,
      ...(field === 'text' ? { text: value } : { file: value }),
      ...(reply?.message_id === undefined ? {} : { replyTo: reply.message_id }),
      ...(connection === undefined ? {} : { businessConnectionId: connection }),
    };
    messages.push(sent);
    return json(200, { ok: true, result: { message_id: sent.id, date: 1, chat: { id: Number(chatId) } } });
  });
  return { ...service, blockedBy, moved };
}

export const tooManyRequests = (retryAfter: number): Told =>
  refuse(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter });
