import fc from 'fast-check';
import { plan } from './plan.ts';
import { happened } from './tell-plan.ts';

/** More of them where somebody has the time: DUTYLINE_FUZZ_RUNS=10000. */
const numRuns = Number(process.env.DUTYLINE_FUZZ_RUNS ?? 200);

/** Time for them; a run takes a millisecond or two. */
export const timeoutMs = 30_000 + numRuns * 60;

export function holds<Ts>(property: fc.IProperty<Ts>): void {
  fc.assert(property, { numRuns });
}

/** The events that are heard of a call, in their order; some calls lose some on the way. */
export const partlyHeard = plan.chain((one) => {
  const { events } = happened(one);
  return fc.oneof(fc.constant([...events]), fc.subarray([...events]));
});
