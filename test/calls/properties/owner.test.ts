import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaveOn } from '../../../shared/people/employee.ts';
import { company } from './company.ts';
import { isCounted } from './counted.ts';
import { choicesIn, decidedBy, somebodyCanOwn } from './outcome.ts';
import { plan } from './plan.ts';
import { holds, partlyHeard, timeoutMs } from './runs.ts';
import { happened } from './tell-plan.ts';

describe('whose call it is', { timeout: timeoutMs }, () => {
  it('a call has an owner where it counts, and none where it does not', () => {
    holds(
      fc.property(plan, company, (one, town) => {
        const call = happened(one);
        const told = decidedBy(call.events, town);
        const counts = isCounted(call, town);
        if (told === undefined) {
          expect({ counts, somebodyCanOwn: somebodyCanOwn(town) }).toEqual({
            counts: true,
            somebodyCanOwn: false,
          });
          return;
        }
        const { callOwnerId, notCaptured } = told.decision;
        expect({ owned: callOwnerId !== undefined, kept: notCaptured === undefined }).toEqual({
          owned: counts,
          kept: counts,
        });
      }),
    );
  });

  it('there is exactly one, whatever was heard of the call: that of one of its records, each written once', () => {
    holds(
      fc.property(partlyHeard, company, (events, town) => {
        const told = decidedBy(events, town);
        if (told === undefined) return;
        const { records, callOwnerId, notCaptured, entity, deal, task, result } = told.decision;
        const written = told.writes.filter((write) => write.kind === 'recordCall');
        expect(written.map(({ key, callOwnerId: owner }) => [key, owner])).toEqual(
          records.map((record) => [record.key, record.callOwnerId]),
        );
        expect(new Set(records.map(({ key }) => key)).size).toBe(records.length);
        if (records.length === 0) {
          expect({ callOwnerId, entity, deal, task, writes: told.writes }).toEqual({ writes: [] });
          expect(notCaptured).toBeDefined();
          return;
        }
        const pick = town.settings.calledEmployeePick === 'lastAnswered' ? -1 : 0;
        expect(callOwnerId).toBe(records.at(pick)?.callOwnerId);
        expect(notCaptured).toBeUndefined();
        expect(result === 'missed' ? records.length : 1).toBe(1);
        expect([undefined, records[0]?.callOwnerId]).toContain(task?.taskAssigneeId);
      }),
    );
  });

  it('D-16 nobody dismissed, blocked or unknown is ever responsible for anything', () => {
    holds(
      fc.property(partlyHeard, company, (events, town) => {
        const told = decidedBy(events, town);
        for (const { who } of told === undefined ? [] : choicesIn(told.decision)) {
          expect(town.employees.get(who)).toMatchObject({ id: who, status: 'active' });
        }
      }),
    );
  });

  it('D-16 somebody on leave has nothing but his own talks, unless nobody in line is at work', () => {
    holds(
      fc.property(partlyHeard, company, (events, town) => {
        const told = decidedBy(events, town);
        for (const { who, trace } of told === undefined ? [] : choicesIn(told.decision)) {
          const employee = town.employees.get(who);
          if (employee === undefined || leaveOn(employee, '2026-11-20') === undefined) continue;
          const tookPart = [
            'answeringEmployee',
            'callingEmployee',
            'calledEmployee',
            'transferredTo',
          ].includes(trace.at(-1)?.role ?? '');
          const wasAsked = trace.filter(({ employeeId }) => employeeId === who).map(({ reason }) => reason);
          expect(tookPart || wasAsked.includes('onLeave')).toBe(true);
        }
      }),
    );
  });
});
