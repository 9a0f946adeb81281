import { type LongRun, longRun } from './long-run.ts';
import type { Promised } from './promise.ts';

/** Three promises that are read off one run of the local stack. */
const number = (value: number): string => value.toLocaleString('en');
const first = (texts: readonly string[]): string =>
  texts.length === 0 ? '' : ` (${texts.slice(0, 3).join('; ')})`;

export const nothingLost: Promised = {
  id: 'R1',
  asked:
    'of 100,000 events that were answered with 2xx every one ends done, dropped with a reason, or in the dead-letter queue',
  async run(scale) {
    const { acknowledged, lost, sentAgain } = await longRun(scale);
    return {
      measured: `${number(acknowledged)} events acknowledged, ${lost.length} lost${first(lost)}; ${sentAgain} went by the dead-letter queue`,
      holds: lost.length === 0 && (scale === 'short' || acknowledged >= 100_000),
    };
  },
};

export const nothingDoubled: Promised = {
  id: 'R2',
  asked: 'no effect is doubled in the CRM with 1% of the events repeated within 24 virtual hours',
  async run(scale) {
    const { acknowledged, repeats, tally } = await longRun(scale);
    const share = ((repeats / acknowledged) * 100).toFixed(1);
    return {
      measured: `${number(repeats)} repeats (${share}%), ${tally.doubled.length} doubled${first(tally.doubled)}`,
      holds: tally.doubled.length === 0 && repeats >= acknowledged / 100,
    };
  },
};

export const soak: Promised = {
  id: 'soak',
  asked:
    '20,000 calls on the local stack, 2% of the events repeated, 2% reordered, 1% malformed, functions killed at random, DynamoDB and SQS throttling: nothing lost, nothing doubled, every owner right',
  async run(scale) {
    const run = await longRun(scale);
    const { lost, doubled, wrong } = run.tally;
    const { undecided, unconfirmed } = run.left;
    return {
      measured: [
        inTheCrm(run),
        `${lost.length} lost${first(lost)}, ${doubled.length} doubled${first(doubled)}, ${wrong.length} wrong owners${first(wrong)}`,
        `${undecided} undecided, ${unconfirmed} unconfirmed`,
        `${number(run.malformed)} malformed, ${run.wronglyTaken} of them taken`,
        `${run.trouble.kills} kills, ${number(run.trouble.throttles)} throttles; ${run.minutes.toFixed(1)} minutes`,
      ].join('; '),
      holds: [lost.length, doubled.length, wrong.length, undecided, unconfirmed, run.wronglyTaken].every(
        (count) => count === 0,
      ),
    };
  },
};

function inTheCrm({ calls, tally }: LongRun): string {
  return `${number(calls)} calls gave ${number(tally.records)} records, ${number(tally.tasks)} tasks, ${number(tally.clients)} clients`;
}
