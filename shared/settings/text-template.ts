import * as z from 'zod';
import { placeholdersOf } from '../base/template.ts';

/** What a text about a call can name. */
const callPlaceholders = ['number', 'name', 'line', 'date', 'time'] as const;

/** A text with placeholders; one that is misspelled is refused, it would be read by clients' managers for years. */
export function templateSchema(description: string) {
  return z
    .string()
    .trim()
    .min(1)
    .max(300)
    .refine(
      (text) => placeholdersOf(text).every((name) => callPlaceholders.some((known) => known === name)),
      {
        error: `knows these placeholders: ${callPlaceholders.map((name) => `{${name}}`).join(', ')}`,
      },
    )
    .meta({ description });
}
