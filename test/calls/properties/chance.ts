import fc from 'fast-check';

/** Absent every other time. */
export const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 });

/** The usual thing, and another one at one time in so many. */
export const mostly = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>, oneIn = 6): fc.Arbitrary<T> =>
  fc.oneof({ weight: oneIn - 1, arbitrary: usual }, { weight: 1, arbitrary: other });

/** Without the fields that are undefined: as it comes from JSON. */
export const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
