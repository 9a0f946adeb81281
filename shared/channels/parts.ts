import type { MessageEffect } from '../effects/message.ts';
import { cut } from './content.ts';
import type { MessagePart } from './sender-port.ts';

/** Text in pieces that the channel takes, then each file. */
export function textThenMedia(
  { text, media = [] }: Pick<MessageEffect, 'text' | 'media'>,
  maxTextLength: number,
): readonly MessagePart[] {
  return [
    ...pieces(text, maxTextLength).map((piece) => ({ kind: 'text', text: piece }) as const),
    ...media.map((address) => ({ kind: 'media', address }) as const),
  ];
}

/** Cut at the end of a line or between words where there is one in the second half. */
function pieces(text: string, maxLength: number): readonly string[] {
  const all: string[] = [];
  let rest = text.trim();
  while (rest.length > maxLength) {
    const piece = cut(rest, maxLength);
    const at = Math.max(piece.lastIndexOf('\n'), piece.lastIndexOf(' '));
    const end = at > maxLength / 2 ? at : piece.length;
    all.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? all : [...all, rest];
}

const extensions = {
  image: ['jpg', 'jpeg', 'png', 'webp'],
  audio: ['mp3', 'ogg', 'aac', 'amr', 'm4a'],
  video: ['mp4', '3gp'],
} as const;

/** What a file is, by the end of its address; nothing else is known of it. */
export function mediaKindOf(address: string): 'image' | 'audio' | 'video' | 'document' {
  const extension = extensionOf(address);
  for (const [kind, known] of Object.entries(extensions)) {
    if ((known as readonly string[]).includes(extension)) return kind as keyof typeof extensions;
  }
  return 'document';
}

export function extensionOf(address: string): string {
  return /\.(\w{1,5})$/.exec(URL.parse(address)?.pathname ?? '')?.[1]?.toLowerCase() ?? '';
}

/** The last part of the address's path: what people know a file by. */
export function fileNameOf(address: string): string | undefined {
  const name = URL.parse(address)?.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name).slice(0, 200) || undefined;
  } catch {
    return name.slice(0, 200);
  }
}
