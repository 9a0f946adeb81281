import type { MessageContent } from '../../tickets/message-events.ts';
import { contentOf, mediaOf } from '../content.ts';
import type { TelegramMessage } from './schema.ts';

/** What every message may have; what else there is names its kind. */
const common: ReadonlySet<string> = new Set([
  ...['message_id', 'message_thread_id', 'date', 'edit_date', 'chat', 'from', 'sender_chat', 'via_bot'],
  ...['business_connection_id', 'sender_business_bot', 'reply_to_message', 'quote', 'media_group_id'],
  ...['is_topic_message', 'has_protected_content', 'author_signature', 'entities', 'caption'],
]);

export function telegramContent(message: TelegramMessage): MessageContent {
  const text = message.text ?? message.caption ?? message.sticker?.emoji;
  const type = Object.keys(message).find((key) => !common.has(key)) ?? 'unknown';
  return contentOf(type, { text, media: mediaIn(message) }, message.reply_to_message?.message_id.toString());
}

function mediaIn(message: TelegramMessage) {
  const { photo, document, voice, audio, video, video_note, animation, sticker } = message;
  const { contact, location } = message;
  return [
    // The sizes of one photo; the last is the largest.
    fileOf('image', photo?.at(-1)),
    // A GIF comes as a document too, for clients that don't know animations.
    animation === undefined ? fileOf('document', document) : fileOf('video', animation),
    fileOf('audio', voice),
    fileOf('audio', audio),
    fileOf('video', video),
    fileOf('video', video_note),
    fileOf('sticker', sticker),
    contact &&
      mediaOf({
        kind: 'contact',
        ref: `tel:${contact.phone_number}`,
        name: [contact.first_name, contact.last_name].filter(Boolean).join(' '),
      }),
    location && mediaOf({ kind: 'location', ref: `geo:${location.latitude},${location.longitude}` }),
  ];
}

interface TelegramFile {
  readonly file_id: string;
  readonly mime_type?: string | undefined;
  readonly file_name?: string | undefined;
  readonly file_size?: number | undefined;
}

function fileOf(kind: 'image' | 'audio' | 'video' | 'document' | 'sticker', file: TelegramFile | undefined) {
  if (file === undefined) return undefined;
  const { file_id: ref, mime_type: mimeType, file_name: name, file_size: size } = file;
  return mediaOf({ kind, ref, mimeType, name, size });
}
