import * as z from 'zod/mini';

/** Control characters, halves of surrogate pairs and non-characters: no id or number has them, and SQS refuses some. */
const unprintable = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;

/** Text from outside that may go into ids, queues and records. */
export function printable(minLength: number, maxLength: number) {
  return z.string().check(
    z.minLength(minLength),
    z.maxLength(maxLength),
    z.refine((text) => !unprintable.test(text), 'must not contain control characters'),
  );
}
