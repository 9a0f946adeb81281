import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallFacts } from '../../../shared/calls/facts.ts';
import type { CallDecision } from '../../../shared/calls/state.ts';
import type { TraceStep } from '../../../shared/responsibility/trace.ts';
import { company } from './company.ts';
import { type Chosen, choicesIn, decidedBy } from './outcome.ts';
import { holds, partlyHeard, timeoutMs } from './runs.ts';

/** The same company before its trunks had responsibles of their own (IT-12). */
function withoutTrunkResponsibles(town: CallFacts): CallFacts {
  return { ...town, trunks: town.trunks.map(({ trunkResponsible: _, ...trunk }) => trunk) };
}

const isFallback = ({ role }: TraceStep) => role === 'companyResponsible' || role === 'defaultResponsible';
const isTrunks = ({ role }: TraceStep) => role === 'trunkResponsible';

describe("a trunk's responsible", { timeout: timeoutMs }, () => {
  it('IT-11 takes the place of the default one, and of nobody else', () => {
    holds(
      fc.property(partlyHeard, company, (events, town) => {
        const [own, plain] = [decidedBy(events, town), decidedBy(events, withoutTrunkResponsibles(town))];
        // He may be the only one left, but he never keeps a call from being decided.
        if (plain === undefined || own === undefined) {
          expect(own === undefined && plain !== undefined).toBe(false);
          return;
        }
        expect(withoutPeople(own.decision)).toEqual(withoutPeople(plain.decision));
        const before = choicesIn(plain.decision);
        choicesIn(own.decision).forEach((choice, index) => {
          comparesTo(choice, before[index] as Chosen);
        });
      }),
    );
  });

  it('IT-13 has nothing of calls that are not inbound', () => {
    holds(
      fc.property(partlyHeard, company, (events, town) => {
        const told = decidedBy(events, town);
        if (told === undefined || told.decision.direction === 'inbound') return;
        for (const { trace } of choicesIn(told.decision)) {
          expect(trace.filter(isTrunks).every(({ outcome }) => outcome === 'skipped')).toBe(true);
        }
      }),
    );
  });
});

function comparesTo(own: Chosen, plain: Chosen): void {
  if (!plain.trace.some(isTrunks)) {
    // Somebody before him in line took it.
    expect(own).toEqual(plain);
    return;
  }
  const [taken, replaced] = [own.trace.at(-1) as TraceStep, plain.trace.at(-1) as TraceStep];
  if (!isTrunks(taken)) {
    expect(own.who).toBe(plain.who);
    return;
  }
  // Without him it was the default's, or waited for somebody who is away and covered by nobody.
  const isAway = replaced.onLeaveUntil !== undefined && replaced.coveredBy === undefined;
  expect(isFallback(replaced) || isAway).toBe(true);
}

/** What of a decision no responsible can change. */
function withoutPeople({
  records,
  entity,
  deal,
  task,
  callOwnerId: _,
  callOwnerName: __,
  ...rest
}: CallDecision) {
  return {
    ...rest,
    records: records.map(({ callOwnerId: ___, trace: ____, ...record }) => record),
    entity: entity?.action,
    deal: deal?.action,
    dueAt: task?.dueAt,
  };
}
