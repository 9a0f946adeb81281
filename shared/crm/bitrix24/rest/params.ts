/** A value that an earlier command of the same batch gives: `$result[reg][CALL_ID]`. */
export class Ref {
  readonly #path: readonly (string | number)[];

  constructor(path: readonly (string | number)[]) {
    this.#path = path;
  }

  toString(): string {
    return `$result${this.#path.map((part) => `[${part}]`).join('')}`;
  }
}

/** What command `key` will have given, at this path. Only single values: `ref('reg', 'CALL_ID')`, `ref('l', 0, 'ID')`. */
export const ref = (key: string, ...path: readonly (string | number)[]): Ref => new Ref([key, ...path]);

/**
 * What a method is asked. `undefined` is left out; booleans are written 1 and 0, where a method wants `Y` and `N` they
 * are given as that.
 */
export type Param =
  | string
  | number
  | boolean
  | null
  | undefined
  | Ref
  | readonly Param[]
  | { readonly [name: string]: Param };
export type Params = Readonly<Record<string, Param>>;

/** For a JSON body. */
export function jsonParams(params: Params): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, jsonValue(value)]],
    ),
  );
}

function jsonValue(value: Exclude<Param, undefined>): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Ref) return String(value);
  if (isList(value)) return value.filter((item) => item !== undefined).map(jsonValue);
  return typeof value === 'object' && value !== null ? jsonParams(value as Params) : value;
}

/** For a command of a batch: `fields[fm][0][value]=%2B7916…`. */
export function queryString(params: Params): string {
  const pairs: string[] = [];
  const visit = (name: string, value: Param): void => {
    if (value === undefined) return;
    if (value === null) pairs.push(`${name}=`);
    else if (value instanceof Ref) pairs.push(`${name}=${encodeURIComponent(String(value))}`);
    else if (isList(value)) {
      value
        .filter((item) => item !== undefined)
        .forEach((item, index) => {
          visit(`${name}[${index}]`, item);
        });
    } else if (typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) visit(`${name}[${encodeURIComponent(key)}]`, inner);
    } else pairs.push(`${name}=${encodeURIComponent(scalar(value))}`);
  };
  for (const [name, value] of Object.entries(params)) visit(encodeURIComponent(name), value);
  return pairs.join('&');
}

/** What a client is called must not be read as a reference to what another command gave. */
function scalar(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value).replaceAll('$result[', '$ result[');
}

const isList = (value: Param): value is readonly Param[] => Array.isArray(value);
