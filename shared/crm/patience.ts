import type { Again } from './writer.ts';

/** How often a message was received, and when it was first sent. */
export interface Waiting {
  /** With this time. */
  readonly receives: number;
  /** Epoch milliseconds. */
  readonly sentAt: number;
}

/** So often a message may fail and still come back as soon as the CRM said. */
const promptReceives = 5;
const usualMs = 1_000;
const longestMs = 300_000;
/** A CRM that has no room for it says so in seconds. */
const longestTurnMs = 60_000;
/** A suspended portal is asked every quarter of an hour; SQS would hide a message for twelve hours. */
const longestToldMs = 900_000;
/** Later ones than it was said, so that not all come at once. */
const spread = 0.25;

/**
 * In how many seconds a message comes back: when the CRM said, and from the sixth time on with each time twice as late,
 * up to five minutes. A short wait that it alone was told of stays short, however often it has come: it only has to take
 * its turn.
 *
 * @param chance from 0 to 1.
 */
export function comesBackIn(
  { afterMs, isForAll }: Pick<Again, 'afterMs' | 'isForAll'>,
  { receives }: Waiting,
  chance: number,
): number {
  const isItsTurn = afterMs !== undefined && afterMs <= longestTurnMs && isForAll !== true;
  const growingMs = isItsTurn
    ? 0
    : Math.min(longestMs, usualMs * 2 ** Math.max(0, receives - promptReceives));
  const ms = Math.max(Math.min(afterMs ?? usualMs, longestToldMs), growingMs);
  return (ms * (1 + spread * chance)) / 1_000;
}

/** Three days at least, by the pauses above; SQS itself gives a message up at the thousandth receive. */
const mostReceives = 900;
/** What waited behind others of its client was not received itself. The queue forgets a message after 14 days. */
const longestWaitMs = 10 * 86_400_000;

/** Whether people must see to a message that waits for the CRM. */
export const isGivenUp = ({ receives, sentAt }: Waiting, now: number): boolean =>
  receives >= mostReceives || now - sentAt >= longestWaitMs;

const unreadableReceives = 5;

/** Whether people must see to one that can't be read: no repeat helps, but a newer version of the code might. */
export const isUnreadableForGood = ({ receives }: Waiting): boolean => receives >= unreadableReceives;
