import { describe, expect, it } from 'vitest';
import { daysAway, leavesAfter } from '../../../../shared/crm/bitrix24/presence/absences.ts';
import type { CalendarEntry } from '../../../../shared/crm/bitrix24/presence/methods.ts';

/** 12:00 in Moscow. */
const when = { now: Date.parse('2026-11-23T09:00:00Z'), timeZone: 'Europe/Moscow' };
const seconds = (instant: string) => Date.parse(instant) / 1_000;
const entry = (from: string, to: string, more: Partial<CalendarEntry> = {}): CalendarEntry => ({
  ACCESSIBILITY: 'absent',
  DATE_FROM: '',
  DATE_TO: '',
  DATE_FROM_TS_UTC: seconds(from),
  DATE_TO_TS_UTC: seconds(to),
  DT_SKIP_TIME: false,
  ...more,
});
const away = (...calendar: CalendarEntry[]) => daysAway({ calendar }, when);

describe('days away', () => {
  it.each([
    ['from midnight to midnight', '2026-11-25T00:00:00+03:00', '2026-11-27T00:00:00+03:00', '25', '26'],
    ['to the last minute of a day', '2026-11-25T00:00:00+03:00', '2026-11-26T23:59:00+03:00', '25', '26'],
    ['from noon to noon', '2026-11-25T12:00:00+03:00', '2026-11-27T12:00:00+03:00', '26', '26'],
  ])('are the whole days of an entry %s', (_, from, to, first, last) => {
    expect(away(entry(from, to))).toEqual([{ from: `2026-11-${first}`, to: `2026-11-${last}` }]);
  });

  it('are none of an entry of some hours, of one that is not an absence, and of one that is over', () => {
    expect(away(entry('2026-11-25T10:00:00+03:00', '2026-11-25T15:00:00+03:00'))).toEqual([]);
    const busy = { ACCESSIBILITY: 'busy' };
    expect(away(entry('2026-11-25T00:00:00+03:00', '2026-11-27T00:00:00+03:00', busy))).toEqual([]);
    expect(away(entry('2026-11-20T00:00:00+03:00', '2026-11-23T00:00:00+03:00'))).toEqual([]);
  });

  it('of a whole-day entry are the days that it says, whatever the zone', () => {
    const days = { DT_SKIP_TIME: true, DATE_FROM: '30.11.2026', DATE_TO: '02.12.2026 00:00:00' };
    expect(away(entry('2026-11-29T23:00:00Z', '2026-12-02T00:00:00Z', days))).toEqual([
      { from: '2026-11-30', to: '2026-12-02' },
    ]);
  });

  it('that touch each other are one absence, the messenger’s end among them', () => {
    const calendar = [entry('2026-11-26T00:00:00+03:00', '2026-11-28T00:00:00+03:00')];
    expect(daysAway({ until: '2026-11-25T00:00:00+03:00', calendar }, when)).toEqual([
      { from: '2026-11-23', to: '2026-11-27' },
    ]);
  });

  it('are none where the absence ends today, or its end is not a date', () => {
    expect(daysAway({ until: '2026-11-23T18:00:00+03:00', calendar: [] }, when)).toEqual([]);
    expect(daysAway({ until: 'soon', calendar: [] }, when)).toEqual([]);
  });
});

describe('leaves that the portal told', () => {
  const leave = (from: string, to: string) => ({
    from: `2026-11-${from}`,
    to: `2026-11-${to}`,
    source: 'bitrix24' as const,
  });
  const days = (from: string, to: string) => ({ from: `2026-11-${from}`, to: `2026-11-${to}` });

  it('keep their beginning while they last', () => {
    expect(leavesAfter([leave('20', '25')], [days('23', '27')], when)).toEqual([leave('20', '27')]);
  });

  it('end yesterday where they are not told any more today', () => {
    expect(leavesAfter([leave('20', '25')], [], when)).toEqual([leave('20', '22')]);
  });

  it('are gone where they were to come, and stay a month where they are over', () => {
    expect(leavesAfter([leave('25', '26')], [], when)).toEqual([]);
    expect(leavesAfter([leave('01', '05')], [], when)).toEqual([leave('01', '05')]);
    const old = { from: '2026-10-01', to: '2026-10-22', source: 'bitrix24' as const };
    expect(leavesAfter([old], [], when)).toEqual([]);
  });

  it('are the same when the same is told again', () => {
    const told = leavesAfter([], [days('23', '24'), days('27', '28')], when);
    expect(leavesAfter(told, [days('23', '24'), days('27', '28')], when)).toEqual(told);
  });
});
