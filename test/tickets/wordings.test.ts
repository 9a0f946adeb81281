import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TicketMessage } from '../../shared/tickets/message.ts';
import { shownUntil } from '../../shared/tickets/visibility.ts';
import { edited, wordingAt } from '../../shared/tickets/wordings.ts';

const message: TicketMessage = {
  id: 'm',
  at: 10,
  author: { kind: 'client' },
  subject: 'Заказ',
  text: 'first',
  media: [{ kind: 'image', ref: 'a' }],
  replyTo: 'before',
};
const twice = edited(edited(message, { text: 'second' }, 20), { text: 'third' }, 30);

describe('D-41 a message that was changed', () => {
  it('reads as the author has it now, and keeps how it read before', () => {
    expect(twice).toEqual({
      id: 'm',
      at: 10,
      author: { kind: 'client' },
      subject: 'Заказ',
      text: 'third',
      editedAt: 30,
      earlier: [
        { text: 'first', media: [{ kind: 'image', ref: 'a' }], replyTo: 'before', from: 10, until: 20 },
        { text: 'second', from: 20, until: 30 },
      ],
    });
  });

  it('is shown to who had it before as it read then, with the edits that he has seen', () => {
    expect(shownUntil(twice, 9)).toBeUndefined();
    expect(shownUntil(twice, 19)).toEqual(message);
    const { earlier = [] } = twice;
    expect(shownUntil(twice, 29)).toMatchObject({
      text: 'second',
      editedAt: 20,
      earlier: earlier.slice(0, 1),
    });
    expect(shownUntil(twice, 30)).toEqual(twice);
    expect(shownUntil(twice, Number.POSITIVE_INFINITY)).toEqual(twice);
  });

  it('is not changed by an edit that comes late, nor filled by one that is told twice', () => {
    expect(edited(twice, { text: 'late' }, 25)).toEqual(twice);
    expect(edited(twice, { text: 'third' }, 30)).toEqual(twice);
  });

  it('within one second has nothing between', () => {
    const { earlier, text } = edited(twice, { text: 'third, corrected' }, 30);
    expect([text, earlier]).toEqual(['third, corrected', twice.earlier]);
  });

  it('keeps the first wording and the last two, and shows nothing for what it has not kept', () => {
    const often = [20, 30, 40, 50, 60].reduce((all, at) => edited(all, { text: `at ${at}` }, at), message);
    expect(often.earlier?.map(({ text }) => text)).toEqual(['first', 'at 40', 'at 50']);
    expect([15, 25, 45, 55, 65].map((at) => wordingAt(often, at).text)).toEqual([
      'first',
      undefined,
      'at 40',
      'at 50',
      'at 60',
    ]);
  });

  it('never shows somebody a wording of after his time', () => {
    const times = fc.uniqueArray(fc.integer({ min: 11, max: 99 }), { maxLength: 8 });
    fc.assert(
      fc.property(times, fc.integer({ min: 10, max: 99 }), (edits, until) => {
        const all = edits.reduce((one, at) => edited(one, { text: `written at ${at}` }, at), message);
        const written = [...JSON.stringify(shownUntil(all, until)).matchAll(/written at (\d+)/g)];
        for (const [, at] of written) expect(Number(at)).toBeLessThanOrEqual(until);
      }),
    );
  });
});
