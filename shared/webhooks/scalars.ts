import * as z from 'zod/mini';
import { printable } from './printable.ts';

/** A value whose type drifts: a number in quotes, a text without. */
export const scalar = z.union([z.string(), z.int()], 'must be a string or a whole number');

/** Text, or a whole number in its place, without blanks around it. */
export function scalarText(minLength: number, maxLength: number) {
  const trimmed = z.transform((value: string | number) => String(value).trim());
  return z.pipe(z.pipe(scalar, trimmed), printable(minLength, maxLength));
}

/** A whole number, also as a string of digits. */
export function whole(maximum: number) {
  const wrong = 'must be a whole number';
  const digits = z.string().check(z.regex(/^\s*\d{1,16}\s*$/, wrong));
  return z.pipe(
    z.pipe(z.union([z.int(wrong), digits], wrong), z.transform(Number)),
    z.int().check(z.minimum(0), z.maximum(maximum)),
  );
}
