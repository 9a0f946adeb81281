import { describe, expect, it } from 'vitest';
import { isTimeZone, parseExpression } from '../../../../infra/local/scheduler/expression.ts';

describe('schedule expressions', () => {
  it.each([
    ['at(2026-11-22T09:30:00)', 'UTC', '2026-11-22T09:30:00.000Z'],
    ['at(2026-11-22T09:30:00)', 'Europe/Moscow', '2026-11-22T06:30:00.000Z'],
    ['at(2026-07-01T12:00:00)', 'Europe/Berlin', '2026-07-01T10:00:00.000Z'],
    ['at(2026-01-01T00:00:00)', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
    ['at(2026-10-25T03:30:00)', 'Europe/Berlin', '2026-10-25T02:30:00.000Z'],
    ['at(2026-03-29T01:59:59)', 'Europe/Berlin', '2026-03-29T00:59:59.000Z'],
  ])('%s in %s is %s', (expression, zone, instant) => {
    expect(parseExpression(expression, zone)).toEqual({ kind: 'at', at: Date.parse(instant) });
  });

  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(90 minutes)', 5_400_000],
    ['rate(1 hour)', 3_600_000],
    ['rate(2 days)', 172_800_000],
  ])('%s is every %i ms', (expression, everyMs) => {
    expect(parseExpression(expression, 'UTC')).toEqual({ kind: 'rate', everyMs });
  });

  it.each([
    'at(2026-11-22)',
    'at(2026-02-30T10:00:00)',
    'at(2026-11-22T09:30:00Z)',
    'rate(1 hours)',
    'rate(2 hour)',
    'rate(0 minutes)',
    'rate(1 second)',
    'tomorrow',
  ])('%s is refused', (expression) => {
    expect(parseExpression(expression, 'UTC')).toMatchObject({ problem: expect.stringContaining('Invalid') });
  });

  it('cron is refused as such', () => {
    expect(parseExpression('cron(0 9 * * ? *)', 'UTC')).toMatchObject({
      problem: expect.stringContaining('cron'),
    });
  });

  it('knows time zones', () => {
    expect([isTimeZone('Europe/Moscow'), isTimeZone('Mars/Base')]).toEqual([true, false]);
  });
});
