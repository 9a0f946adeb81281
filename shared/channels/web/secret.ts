import { createHmac } from 'node:crypto';
import * as z from 'zod/mini';
import type { ChannelId } from '../../base/ids.ts';
import { sameText } from '../../webhooks/digest.ts';
import { WidgetTokenError } from '../errors.ts';
import { keyText } from '../secret.ts';

const origin = z.string().check(
  z.maxLength(300),
  z.refine((text) => {
    const url = URL.parse(text);
    return url !== null && url.origin === text && (url.protocol === 'https:' || url.hostname === 'localhost');
  }, 'must be an origin like https://www.example.com'),
);

/** What the vault holds. `signingKey` is made up by the administrator and is told to nobody, the site neither. */
export const webSecretSchema = z.strictObject({
  kind: z.literal('web'),
  signingKey: keyText(32),
  /** The sites that may show the widget. */
  origins: z.array(origin).check(z.minLength(1), z.maxLength(20)),
});

/** A visitor comes back to his conversation for so long. */
const tokenDays = 90;
const dayMs = 86_400_000;

export interface Conversation {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly openedAt: number;
}

/** The right to one conversation, for whoever bears it: `<id>.<opened at>.<signature>`. */
export function conversationToken(
  { id, openedAt }: Conversation,
  channelId: ChannelId,
  signingKey: string,
): string {
  return `${id}.${openedAt}.${signatureOf(id, String(openedAt), channelId, signingKey)}`;
}

export const tokenExpiry = ({ openedAt }: Conversation): number => openedAt + tokenDays * dayMs;

/** @throws WidgetTokenError when it is missing, of another channel or key, or too old. */
export function readToken(
  authorization: string | undefined,
  channelId: ChannelId,
  signingKey: string,
  now: number,
): Conversation {
  const [, id = '', openedAt = '', signature = ''] =
    /^Bearer ([\w-]{1,64})\.(\d{1,15})\.([\w-]{43})$/.exec(authorization ?? '') ?? [];
  const isSigned = sameText(signature, signatureOf(id, openedAt, channelId, signingKey));
  const conversation = { id, openedAt: Number(openedAt) };
  if (!isSigned || tokenExpiry(conversation) <= now) throw new WidgetTokenError();
  return conversation;
}

function signatureOf(id: string, openedAt: string, channelId: ChannelId, signingKey: string): string {
  return createHmac('sha256', signingKey).update(`${channelId}\n${id}\n${openedAt}`).digest('base64url');
}
