import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockIn, dayIn, wallClockIn } from '../../shared/base/time.ts';

const zones = ['Europe/Moscow', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe'];

function asThePlatformSays(at: number, timeZone: string): { readonly day: string; readonly time: string } {
  const options = { timeZone, dateStyle: 'short', timeStyle: 'short' } as const;
  const [day = '', time = ''] = new Intl.DateTimeFormat('sv-SE', options).format(at).split(' ');
  return { day, time };
}

describe('days and times of a time zone', () => {
  it('are those of the platform, at any minute, in zones that are off by half and quarter hours', () => {
    const anyMoment = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2060, 0) });
    fc.assert(
      fc.property(anyMoment, fc.constantFrom(...zones), (at, zone) => {
        expect(wallClockIn(at, zone)).toEqual(asThePlatformSays(at, zone));
        expect(dayIn(at, zone)).toBe(asThePlatformSays(at, zone).day);
      }),
      { numRuns: 500 },
    );
  });

  it('change with summer time at the minute', () => {
    const change = Date.UTC(2026, 2, 29, 1);
    expect(wallClockIn(change - 1, 'Europe/Berlin').time).toBe('01:59');
    expect(wallClockIn(change, 'Europe/Berlin').time).toBe('03:00');
  });

  it('are told up to the last moment that there is', () => {
    expect(dayIn(8_640_000_000_000_000, 'Europe/Moscow')).toBe('275760-09-13');
  });

  it('read as Russian business texts write them', () => {
    const at = Date.UTC(2026, 10, 22, 6, 5);
    expect(clockIn(at, 'Europe/Moscow')).toEqual({ time: '09:05', date: '22.11.2026' });
  });
});
