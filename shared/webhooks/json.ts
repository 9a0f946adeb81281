import * as z from 'zod/mini';
import type { Refusal } from '../base/refusal.ts';
import { MalformedError, UnknownEventError } from './errors.ts';
import { noText, refusedFields } from './refused-fields.ts';

/** @throws MalformedError when the text is no JSON object. */
export function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MalformedError('The body is no JSON.', [], cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new MalformedError('The body is no JSON object.');
}

/**
 * The value in the schema's form.
 *
 * @param eventField The field whose value names the event; a name nobody knows is told apart from a broken body.
 * @throws UnknownEventError when nothing but the event's name is wrong, MalformedError for all else.
 */
export function checked<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  eventField: string,
): z.output<Schema> {
  const result = attempt(() => z.safeParse(schema, value, { error: () => noText }));
  if (result.success) return result.data;
  const fields = refusedFields(result.error.issues, value);
  if (fields.every((field) => isUnknownName(field, eventField))) throw new UnknownEventError(fields);
  throw new MalformedError('Some fields are missing or wrong.', fields);
}

/** A check of a length also looks at what is no text, and an object's own `length` may be anything. */
function attempt<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    throw new MalformedError('Some fields are of no form that could be read.', [], cause);
  }
}

function isUnknownName({ field, reason }: Refusal, eventField: string): boolean {
  return (field === eventField || field.endsWith(`.${eventField}`)) && reason.startsWith('must be one of');
}
