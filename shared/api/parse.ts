import * as z from 'zod';
import type { Refusal } from '../base/refusal.ts';
import { BadRequestError, BodyTooLargeError, UnsupportedMediaTypeError } from './errors.ts';

export const maxBodyBytes = 256 * 1024;
const maxRefusals = 50;

/**
 * A part of a request, checked against its closed schema.
 *
 * @param part how the answer calls it: `body`, `query`, `path`.
 * @throws BadRequestError naming each field that is wrong.
 */
export function parse<Schema extends z.core.$ZodType>(
  schema: Schema,
  value: unknown,
  part: string,
): z.output<Schema> {
  const result = z.safeParse(schema, value, {
    error: ({ input }) => (input === undefined ? 'is required' : undefined),
  });
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => refusalsOf(issue)).slice(0, maxRefusals);
  throw new BadRequestError(`The ${part} is not as it must be.`, errors);
}

function refusalsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[] = []): readonly Refusal[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ field: fieldOf([...path, key]), reason: 'is not a known field' }));
    case 'invalid_union': {
      const closest = issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? [];
      if (closest.length === 0) return [{ field: fieldOf(path), reason: issue.message }];
      return closest.flatMap((inner) => refusalsOf(inner, path));
    }
    case 'invalid_key':
      return issue.issues.flatMap((inner) => refusalsOf(inner, path));
    default:
      return [{ field: fieldOf(path), reason: issue.message }];
  }
}

/** `trunks[2].number` */
function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key).slice(0, 100)}`,
    )
    .join('');
}

interface Body {
  readonly body?: string | undefined;
  readonly isBase64Encoded?: boolean;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** @throws UnsupportedMediaTypeError, BodyTooLargeError, BadRequestError where it is no JSON. */
export function readJson(event: Body): unknown {
  const contentType = event.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(contentType)) throw new UnsupportedMediaTypeError();
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded === true ? 'base64' : 'utf8');
  if (bytes.length > maxBodyBytes) throw new BodyTooLargeError(maxBodyBytes);
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new BadRequestError('The body is no JSON.', [{ field: '', reason: 'is no JSON' }], cause);
  }
}
