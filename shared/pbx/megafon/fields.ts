import * as z from 'zod/mini';
import { printable } from '../../webhooks/printable.ts';

/** Assumption: `callid` is one through all phones that a call rings and all blind transfers. */
export const id = printable(1, 100);
export const number = printable(1, 200);

/** The login of a user, without the PBX's domain: what is entered as his extension with us. */
const login = z.pipe(
  printable(1, 200),
  z.transform((text) => text.replace(/@.*$/, '').slice(0, 50)),
);

/** Whose part of the call it is, in both kinds of request. */
export const who = {
  user: z.optional(login),
  ext: z.optional(login),
  telnum: z.optional(login),
  groupRealName: z.optional(printable(1, 200)),
};

/** The vendor matches people by login; where a request has none, by the short number, then by the direct one. */
export function extensionOf(said: {
  readonly user?: string | undefined;
  readonly ext?: string | undefined;
  readonly telnum?: string | undefined;
}): string | undefined {
  return [said.user, said.ext, said.telnum].find((name) => name !== undefined && name !== '');
}

/** A word whose case is not the same in all editions of the vendor's manual. */
export function word<const Word extends string>(...words: readonly Word[]) {
  const lowered = z.pipe(
    z.string(),
    z.transform((text) => text.toLowerCase()),
  );
  return z.pipe(lowered, z.enum(words));
}
