import * as z from 'zod';
import { BadCursorError } from '../../platform/table.ts';

/** A span of days, both ends included. */
export interface Days {
  readonly first: string;
  readonly last: string;
}

/** Where the next read of a list by days begins: a day, and within it the store's own cursor. */
export interface Position {
  readonly day: string;
  readonly cursor?: string;
}

/** The day before, where it is not before the first one. */
export function dayBefore(day: string, first: string): Position | undefined {
  if (day <= first) return undefined;
  return { day: new Date(Date.parse(day) - 24 * 60 * 60 * 1_000).toISOString().slice(0, 10) };
}

const positionSchema = z.strictObject({ day: z.iso.date(), cursor: z.string().exactOptional() });

export function encoded(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws BadCursorError for one that is none, or lies outside of the days asked for. */
export function positionOf(cursor: string | undefined, { first, last }: Days): Position {
  if (cursor === undefined) return { day: last };
  let position: unknown;
  try {
    position = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch (cause) {
    throw new BadCursorError(cause);
  }
  const result = positionSchema.safeParse(position);
  if (!result.success || result.data.day < first || result.data.day > last) throw new BadCursorError();
  return result.data;
}
