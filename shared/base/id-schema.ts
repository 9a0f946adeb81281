import * as z from 'zod/mini';

/** A text of 1 to `maxLength` characters, as the kind of id that it is. */
export const idSchema = <Id extends string>(maxLength: number) =>
  z.pipe(
    z.string().check(z.minLength(1), z.maxLength(maxLength)),
    z.transform((text) => text as Id),
  );
