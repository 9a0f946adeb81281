import { describe, expect, it } from 'vitest';
import { instantOf, isOpenAt, nextOpening, type WorkingCalendar } from '../../shared/base/calendar.ts';

const moscow: WorkingCalendar = {
  timeZone: 'Europe/Moscow',
  weekdays: [1, 2, 3, 4, 5],
  from: '09:00',
  to: '20:00',
  holidays: ['2026-11-04'],
  extraDays: ['2026-11-28'],
};
const berlin = { ...moscow, timeZone: 'Europe/Berlin', holidays: [], extraDays: [] };
const at = (day: string, time: string, { timeZone } = moscow) => instantOf(day, time, timeZone);
const opening = (day: string, time: string, calendar = moscow) => {
  const next = nextOpening(at(day, time, calendar), calendar);
  return next === undefined ? undefined : new Date(next).toISOString();
};

describe('what a clock on the wall shows', () => {
  it.each([
    ['2026-11-20', '12:00', 'Europe/Moscow', '2026-11-20T09:00:00.000Z'],
    ['2026-07-01', '00:00', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    ['2026-01-01', '00:00', 'Asia/Kolkata', '2025-12-31T18:30:00.000Z'],
    ['2026-01-01', '08:00', 'America/New_York', '2026-01-01T13:00:00.000Z'],
    ['2026-01-01', '08:00', 'Pacific/Kiritimati', '2025-12-31T18:00:00.000Z'],
  ])('%s %s in %s is %s', (day, time, timeZone, instant) => {
    expect(new Date(instantOf(day, time, timeZone)).toISOString()).toBe(instant);
  });

  it('D-15 shown twice as summer time ends, it is the first time', () => {
    expect(new Date(at('2026-10-25', '02:30', berlin)).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });

  it('D-15 skipped as summer time begins, it is as long after the skip', () => {
    expect(new Date(at('2026-03-29', '02:30', berlin)).toISOString()).toBe('2026-03-29T01:30:00.000Z');
  });

  it.each([
    ['2026-03-28', '2026-03-28T08:00:00.000Z'],
    ['2026-03-29', '2026-03-29T07:00:00.000Z'],
    ['2026-03-30', '2026-03-30T07:00:00.000Z'],
    ['2026-10-24', '2026-10-24T07:00:00.000Z'],
    ['2026-10-25', '2026-10-25T08:00:00.000Z'],
  ])('D-15 nine in the morning of %s around the change of time is %s', (day, instant) => {
    expect(new Date(at(day, '09:00', berlin)).toISOString()).toBe(instant);
  });
});

describe('working time', () => {
  it.each([
    ['2026-11-20', '08:59', false],
    ['2026-11-20', '09:00', true],
    ['2026-11-20', '19:59', true],
    ['2026-11-20', '20:00', false],
    ['2026-11-21', '12:00', false],
    ['2026-11-04', '12:00', false],
    ['2026-11-28', '12:00', true],
  ])('D-15 at %s %s people work: %s', (day, time, open) => {
    expect(isOpenAt(at(day, time), moscow)).toBe(open);
  });

  it.each([
    ['before the day begins', '2026-11-20', '03:00', '2026-11-20T06:00:00.000Z'],
    ['in the evening', '2026-11-19', '20:00', '2026-11-20T06:00:00.000Z'],
    ['on Friday evening', '2026-11-20', '21:00', '2026-11-23T06:00:00.000Z'],
    ['before a holiday', '2026-11-03', '20:30', '2026-11-05T06:00:00.000Z'],
    ['before a working Saturday', '2026-11-27', '20:30', '2026-11-28T06:00:00.000Z'],
  ])('D-15 begins next, %s', (_, day, time, instant) => {
    expect(opening(day, time)).toBe(instant);
  });

  it('D-15 begins on the right hour after a night in which summer time began', () => {
    const daily = { ...berlin, weekdays: [1, 2, 3, 4, 5, 6, 7] };
    expect(opening('2026-03-28', '22:00', daily)).toBe('2026-03-29T07:00:00.000Z');
    expect(opening('2026-10-24', '22:00', daily)).toBe('2026-10-25T08:00:00.000Z');
  });

  it('D-15 never begins where no day is one of work', () => {
    expect(opening('2026-11-20', '12:00', { ...moscow, weekdays: [], extraDays: [] })).toBeUndefined();
  });
});
