import { describe, expect, it } from 'vitest';
import { decided, inbound, type Story } from './story.ts';

/** Both phones of a group ring; 102 lifts the receiver first, 101 so many seconds later and keeps the client. */
const taken = (seconds: number): Story =>
  inbound()
    .rings('101', { group: '5' })
    .rings('102', { group: '5' })
    .leg('to-102', 'talking')
    .after(seconds)
    .leg('to-101', 'talking')
    .stops('102', 'answeredElsewhere')
    .after(60)
    .stops('101', 'callerHungUp')
    .ends({ to: { extension: '101' } });
const parts = (story: Story) =>
  decided(story).records.map(({ extension, talkSeconds }) => [extension, talkSeconds]);

describe('two who take one call', () => {
  it.each([0, 1, 2])('D-09 within %s s: it is of the one who keeps the client, alone', (seconds) => {
    const story = taken(seconds);
    expect(parts(story)).toEqual([['101', 60]]);
    expect(decided(story)).toMatchObject({
      callOwnerId: 'operator',
      participants: [
        { extension: '101', talked: true },
        { extension: '102', rang: true, talked: false },
      ],
    });
  });

  it('MG-10 a talk that is taken over after a while is a part of its own', () => {
    expect(parts(taken(30))).toEqual([
      ['102', 30],
      ['101', 60],
    ]);
  });
});
