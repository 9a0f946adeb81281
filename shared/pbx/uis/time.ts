import * as z from 'zod/mini';

const form = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?)$/;
const zoneMs = 15 * 60 * 1_000;

/** `2026-11-22 13:00:00.123`, read as if it were UTC, in milliseconds. */
export const localTime = z
  .pipe(
    z.string().check(z.regex(form, 'must be a time like 2026-11-22 13:00:00')),
    z.transform((text) => Date.parse(text.replace(form, '$1T$2Z'))),
  )
  .check(z.refine((ms) => ms >= 0, 'must be a time that exists'));

/**
 * When something happened. UIS writes the account's local time without saying its zone; zones differ by quarters of
 * an hour, and a notification comes within seconds, so the quarter nearest to its arrival is right.
 */
export function timeOf(local: number, receivedAt: number): number {
  return Math.max(0, local - Math.round((local - receivedAt) / zoneMs) * zoneMs);
}
