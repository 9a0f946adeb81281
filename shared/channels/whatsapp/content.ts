import type { Media, MessageContent } from '../../tickets/message-events.ts';
import { contentOf, mediaOf } from '../content.ts';
import type { WhatsappMessage } from './schema.ts';

export function whatsappContent(message: WhatsappMessage): MessageContent {
  const { type, context, reaction } = message;
  return contentOf(
    type,
    { text: textOf(message), media: mediaIn(message) },
    reaction?.message_id ?? context?.id,
  );
}

function textOf(message: WhatsappMessage): string | undefined {
  const { text, image, video, document, interactive, button, reaction, location } = message;
  const caption = image?.caption ?? video?.caption ?? document?.caption;
  const chosen = interactive?.button_reply ?? interactive?.list_reply;
  const place = [location?.name, location?.address].filter(Boolean).join(', ');
  return text?.body ?? caption ?? chosen?.title ?? button?.text ?? reaction?.emoji ?? (place || undefined);
}

function mediaIn({ image, audio, video, document, sticker, location, contacts }: WhatsappMessage) {
  return [
    fileOf('image', image),
    fileOf('audio', audio),
    fileOf('video', video),
    fileOf('document', document),
    fileOf('sticker', sticker),
    location && mediaOf({ kind: 'location', ref: `geo:${location.latitude},${location.longitude}` }),
    ...(contacts ?? []).map(({ name, phones }) =>
      mediaOf({ kind: 'contact', ref: telOf(phones?.[0]?.phone), name: name?.formatted_name }),
    ),
  ];
}

const telOf = (phone: string | undefined) => (phone === undefined ? undefined : `tel:${phone}`);

function fileOf(kind: Media['kind'], file: WhatsappMessage['image']) {
  return file && mediaOf({ kind, ref: file.id, mimeType: file.mime_type, name: file.filename });
}
