import { expect, it } from 'vitest';
import { comesBackIn } from '../../shared/platform/patience.ts';

const often = { receives: 20, sentAt: 0 };

it.each([
  ['while the CRM is down, later and later', { afterMs: 5_000, isForAll: true }, 300],
  ['where nobody knows why, later and later', {}, 300],
  ['where it only has to take its turn, as it was told', { afterMs: 2_000 }, 2],
  ['where it was told to come much later, then', { afterMs: 600_000 }, 600],
] as const)('R4 a message that has come often comes back %s', (_, told, seconds) => {
  expect(comesBackIn(told, often, 0)).toBe(seconds);
  expect(comesBackIn(told, often, 1)).toBe(seconds * 1.25);
});

it('R4 the first times every message comes back when the CRM said', () => {
  expect(comesBackIn({ afterMs: 5_000, isForAll: true }, { receives: 5, sentAt: 0 }, 0)).toBe(5);
});
