import type { Change } from '../platform/stores/audit-store.ts';

/**
 * What is different between two JSON documents, one entry for each field. Lists of things that have a `number` or
 * `id` of their own are compared thing by thing, other lists as a whole.
 *
 * @example changesBetween({ a: { b: 1 } }, { a: { b: 2 } }) // [{ field: 'a.b', from: 1, to: 2 }]
 */
export function changesBetween(from: unknown, to: unknown, field = ''): readonly Change[] {
  if (isObject(from) && isObject(to)) return changesOfFields(from, to, (name) => join(field, name));
  const [before, after] = [byName(from), byName(to)];
  if (before !== undefined && after !== undefined) {
    return changesOfFields(before, after, (name) => `${field}[${name}]`);
  }
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  return [{ field, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
}

type Fields = Readonly<Record<string, unknown>>;

function changesOfFields(from: Fields, to: Fields, nameOf: (name: string) => string): readonly Change[] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names].flatMap((name) => changesBetween(from[name], to[name], nameOf(name)));
}

const join = (field: string, name: string): string => (field === '' ? name : `${field}.${name}`);

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byName(list: unknown): Fields | undefined {
  if (!Array.isArray(list)) return undefined;
  const entries = list.map(
    (item: unknown) => [isObject(item) ? (item.number ?? item.id) : undefined, item] as const,
  );
  return entries.every(([name]) => typeof name === 'string') ? Object.fromEntries(entries) : undefined;
}
