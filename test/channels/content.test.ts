import { describe, expect, it } from 'vitest';
import { contentOf, label, mediaOf } from '../../shared/channels/content.ts';
import { mediaKindOf, textThenMedia } from '../../shared/channels/parts.ts';
import { mediaKinds } from '../../shared/tickets/message-events.ts';

describe('the content of a message', () => {
  it.each(mediaKinds)('may be a %s, with what is known of it', (kind) => {
    const media = mediaOf({ kind, ref: 'r', mimeType: '', name: ' a\nb ', size: -1 });
    expect(contentOf('any', { media: [media] })).toEqual({ media: [{ kind, ref: 'r', name: 'a b' }] });
  });

  it('without a place of its file says what it is instead', () => {
    const media = [mediaOf({ kind: 'image', ref: '' }), mediaOf({ kind: 'image', ref: 'x'.repeat(2_001) })];
    expect(contentOf('photo', { media })).toEqual({ unsupported: 'photo' });
    expect(contentOf('\u0000', {})).toEqual({ unsupported: 'unknown' });
  });

  it('has names of one line, with no half of a letter at the end', () => {
    expect(label(`${'x'.repeat(299)}😀`)).toBe('x'.repeat(299));
    expect(label('\u0007 \n')).toBeUndefined();
    expect(label(0)).toBe('0');
  });
});

describe('a text that is too long for a channel', () => {
  const pieces = (text: string, most: number) =>
    textThenMedia({ text }, most).map((part) => part.kind === 'text' && part.text);

  it('falls into pieces between words, of which none is lost', () => {
    const text = Array.from({ length: 500 }, (_, index) => `word${index}`).join(' ');
    const all = pieces(text, 100);
    expect(all.every((piece) => piece !== false && piece.length <= 100)).toBe(true);
    expect(all.join(' ')).toBe(text);
  });

  it('without words is cut between letters', () => {
    const all = pieces('😀'.repeat(100), 51);
    expect(all.join('')).toBe('😀'.repeat(100));
    expect(all.every((piece) => piece !== false && piece.isWellFormed())).toBe(true);
  });
});

it.each([
  ['https://a.example/b.JPG?x=1', 'image'],
  ['https://a.example/b.ogg', 'audio'],
  ['https://a.example/b.pdf#c.png', 'document'],
  ['https://a.example/png', 'document'],
])('%s is sent as %s', (address, kind) => {
  expect(mediaKindOf(address)).toBe(kind);
});
