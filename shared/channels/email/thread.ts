import type { ChannelId, TicketId } from '../../base/ids.ts';
import { shortDigest, ticketIdOf } from '../ids.ts';

/**
 * Which mails are one conversation. Nothing is looked up, so all of it is in the mails: ours name their conversation in
 * their Message-ID, and whoever answers quotes that.
 *
 * 1. A mail that refers to one of ours belongs to that one's conversation.
 * 2. One that refers to others belongs to the first of them, the beginning of the thread.
 * 3. One that refers to none is a beginning itself; but where it says it is an answer, or has no id, all of its sender
 *    with the same subject belong together.
 *
 * In each case a conversation is with one person: another sender has another one.
 */
export interface Threading {
  readonly messageId: string | undefined;
  /** Of `References` and `In-Reply-To`, in order. */
  readonly references: readonly string[];
  readonly subject: string;
}

const ours = /^<dl\.([\w-]{22})\.[\w-]{22}@[^\s<>]+>$/;
/** Inferred: how mail programs begin the subject of an answer or of what they pass on. */
const answerMark = /^\s*(?:re|fwd?|aw|sv|ответ|отв|пересл)(?:\[\d+\])?\s*:\s*/i;

export function threadOf({ messageId, references, subject }: Threading): string {
  const known = references.findLast((id) => ours.test(id));
  if (known !== undefined) return ours.exec(known)?.[1] as string;
  const [first] = references;
  if (first !== undefined) return shortDigest(first);
  if (messageId !== undefined && !answerMark.test(subject)) return shortDigest(messageId);
  return shortDigest(`subject:${plainSubject(subject).toLowerCase()}`);
}

/** Without the marks of an answer. */
export function plainSubject(subject: string): string {
  let plain = subject.replace(/\s+/g, ' ').trim();
  while (answerMark.test(plain)) plain = plain.replace(answerMark, '');
  return plain;
}

/** All ids in a header, as they stand there: `<left@right>`. */
export function idsIn(header: string | undefined): readonly string[] {
  return (header ?? '').match(/<[^\s<>]{1,290}>/g) ?? [];
}

export function emailTicket(channelId: ChannelId, address: string, thread: string): TicketId {
  return ticketIdOf(channelId, `${address}/${thread}`);
}

export function emailConversation(conversation: string): {
  readonly address: string;
  readonly thread: string;
} {
  const at = conversation.lastIndexOf('/');
  return { address: conversation.slice(0, at), thread: conversation.slice(at + 1) };
}

/** The same for a repeat. */
export function ownMessageId(thread: string, key: string, mailbox: string): string {
  return `<dl.${thread}.${shortDigest(key)}@${mailbox.split('@')[1]}>`;
}

export const isOwnMessageId = (id: string): boolean => ours.test(id);

/** The ids of ours that stand in a text, with their threads. */
export function ownIdsIn(text: string): readonly { readonly id: string; readonly thread: string }[] {
  return [...text.matchAll(/<dl\.([\w-]{22})\.[\w-]{22}@[^\s<>]{1,200}>/g)].map(([id, thread = '']) => ({
    id,
    thread,
  }));
}
