import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NobodyResponsibleError } from '../../../shared/calls/errors.ts';
import type { CallDecision } from '../../../shared/calls/state.ts';
import type { CrmWrite } from '../../../shared/effects/crm-write.ts';
import { tell } from '../story.ts';
import { type Arrived, arrive, delayed, inAnyOrder } from './arrivals.ts';
import { company } from './company.ts';
import { plan } from './plan.ts';
import { holds, partlyHeard, timeoutMs } from './runs.ts';
import { happened } from './tell-plan.ts';

type Run = () => Pick<Arrived, 'state' | 'effects'>;

/** All that was decided and written, without the moment of it; or that nobody could be responsible. */
function outcome(run: Run) {
  try {
    const { state, effects } = run();
    const { at: _, ...decision } = (state?.decision ?? {}) as Partial<CallDecision>;
    return { decision, writes: effects.flatMap((effect) => (effect.kind === 'crm' ? effect.writes : [])) };
  } catch (error) {
    if (error instanceof NobodyResponsibleError)
      return { decision: {} as Partial<CallDecision>, writes: [], nobody: error.code };
    throw error;
  }
}

/**
 * The same as it counts in the end. A late recording comes in a write of its own, and goes to the first part where it
 * is not heard in time in which it was made.
 */
function inTheEnd(run: Run) {
  const { decision, writes, ...rest } = outcome(run);
  const recordings = writes.flatMap((write) => {
    if (write.kind === 'attachRecording') return [write.recordingId];
    return write.kind === 'recordCall' ? write.recordingIds : [];
  });
  return {
    ...rest,
    decision,
    recordings: recordings.sort(),
    writes: writes.flatMap((write): CrmWrite[] => {
      if (write.kind === 'attachRecording') return [];
      return write.kind === 'recordCall' ? [{ ...write, recordingIds: [] }] : [write];
    }),
  };
}

describe('how the events of a call arrive', { timeout: timeoutMs }, () => {
  it('D-21 order and repetition change nothing', () => {
    const arrivals = partlyHeard
      .filter((events) => events.length > 0)
      .chain((events) => inAnyOrder(events).map((arrival) => ({ events, arrival })));
    holds(
      fc.property(arrivals, company, ({ events, arrival }, town) => {
        expect(inTheEnd(() => tell(arrival, town))).toEqual(inTheEnd(() => tell(events, town)));
      }),
    );
  });

  it('D-21 a delay of each event changes nothing, up to the shortest wait', () => {
    const arrivals = plan.chain((one) => {
      const { events } = happened(one);
      return delayed(events, 2_999).map((arrival) => ({ events, arrival }));
    });
    holds(
      fc.property(arrivals, company, ({ events, arrival }, town) => {
        expect(inTheEnd(() => arrive(arrival, town))).toEqual(inTheEnd(() => tell(events, town)));
      }),
    );
  });

  it('D-21 what is heard later is decided no second time, however late', () => {
    const arrivals = partlyHeard.chain((events) => delayed(events, 15 * 60_000));
    holds(
      fc.property(arrivals, company, (arrival, town) => {
        try {
          const { decisions, effects } = arrive(arrival, town);
          expect(decisions.length).toBeLessThanOrEqual(1);
          expect(effects.filter(({ kind, id }) => kind === 'crm' && id.endsWith(':settled:0'))).toHaveLength(
            decisions.filter(({ records }) => records.length > 0).length,
          );
        } catch (error) {
          if (!(error instanceof NobodyResponsibleError)) throw error;
        }
      }),
    );
  });
});
