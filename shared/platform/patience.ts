import type { SQSRecord } from 'aws-lambda';

/** How often a message was received, and when it was first sent. */
export interface Waiting {
  /** With this time. */
  readonly receives: number;
  /** Epoch milliseconds. */
  readonly sentAt: number;
}

export function waitingOf({ attributes }: SQSRecord): Waiting {
  return { receives: Number(attributes.ApproximateReceiveCount), sentAt: Number(attributes.SentTimestamp) };
}

/** What was said of when it may be tried again; without `afterMs` nobody knows. */
export interface Told {
  readonly afterMs?: number;
  /** It is so for everybody: nothing is taken at all. */
  readonly isForAll?: true;
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
 * In how many seconds a message comes back: when it was said, and from the sixth time on with each time twice as late, up
 * to five minutes.
 *
 * @param chance from 0 to 1.
 */
export function comesBackLater(
  { afterMs = usualMs }: Pick<Told, 'afterMs'>,
  { receives }: Waiting,
  chance: number,
): number {
  const growingMs = Math.min(longestMs, usualMs * 2 ** Math.max(0, receives - promptReceives));
  return spreadOut(Math.max(Math.min(afterMs, longestToldMs), growingMs), chance);
}

/** The same, but a short wait that it alone was told of stays short, however often it has come: it only takes its turn. */
export function comesBackIn(told: Told, waiting: Waiting, chance: number): number {
  const { afterMs, isForAll } = told;
  const isItsTurn = afterMs !== undefined && afterMs <= longestTurnMs && isForAll !== true;
  return isItsTurn ? spreadOut(afterMs, chance) : comesBackLater(told, waiting, chance);
}

const spreadOut = (ms: number, chance: number): number => (ms * (1 + spread * chance)) / 1_000;

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
