/** The parameters of a REST call, as JSON or as a form with PHP's brackets brought them. */
export type Params = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A parameter by its name in any case: the portal takes `FILTER` and `filter`. */
export function param(params: Params, name: string): unknown {
  if (Object.hasOwn(params, name)) return params[name];
  const wanted = name.toLowerCase();
  return Object.entries(params).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** Text that says something; numbers come as text too. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function integer(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

export function decimal(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** `1`, `Y` and `true` in their spellings. */
export function flag(value: unknown, otherwise: boolean): boolean {
  if (value === undefined || value === null || value === '') return otherwise;
  return ['1', 'y', 'true'].includes(String(value).toLowerCase());
}

/** PHP knows no difference between a list and a map with numbers for keys. */
export function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isRecord(value)) return Object.values(value);
  return value === undefined || value === null || value === '' ? [] : [value];
}

export function record(value: unknown): Params {
  if (Array.isArray(value)) return { ...value };
  return isRecord(value) ? value : {};
}

export const integers = (value: unknown): readonly number[] =>
  list(value).flatMap((item) => integer(item) ?? []);
