import { describe, expect, it } from 'vitest';
import { CalendarRefusedError } from '../../shared/calendars/errors.ts';
import { readCalendar } from '../../shared/calendars/read-calendar.ts';
import { calendar, event } from './calendar-texts.ts';

const span = {
  from: Date.parse('2026-10-01T00:00:00Z'),
  to: Date.parse('2027-10-01T00:00:00Z'),
  timeZone: 'Europe/Moscow',
};
const read = (text: string) => readCalendar(text, span);
const times = (text: string) =>
  read(text).map(({ time }) =>
    time.kind === 'days'
      ? `${time.from}..${time.to}`
      : `${new Date(time.from).toISOString()}..${new Date(time.to).toISOString()}`,
  );
function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof CalendarRefusedError)) throw error;
    const [first] = error.errors;
    return `${first?.field}: ${first?.reason}`;
  }
  throw new Error('it was taken');
}

describe('a repetition', () => {
  it('keeps the clock of its zone as summer time ends, without the times that are excepted', () => {
    const text = calendar(
      event(
        'Night',
        'DTSTART;TZID=Europe/Berlin:20261023T220000',
        'DTEND;TZID=Europe/Berlin:20261024T060000',
        'RRULE:FREQ=DAILY;COUNT=5',
        'EXDATE;TZID=Europe/Berlin:20261026T220000',
      ),
    );
    expect(times(text)).toEqual([
      '2026-10-23T20:00:00.000Z..2026-10-24T04:00:00.000Z',
      // The night in which clocks are set back is an hour longer.
      '2026-10-24T20:00:00.000Z..2026-10-25T05:00:00.000Z',
      '2026-10-25T21:00:00.000Z..2026-10-26T05:00:00.000Z',
      '2026-10-27T21:00:00.000Z..2026-10-28T05:00:00.000Z',
    ]);
  });

  it('is excepted also by the instant in UTC, and as a list', () => {
    const text = calendar(
      event(
        'Day',
        'DTSTART;TZID=Europe/Berlin:20261026T090000',
        'DURATION:PT8H',
        'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261030T230000Z',
        'EXDATE:20261027T080000Z,20261028T080000Z',
      ),
    );
    expect(times(text).map((time) => time.slice(0, 10))).toEqual(['2026-10-26', '2026-10-29', '2026-10-30']);
  });

  it('has times that were moved or called off', () => {
    const rule = ['UID:shift', 'DTSTART:20261102T060000Z', 'DTEND:20261102T140000Z'];
    const text = calendar(
      [...rule, 'SUMMARY:Anna', 'RRULE:FREQ=DAILY;COUNT=3'],
      [
        'UID:shift',
        'RECURRENCE-ID:20261103T060000Z',
        'DTSTART:20261103T120000Z',
        'DTEND:20261103T200000Z',
        'SUMMARY:Boris',
      ],
      ['UID:shift', 'RECURRENCE-ID:20261104T060000Z', 'DTSTART:20261104T060000Z', 'STATUS:CANCELLED'],
    );
    expect(read(text).map(({ summary }) => summary)).toEqual(['Anna', 'Boris']);
    expect(times(text)[1]).toBe('2026-11-03T12:00:00.000Z..2026-11-03T20:00:00.000Z');
  });

  it('that began years ago is followed up to the end of the span', () => {
    const text = calendar(event('Weekly', 'DTSTART;VALUE=DATE:20190107', 'RRULE:FREQ=WEEKLY'));
    const all = times(text);
    expect(all[0]).toBe('2026-10-05..2026-10-05');
    expect(all).toHaveLength(52);
  });
});

describe('a zone', () => {
  it("of whole days, and of times that name none, is the tenant's", () => {
    const text = calendar(
      event('Leave', 'DTSTART;VALUE=DATE:20261201', 'DTEND;VALUE=DATE:20261215'),
      event('Floating', 'DTSTART:20261201T090000', 'DTEND:20261201T180000'),
    );
    expect(times(text)).toEqual([
      '2026-12-01..2026-12-14',
      '2026-12-01T06:00:00.000Z..2026-12-01T15:00:00.000Z',
    ]);
  });

  it('with a name of a program of its own is as the text describes it', () => {
    const described = calendar(
      event('Shift', 'DTSTART;TZID=Asia Shift:20261201T090000', 'DTEND;TZID=Asia Shift:20261201T180000'),
    ).replace(
      'BEGIN:VEVENT',
      [
        'BEGIN:VTIMEZONE',
        'TZID:Asia Shift',
        'BEGIN:STANDARD',
        'DTSTART:16010101T000000',
        'TZOFFSETFROM:+0700',
        'TZOFFSETTO:+0700',
        'END:STANDARD',
        'END:VTIMEZONE',
        'BEGIN:VEVENT',
      ].join('\r\n'),
    );
    expect(times(described)).toEqual(['2026-12-01T02:00:00.000Z..2026-12-01T11:00:00.000Z']);
  });

  it('that is neither known nor described is refused', () => {
    const text = calendar(event('Shift', 'DTSTART;TZID=Nowhere:20261201T090000', 'DURATION:PT1H'));
    expect(refusal(text)).toBe(
      'event "Shift": names the time zone Nowhere, which is neither known nor described',
    );
  });
});

describe('a text is refused that', () => {
  const start = 'DTSTART:20261102T060000Z';
  const yearsAgo = 'DTSTART:19000101T060000Z';
  it.each([
    ['is none', 'hello', /^calendar: is no iCalendar text/],
    ['is empty', ' ', /^calendar: is not one VCALENDAR/],
    ['ends too early', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1', /^calendar: is no iCalendar text/],
    ['is something else', 'BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD', /is not one VCALENDAR/],
    ['has an event that never begins', calendar(event('A')), /event "A": does not say when it begins/],
    [
      'has a day that is none',
      calendar(event('A', 'DTSTART;VALUE=DATE:20261399')),
      /event "A": has a time that is none \(DTSTART/,
    ],
    [
      'ends before it begins',
      calendar(event('A', start, 'DTEND:20261101T060000Z')),
      /event "A": ends before it begins/,
    ],
    ['repeats in a word that is none', calendar(event('A', start, 'RRULE:FREQ=OFTEN')), /FREQ|frequency/],
    ['repeats every second', calendar(event('A', start, 'RRULE:FREQ=SECONDLY')), /repeats SECONDLY/],
    ['repeats on no day', calendar(event('A', start, 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30')), /BYMONTH/],
    [
      'repeats on a day of no month',
      calendar(event('A', start, 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')),
      /names a day that a month may lack/,
    ],
    [
      'repeats on a weekday that its steps may never meet',
      calendar(event('A', start, 'RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=SU')),
      /every few days and on some weekdays/,
    ],
    [
      'repeats without an end',
      calendar(event('A', yearsAgo, 'DURATION:PT1H', 'RRULE:FREQ=DAILY')),
      /repeats more than 20000 times/,
    ],
    [
      'has very many events',
      calendar(...Array.from({ length: 2_001 }, () => event('A', start))),
      /has 2001 events; 2000 are the most/,
    ],
    [
      'has very many times',
      calendar(
        ...Array.from({ length: 20 }, () => event('A', start, 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=300')),
      ),
      /has 6000 times; 5000 are the most/,
    ],
  ])('%s', (_, text, reason) => {
    expect(refusal(text)).toMatch(reason);
  });
});
