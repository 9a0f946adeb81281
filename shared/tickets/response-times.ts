import type { EmployeeId, OpenLineId } from '../base/ids.ts';
import type { AnsweredEffect } from './effects.ts';

/** How long clients waited, in seconds; without answers there is no median. */
export interface ResponseTimes {
  readonly count: number;
  readonly medianSeconds?: number;
  /** Nine of ten clients waited no longer. */
  readonly percentile90Seconds?: number;
}

export interface ResponseTimesOf {
  /** Of the first answers of a session. */
  readonly first: ResponseTimes;
  /** Of all answers, the first ones too. */
  readonly all: ResponseTimes;
}

export interface LineResponseTimes extends ResponseTimesOf {
  readonly openLineId: OpenLineId;
  /** Without those of whom it is not known who gave them. */
  readonly people: readonly (ResponseTimesOf & { readonly employeeId: EmployeeId })[];
}

type Answer = Pick<AnsweredEffect, 'openLineId' | 'employeeId' | 'waitedMs' | 'isFirst'>;

/** By line, and within it by who answered, both in the order of their ids. */
export function responseTimesOf(answers: readonly Answer[]): readonly LineResponseTimes[] {
  return groups(answers, ({ openLineId }) => openLineId).map(([openLineId, ofLine]) => ({
    openLineId,
    ...timesOf(ofLine),
    people: groups(ofLine, ({ employeeId }) => employeeId).flatMap(([employeeId, own]) =>
      employeeId === undefined ? [] : [{ employeeId, ...timesOf(own) }],
    ),
  }));
}

function groups<K extends string | undefined>(answers: readonly Answer[], keyOf: (one: Answer) => K) {
  return [...Map.groupBy(answers, keyOf)].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

const timesOf = (answers: readonly Answer[]): ResponseTimesOf => ({
  first: reckon(answers.filter(({ isFirst }) => isFirst)),
  all: reckon(answers),
});

function reckon(answers: readonly Answer[]): ResponseTimes {
  const waits = answers.map(({ waitedMs }) => waitedMs).sort((a, b) => a - b);
  const [median, percentile90] = [percentile(waits, 50), percentile(waits, 90)];
  return {
    count: waits.length,
    ...(median === undefined ? {} : { medianSeconds: median }),
    ...(percentile90 === undefined ? {} : { percentile90Seconds: percentile90 }),
  };
}

/** By nearest rank: a wait that somebody really had. */
function percentile(sorted: readonly number[], percent: number): number | undefined {
  const wait = sorted[Math.ceil((sorted.length * percent) / 100) - 1];
  return wait === undefined ? undefined : Math.round(wait / 1_000);
}
