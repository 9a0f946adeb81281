import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallFacts } from '../../../shared/calls/facts.ts';
import { type Employee, leaveOn } from '../../../shared/people/employee.ts';
import type { TraceStep } from '../../../shared/responsibility/trace.ts';
import { company } from './company.ts';
import { choicesIn, decidedBy } from './outcome.ts';
import { holds, partlyHeard, timeoutMs } from './runs.ts';

const day = '2026-11-20';

describe('the trace', { timeout: timeoutMs }, () => {
  it('D-85 its chosen candidate is the owner, and the only one chosen', () => {
    holds(
      fc.property(partlyHeard, company, (events, town) => {
        const told = decidedBy(events, town);
        for (const { who, trace } of told === undefined ? [] : choicesIn(told.decision)) {
          const chosen = trace.at(-1);
          expect(chosen?.coveredBy ?? chosen?.employeeId).toBe(who);
          expect(trace.map(({ outcome }) => outcome)).toEqual([
            ...Array(trace.length - 1).fill('skipped'),
            'taken',
          ]);
        }
      }),
    );
  });

  it('D-85 what it says of everybody is true', () => {
    holds(
      fc.property(partlyHeard, company, (events, town) => {
        const told = decidedBy(events, town);
        for (const { trace } of told === undefined ? [] : choicesIn(told.decision)) {
          for (const step of trace) expect(step).toMatchObject(truthAbout(step, town));
        }
      }),
    );
  });
});

/** What can be said of a candidate, from the company's records alone. */
function truthAbout(
  { employeeId, reason, outcome, coveredBy, coveredAs }: TraceStep,
  town: CallFacts,
): Partial<TraceStep> {
  if (outcome === 'skipped') expect(reason).toBeDefined();
  if (employeeId === undefined) return { outcome: 'skipped' };
  const employee = town.employees.get(employeeId);
  if (employee === undefined) return { outcome: 'skipped', reason: 'unknownEmployee' };
  if (employee.status !== 'active') return { outcome: 'skipped', reason: employee.status };
  const { name } = employee;
  if (coveredBy !== undefined) {
    const cover = town.employees.get(coveredBy) as Employee;
    const [substitute, head] = [leaveOn(employee, day)?.substituteId, employee.headId];
    expect(isAtWork(cover)).toBe(true);
    if (coveredAs === 'head' && substitute !== undefined)
      expect(isAtWork(town.employees.get(substitute))).toBe(false);
    expect(coveredBy).toBe(coveredAs === 'substitute' ? substitute : head);
    return { name, coveredByName: cover.name, outcome: 'taken' };
  }
  return outcome === 'taken'
    ? { name }
    : { name, reason: 'onLeave', onLeaveUntil: leaveOn(employee, day)?.to as string };
}

function isAtWork(employee: Employee | undefined): boolean {
  return employee?.status === 'active' && leaveOn(employee, day) === undefined;
}
