import * as z from 'zod/mini';

/**
 * The shapes in which the portal writes what it means (reference 1.1): numbers as texts, empty maps as lists, nothing
 * as `""`, `null`, `0` or `false`, dates without a value as `{}`. Schemas of methods are made of these.
 */

const nothing: ReadonlySet<unknown> = new Set([undefined, null, '', false]);

const isNothing = (value: unknown): boolean =>
  nothing.has(value) || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** `17`, `"17"` */
export const integer = z.pipe(
  z.union([z.int(), z.string().check(z.regex(/^-?\d+$/))]),
  z.transform((value) => Number(value)),
);

/** An id as text, however it is written. */
export const id = z.pipe(
  z.union([z.int(), z.string().check(z.minLength(1))]),
  z.transform((value) => String(value)),
);

/** `undefined` for all spellings of nothing: `""`, `null`, `false`, `[]`, `{}`. */
export const maybe = <Value>(schema: z.ZodMiniType<Value>): z.ZodMiniType<Value | undefined> =>
  z.pipe(
    z.transform((value: unknown) => (isNothing(value) ? undefined : value)),
    z.optional(schema),
  );

/** An id that may be missing; `0` is none. */
export const maybeId = z.pipe(
  z.transform((value: unknown) => (isNothing(value) || String(value) === '0' ? undefined : value)),
  z.optional(id),
);

/** Text; numbers come where texts are meant. `""` for nothing. */
export const text = z.pipe(
  z.transform((value: unknown) => (isNothing(value) ? '' : value)),
  z.pipe(
    z.union([z.string(), z.number()]),
    z.transform((value) => String(value)),
  ),
);

const yes: ReadonlySet<unknown> = new Set(['Y', 'y', '1', 1, true, 'true']);
const no: ReadonlySet<unknown> = new Set(['N', 'n', '0', 0, false, 'false', '', null, undefined]);

/** `"Y"`, `"1"`, `1`, `true`, and what stands against them. */
export const flag = z.pipe(
  z.unknown().check(z.refine((value) => yes.has(value) || no.has(value))),
  z.transform((value) => yes.has(value)),
);

/** A list; PHP writes one with gaps as a map. */
export const listOf = <Value>(schema: z.ZodMiniType<Value>): z.ZodMiniType<Value[]> =>
  z.pipe(
    z.transform((value: unknown) => {
      if (isNothing(value)) return [];
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.values(value)
        : value;
    }),
    z.array(schema),
  );

/** A map; PHP writes an empty one, and one whose keys are 0, 1, 2, …, as a list. */
export const mapOf = <Value>(schema: z.ZodMiniType<Value>): z.ZodMiniType<Record<string, Value>> =>
  z.pipe(
    z.transform((value: unknown) => {
      if (isNothing(value)) return {};
      return Array.isArray(value) ? { ...value } : value;
    }),
    z.record(z.string(), schema),
  );
