import type * as z from 'zod/mini';
import type { Refusal } from '../base/refusal.ts';

type Issue = z.core.$ZodIssue;

/** What is said of an issue whose schema has no text of its own: whether zod knows some, depends on who else loads it. */
export const noText = 'Invalid input';
const maxFields = 20;

/** Says of each refused field what is wrong with it, without ever repeating its value. */
export function refusedFields(issues: readonly Issue[], value: unknown): readonly Refusal[] {
  return issues.flatMap((issue) => describe(issue, value)).slice(0, maxFields);
}

function describe(issue: Issue, value: unknown): readonly Refusal[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: pathOf([...issue.path, key.slice(0, 60)]),
      reason: 'is not a known field',
    }));
  }
  const field = pathOf(issue.path);
  if (valueAt(value, issue.path) === undefined) return [{ field, reason: 'is missing' }];
  return [{ field, reason: reasonOf(issue, typeof valueAt(value, issue.path)) }];
}

function reasonOf(issue: Issue, type: string): string {
  if (issue.message !== noText) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`}`;
    case 'too_big':
      return `must not be over ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return `must not be under ${issue.minimum}${unitOf(issue.origin)}`;
    case 'invalid_value':
      return type === 'string' ? `must be one of ${issue.values.join(', ')}` : 'must be of type string';
    case 'invalid_union': {
      const names = 'options' in issue ? (issue.options as readonly unknown[]) : [];
      return type === 'string' ? `must be one of ${names.join(', ')}` : 'must be of type string';
    }
    default:
      return 'is not in the right form';
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' items' : '';
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}
