import type { Params } from '../base/params.ts';

const reference = /\$result((?:\[[^\]]*\])+)/g;

/**
 * Puts results of earlier commands into a later one's parameters: `$result[reg][CALL_ID]`. Inferred: one that leads
 * nowhere becomes an empty text, and one that is a whole value may be a list.
 */
export function resolve(params: Params, results: ReadonlyMap<string, unknown>): Params {
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, resolved(value, results)]));
}

function resolved(value: unknown, results: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, results));
  if (typeof value === 'object' && value !== null) return resolve(value as Params, results);
  if (typeof value !== 'string') return value;
  const whole = value.match(/^\$result((?:\[[^\]]*\])+)$/);
  if (whole !== null) return found(whole[1] ?? '', results) ?? '';
  return value.replace(reference, (_, path: string) => textOf(found(path, results)));
}

function found(path: string, results: ReadonlyMap<string, unknown>): unknown {
  const [first = '', ...rest] = [...path.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
  let value: unknown = results.get(first);
  for (const key of rest) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

const textOf = (value: unknown): string => (typeof value === 'object' ? '' : String(value ?? ''));
