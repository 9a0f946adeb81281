/**
 * `DUTYLINE_FUZZ_RUNS=1000`, as by night: so many orders of each recording, and every place at which it can be cut.
 * Otherwise some of each, spread over all recordings.
 */
const nightly = process.env.DUTYLINE_FUZZ_RUNS;

export const orders = Number(nightly ?? 4);

/** Indexes from 1 on, up to this one: all of them, or one of several, others for each recording. */
export function some(count: number, oneOf: number, recording: string): readonly number[] {
  const step = nightly === undefined ? oneOf : 1;
  const first = 1 + (Number(recording) % step);
  return Array.from({ length: Math.max(0, Math.ceil((count - first) / step)) }, (_, n) => first + n * step);
}
