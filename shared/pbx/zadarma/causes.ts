import type { EndCause } from '../../calls/events.ts';

/** How a call came out, by the vendor's word for it. No money and limits of all kinds are failures, as is the rest. */
const byDisposition: ReadonlyMap<string, EndCause> = new Map([
  ['answered', 'normal'],
  ['busy', 'busy'],
  ['cancel', 'callerHungUp'],
  ['no answer', 'noAnswer'],
  ['unallocated number', 'unavailable'],
]);

/** The codes (Q.931) that know more than the word. */
const byCode: ReadonlyMap<number | undefined, EndCause> = new Map([
  [1, 'unavailable'],
  [20, 'unavailable'],
  [21, 'declined'],
  [27, 'unavailable'],
]);

export const isAnswered = (disposition: string): boolean => disposition.toLowerCase() === 'answered';

export function causeOf(disposition: string, code: number | undefined): EndCause {
  const cause = byDisposition.get(disposition.toLowerCase()) ?? 'failed';
  return cause === 'normal' ? cause : (byCode.get(code) ?? cause);
}
