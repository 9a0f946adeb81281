import { describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../shared/base/ids.ts';
import type { AgentStatus } from '../../shared/people/agent-status.ts';
import { availabilityOf, type WorkState } from '../../shared/people/availability.ts';
import { dutyOf, joinedWindows } from '../../shared/people/duty.ts';
import { type WorkSources, workFactsOf } from '../../shared/people/work-sources.ts';
import { employee } from '../calls/story.ts';

/** A Monday, 12:00 in Moscow. */
const now = Date.parse('2026-11-23T09:00:00Z');
const timeZone = 'Europe/Moscow';
const minuteMs = 60_000;
const moment = { now, timeZone, presenceGraceMs: 2 * minuteMs };
const reasonOf = (sources: WorkSources): string => {
  const facts = { now, timeZone, ...workFactsOf(sources, moment) };
  const availability = availabilityOf(employee('anna', undefined), facts);
  return availability.kind === 'available' ? 'available' : availability.reason;
};
const crm = (state: Partial<WorkState>): WorkState => ({
  online: true,
  readAt: now - 1_000,
  expiresAt: now + 1,
  ...state,
});
const day = (workDay: 'opened' | 'paused' | 'closed', since = now - minuteMs) => ({ workDay, since });
const heard = now - minuteMs;
const lost = now - 2 * minuteMs;
const yesterday = now - 24 * 60 * minuteMs;
const agent = (status: AgentStatus, since = now - minuteMs) => ({ status, since });

describe('D-40 of several sources', () => {
  it.each<[string, WorkSources, string]>([
    ['nobody tells anything', {}, 'available'],
    ['the CRM tracks him: his day there', { crm: crm({ workDay: 'opened', online: false }) }, 'available'],
    [
      'and no console makes him present',
      { crm: crm({ workDay: 'closed' }), seenAt: heard },
      'workDayNotOpen',
    ],
    ['nor a lost one absent', { crm: crm({ workDay: 'opened' }), seenAt: lost }, 'available'],
    ['nor his own switch', { crm: crm({ workDay: 'opened' }), ownDay: day('closed') }, 'available'],
    ['but for a break', { crm: crm({ workDay: 'opened' }), ownDay: day('paused') }, 'onBreak'],
    ['what it told is old', { crm: crm({ workDay: 'opened', expiresAt: now }) }, 'workStateUnknown'],
    [
      'and he is heard here',
      { crm: crm({ workDay: 'opened', expiresAt: now }), seenAt: heard },
      'workStateUnknown',
    ],
    ['the CRM knows his presence alone', { crm: crm({ online: false }) }, 'offline'],
    ['or his console', { crm: crm({ online: false }), seenAt: heard }, 'available'],
    ['or the CRM', { crm: crm({ online: true }), seenAt: lost }, 'available'],
    ['neither', { crm: crm({ online: false }), seenAt: lost }, 'offline'],
    ['an old word of the CRM, and a console', { crm: crm({ expiresAt: now }), seenAt: heard }, 'available'],
    ['an absence in the CRM', { crm: crm({ absentUntil: now + 1 }), seenAt: heard }, 'absent'],
    ['his console', { seenAt: heard }, 'available'],
    ['his console that was lost', { seenAt: lost }, 'offline'],
    ['his day that he opened today', { ownDay: day('opened') }, 'available'],
    ['and yesterday', { ownDay: day('opened', yesterday) }, 'workDayNotOpen'],
    ['and yesterday, with a console', { ownDay: day('opened', yesterday), seenAt: heard }, 'available'],
    ['and a console that was lost', { ownDay: day('opened'), seenAt: lost }, 'offline'],
    ['his day that he closed', { ownDay: day('closed', yesterday), seenAt: heard }, 'workDayNotOpen'],
    ['a break that he took', { ownDay: day('paused'), seenAt: heard }, 'onBreak'],
    ['the PBX: he takes calls', { agent: agent('ready') }, 'available'],
    ['the PBX: not for now', { agent: agent('notReady') }, 'onBreak'],
    ['the PBX: he has left', { agent: agent('loggedOut') }, 'offline'],
    ['the PBX: he left long ago', { agent: agent('loggedOut', yesterday) }, 'offline'],
    ['the PBX, of yesterday', { agent: agent('ready', yesterday) }, 'offline'],
    ['the PBX, a break of yesterday', { agent: agent('notReady', yesterday) }, 'offline'],
    ['the PBX and yesterday here', { agent: agent('ready'), ownDay: day('opened', yesterday) }, 'available'],
    ['the PBX and a day that he closed', { agent: agent('ready'), ownDay: day('closed') }, 'workDayNotOpen'],
    ['a console without a telephone', { agent: agent('loggedOut'), seenAt: heard }, 'available'],
    ['a telephone without a console', { agent: agent('ready'), seenAt: lost }, 'available'],
    ['a console, and a break in the PBX', { agent: agent('notReady'), seenAt: heard }, 'onBreak'],
    ['and a break of yesterday', { agent: agent('notReady', yesterday), seenAt: heard }, 'available'],
    [
      'tracked, and left the PBX',
      { crm: crm({ workDay: 'opened' }), agent: agent('loggedOut') },
      'available',
    ],
    ['tracked, and a break there', { crm: crm({ workDay: 'opened' }), agent: agent('notReady') }, 'onBreak'],
    ['the rota alone', { duty: { isOn: true } }, 'available'],
    ['the rota before all', { duty: { isOn: false }, crm: crm({ workDay: 'opened' }) }, 'offDuty'],
    ['the rota and a console', { duty: { isOn: true }, seenAt: lost }, 'offline'],
  ])('D-40, OL-29 %s', (_, sources, reason) => {
    expect(reasonOf(sources)).toBe(reason);
  });
});

describe('a duty rota', () => {
  const anna = 'anna' as EmployeeId;
  const rota = { windows: { [anna]: [[10, 20] as const, [30, 40] as const] }, from: 5, until: 50 };

  it.each([
    [4, undefined],
    [5, { isOn: false, until: 10 }],
    [10, { isOn: true, until: 20 }],
    [20, { isOn: false, until: 30 }],
    [39, { isOn: true, until: 40 }],
    [40, { isOn: false }],
    [50, undefined],
  ])('OL-28 at %d', (at, duty) => {
    expect(dutyOf(anna, rota, at)).toEqual(duty);
    expect(dutyOf('boris' as EmployeeId, rota, at)).toBeUndefined();
  });

  it('has no windows that overlap or touch each other', () => {
    const windows = [
      [30, 40],
      [10, 20],
      [20, 25],
      [12, 15],
    ] as const;
    expect(joinedWindows(windows)).toEqual([
      [10, 25],
      [30, 40],
    ]);
  });
});
