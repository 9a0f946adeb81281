import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { candidateRoles } from '../../../shared/responsibility/candidate.ts';
import { company } from './company.ts';
import { choicesIn, decidedBy } from './outcome.ts';
import { partlyHeard } from './runs.ts';

/** What the other properties are worth: a branch that no generated call comes to is not tried by any of them. */
describe('the generated companies and calls', () => {
  const seen: Record<
    'taken' | 'passedOver' | 'covered' | 'kept' | 'outcome' | 'created' | 'parts',
    Set<unknown>
  > = {
    taken: new Set(),
    passedOver: new Set(),
    covered: new Set(),
    kept: new Set(),
    outcome: new Set(),
    created: new Set(),
    parts: new Set(),
  };

  beforeAll(() => {
    for (const [events, town] of fc.sample(fc.tuple(partlyHeard, company), { numRuns: 2_000, seed: 1 })) {
      const decision = decidedBy(events, town)?.decision;
      if (decision === undefined) continue;
      seen.kept.add(decision.notCaptured);
      seen.outcome.add(decision.missedReason ?? decision.result);
      seen.created.add(decision.entity?.action).add(decision.deal?.action);
      seen.parts.add(Math.min(decision.records.length, 3));
      const traces = choicesIn(decision).map(({ trace }) => trace);
      for (const step of [...traces, decision.ownerChange?.trace ?? []].flat()) {
        if (step.outcome === 'skipped') seen.passedOver.add(step.reason);
        else seen.taken.add(step.role);
        seen.covered.add(
          step.coveredAs ?? (step.outcome === 'taken' && step.onLeaveUntil ? 'waits' : undefined),
        );
      }
    }
  });

  it('come to every place in line, and to every reason to pass somebody over', () => {
    expect([...seen.taken].sort()).toEqual([...candidateRoles].sort());
    expect([...seen.passedOver].sort()).toEqual(
      [
        ...[
          'policy',
          'switchedOff',
          'notChosen',
          'trunkUnknown',
          'notInbound',
          'otherClass',
          'otherForClass',
        ],
        ...['clientUnknown', 'clientHasNoOwner', 'nobodyRang', 'nobodyTalked', 'unmapped', 'mapped'],
        ...['notTransferred', 'ownsAlready'],
        ...['unknownEmployee', 'dismissed', 'blocked', 'onLeave'],
      ].sort(),
    );
    expect(seen.covered).toEqual(new Set([undefined, 'substitute', 'head', 'waits']));
  });

  it('come to every outcome, to all that is created, and to every gate that keeps a call out', () => {
    expect(seen.outcome).toEqual(new Set(['answered', 'failed', 'direct', 'ringGroup', 'ivr', 'voicemail']));
    expect(seen.created).toEqual(
      new Set([undefined, 'lead', 'contact', 'contactAndDeal', 'deal', 'dealIfNoneOpen']),
    );
    expect(seen.kept).toEqual(
      new Set([undefined, 'lineOff', 'denied', 'notAllowed', 'internal', 'unassigned', 'unmapped', 'ivrOff']),
    );
    expect(seen.parts).toEqual(new Set([0, 1, 2, 3]));
  });
});
