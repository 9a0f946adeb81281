import { describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../shared/base/ids.ts';
import { type AvailabilityFacts, availabilityOf, type WorkState } from '../../shared/people/availability.ts';
import type { Employee } from '../../shared/people/employee.ts';

/** A Monday, 12:00 in Moscow. */
const now = Date.parse('2026-11-23T09:00:00Z');
const anna: Employee = {
  id: 'anna' as EmployeeId,
  name: 'Анна',
  status: 'active',
  extensions: {},
  leaves: [],
};
const told = (state: Partial<WorkState>): WorkState => ({
  online: true,
  readAt: now - 1_000,
  expiresAt: now + 1,
  ...state,
});
const ask = (employee: Partial<Employee> = {}, facts: Partial<AvailabilityFacts> = {}) =>
  availabilityOf({ ...anna, ...employee }, { now, timeZone: 'Europe/Moscow', ...facts });
const because = (reason: string, more: object = {}) => ({ kind: 'unavailable', reason, ...more });

it.each(['dismissed', 'blocked'] as const)('OL-07, D-16 nobody %s is available', (status) => {
  expect(ask({ status }, { workState: told({ workDay: 'opened' }) })).toEqual(because(status));
});

describe('OL-08 a leave', () => {
  const leaves = [{ from: '2026-11-23', to: '2026-11-30', substituteId: 'boris' as EmployeeId }];

  it('names its last day and the substitute, also of somebody who is online', () => {
    const why = because('onLeave', { lastDay: '2026-11-30', substituteId: 'boris' });
    expect(ask({ leaves }, { workState: told({}) })).toEqual(why);
  });

  it("counts by the days of the tenant's zone", () => {
    const lastMinute = Date.parse('2026-11-22T20:59:00Z');
    expect(ask({ leaves }, { now: lastMinute })).toEqual({ kind: 'available' });
    expect(ask({ leaves }, { now: lastMinute + 60_000 })).toMatchObject(because('onLeave'));
  });

  it('that people entered goes before one that the CRM told for the same days', () => {
    const both = [{ from: '2026-11-01', to: '2026-12-31', source: 'bitrix24' as const }, ...leaves];
    expect(ask({ leaves: both })).toMatchObject(because('onLeave', { substituteId: 'boris' }));
  });
});

describe('D-40 work day and presence', () => {
  it.each([
    [{ workDay: 'opened', online: false }, { kind: 'available' }],
    [{ workDay: 'paused' }, because('onBreak')],
    [{ workDay: 'closed' }, because('workDayNotOpen', { workDay: 'closed' })],
    [{ workDay: 'expired' }, because('workDayNotOpen', { workDay: 'expired' })],
    [{ online: true }, { kind: 'available' }],
    [{ online: false }, because('offline')],
  ] as const)('D-40, OL-29 %j: %j', (state, answer) => {
    expect(ask({}, { workState: told(state) })).toEqual(answer);
  });

  it('that is too old says nothing', () => {
    expect(ask({}, { workState: told({ expiresAt: now }) })).toEqual(because('workStateUnknown'));
  });

  it('is not asked where nobody tells of it', () => {
    expect(ask()).toEqual({ kind: 'available' });
  });

  it('an absence of some hours counts to its end, however old', () => {
    const workState = told({ absentUntil: now + 1, expiresAt: now - 1 });
    expect(ask({}, { workState })).toEqual(because('absent', { until: now + 1 }));
    expect(ask({}, { workState: told({ absentUntil: now }) })).toEqual({ kind: 'available' });
  });
});

it('D-48 outside of working hours it says when they begin', () => {
  const calendar = {
    timeZone: 'Europe/Moscow',
    weekdays: [1, 2, 3, 4, 5],
    from: '09:00',
    to: '18:00',
    holidays: ['2026-11-23'],
    extraDays: [],
  };
  const until = Date.parse('2026-11-24T06:00:00Z');
  expect(ask({}, { calendar })).toEqual(because('outsideWorkingHours', { until }));
});

it('OL-28 a break and a full load count last', () => {
  expect(ask({}, { isOnBreak: true })).toEqual(because('onBreak'));
  expect(ask({}, { load: { open: 3, limit: 3 } })).toEqual(because('atLimit'));
  expect(ask({}, { load: { open: 2, limit: 3 }, isOnBreak: false })).toEqual({ kind: 'available' });
  const workState = told({ online: false });
  expect(ask({}, { load: { open: 3, limit: 3 }, workState })).toEqual(because('offline'));
});
