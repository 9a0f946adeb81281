import type { Media, MessageContent } from '../tickets/message-events.ts';
import { maxTextLength } from '../tickets/message-events.ts';

/** Control characters but for tab and line feed, and non-characters: no reader has a use for them, and SQS refuses some. */
const unreadable = /(?![\t\n])\p{Cc}|[\uFFFE\uFFFF]/gu;
const maxLabelLength = 300;
const maxRefLength = 2_000;

/** A client's text as he wrote it, but for what no one can read; cut where it is longer than a message may be. */
function textContent(text: string | undefined): Pick<MessageContent, 'text' | 'isCut'> {
  if (text === undefined) return {};
  const readable = text.replace(/\r\n?/g, '\n').toWellFormed().replace(unreadable, '');
  if (readable === '') return {};
  return readable.length <= maxTextLength
    ? { text: readable }
    : { text: cut(readable, maxTextLength), isCut: true };
}

/** One line for a name, a subject or a reason; `undefined` where nothing is left of it. */
export function label(text: string | number | undefined): string | undefined {
  if (text === undefined) return undefined;
  const line = String(text)
    .toWellFormed()
    .replace(/\p{Cc}|[\uFFFE\uFFFF]/gu, ' ')
    .trim();
  return line === '' ? undefined : cut(line, maxLabelLength).trimEnd();
}

export interface FoundMedia extends Pick<Media, 'kind'> {
  readonly ref: string | undefined;
  readonly mimeType?: string | undefined;
  readonly name?: string | undefined;
  /** Bytes. */
  readonly size?: number | undefined;
}

/** Media as an event has it; `undefined` where it can't be told where the file is to be had. */
export function mediaOf({ kind, ref = '', mimeType, name, size }: FoundMedia): Media | undefined {
  const where = ref.toWellFormed().replace(/\p{Cc}|[\uFFFE\uFFFF]/gu, '');
  if (where === '' || where.length > maxRefLength) return undefined;
  const [type, title] = [label(mimeType), label(name)];
  return {
    kind,
    ref: where,
    ...(type === undefined ? {} : { mimeType: type }),
    ...(title === undefined ? {} : { name: title }),
    ...(Number.isSafeInteger(size) && (size as number) >= 0 ? { size: size as number } : {}),
  };
}

/**
 * The content of a message. One that holds nothing we can show says what it is instead.
 *
 * @param type its kind in the channel's own word.
 */
export function contentOf(
  type: string,
  found: { readonly text?: string | undefined; readonly media?: readonly (Media | undefined)[] },
  replyTo?: string,
): MessageContent {
  const text = textContent(found.text);
  const media = (found.media ?? []).filter((one) => one !== undefined).slice(0, 20);
  const answers = label(replyTo);
  const isEmpty = text.text === undefined && media.length === 0;
  return {
    ...text,
    ...(media.length === 0 ? {} : { media }),
    ...(answers === undefined ? {} : { replyTo: answers }),
    ...(isEmpty ? { unsupported: label(type) ?? 'unknown' } : {}),
  };
}

/** At most so many UTF-16 units, with no half of a pair at the end. */
export function cut(text: string, length: number): string {
  const end = text.charCodeAt(length - 1);
  return text.slice(0, end >= 0xd800 && end < 0xdc00 && text.length > length ? length - 1 : length);
}
