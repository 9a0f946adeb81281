import { list, type Params, record } from './params.ts';

/** How items of one kind are read: which fields there are, and what an item says in one (several values where it is multiple). */
export interface Reader<T> {
  readonly knows: (field: string) => boolean;
  readonly read: (item: T, field: string) => readonly unknown[];
  /** What a filter by a field that nobody knows does. */
  readonly unknown: 'ignored' | 'refused';
}

export class UnknownFilterFieldError extends Error {
  constructor(field: string) {
    super(`Field '${field}' is not allowed in filter`);
    this.name = 'UnknownFilterFieldError';
  }
}

type Test<T> = (item: T) => boolean;

const prefixes = /^(!=%|!%=|!%|!@|!=|!><|!|>=|<=|><|>|<|=%|%=|%|@|=|\?)?(.*)$/s;

/**
 * Bitrix24's filters: `{'>ID': 5, '@STATUS_ID': ['NEW'], 0: {logic: 'OR', …}}`.
 *
 * Inferred: a list of values under a plain name means any of them, and an empty value under a plain name does not
 * filter at all. The second is the worse of the two readings: an id that did not resolve then finds strangers.
 *
 * @throws UnknownFilterFieldError where the reader refuses unknown fields.
 */
export function filterBy<T>(filter: Params, reader: Reader<T>): Test<T> {
  const isOr = String(filter.logic ?? filter.LOGIC ?? 'AND').toUpperCase() === 'OR';
  const tests = Object.entries(filter)
    .filter(([key]) => key.toLowerCase() !== 'logic')
    .flatMap(([key, value]) =>
      /^\d+$/.test(key) ? filterBy(record(value), reader) : (condition(key, value, reader) ?? []),
    );
  if (isOr && tests.length > 0) return (item) => tests.some((test) => test(item));
  return (item) => tests.every((test) => test(item));
}

function condition<T>(key: string, wanted: unknown, reader: Reader<T>): Test<T> | undefined {
  const [, operator = '', field = ''] = prefixes.exec(key) ?? [];
  if (!reader.knows(field)) {
    if (reader.unknown === 'refused') throw new UnknownFilterFieldError(field);
    return undefined;
  }
  const values = list(wanted);
  if (operator === '' && values.length === 0) return undefined;
  const test = (operators[operator.replace(/^!/, '')] ?? equal)(values);
  return operator.startsWith('!')
    ? (item) => !test(reader.read(item, field))
    : (item) => test(reader.read(item, field));
}

/** A condition on what an item says in a field, made once for all items. */
type Operator = (values: readonly unknown[]) => (actual: readonly unknown[]) => boolean;

const any =
  (test: (a: unknown, b: unknown) => boolean): Operator =>
  (values) =>
  (actual) =>
    actual.some((a) => values.some((b) => test(a, b)));

const equal: Operator = (values) => {
  const wanted = new Set(values.map(spelled));
  return (actual) => actual.some((a) => wanted.has(spelled(a)));
};

const contains = any((a, b) => String(a).toLowerCase().includes(String(b).replaceAll('%', '').toLowerCase()));

/** By their prefix without the `!` that turns them round; without any: equal to one of the values. */
const operators: Readonly<Record<string, Operator>> = {
  '%': contains,
  '%=': contains,
  '=%': contains,
  '?': contains,
  '>': any((a, b) => compare(a, b) > 0),
  '>=': any((a, b) => compare(a, b) >= 0),
  '<': any((a, b) => compare(a, b) < 0),
  '<=': any((a, b) => compare(a, b) <= 0),
  '><':
    ([from, to]) =>
    (actual) =>
      actual.some((a) => compare(a, from) >= 0 && compare(a, to) <= 0),
};

function spelled(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(Number(value)) : String(value ?? '');
}

/** Numbers as numbers, times as times, all else as text. */
function compare(a: unknown, b: unknown): number {
  const [left, right] = [comparable(a), comparable(b)];
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(a).localeCompare(String(b));
}

function comparable(value: unknown): number | string {
  const said = String(value);
  if (said !== '' && Number.isFinite(Number(said))) return Number(said);
  return /^\d{4}-\d\d-\d\d/.test(said) ? Date.parse(said) : said;
}

/** Sorts by `{FIELD: 'ASC' | 'DESC'}`; by the first field that tells two items apart. */
export function sorted<T>(items: readonly T[], order: Params, reader: Reader<T>): readonly T[] {
  const keys = Object.entries(order).filter(([field]) => reader.knows(field));
  if (keys.length === 0) return items;
  return [...items].sort((a, b) => {
    for (const [field, direction] of keys) {
      const difference = compare(reader.read(a, field)[0], reader.read(b, field)[0]);
      if (difference !== 0) return String(direction).toUpperCase() === 'DESC' ? -difference : difference;
    }
    return 0;
  });
}

/** A reader of items by a table of their fields. */
export function tableReader<T>(
  table: Readonly<Record<string, (item: T) => unknown>>,
  unknown: Reader<T>['unknown'] = 'ignored',
): Reader<T> {
  return {
    knows: (field) => Object.hasOwn(table, field),
    read: (item, field) => {
      const value = table[field]?.(item);
      return Array.isArray(value) ? (value as readonly unknown[]) : [value];
    },
    unknown,
  };
}
