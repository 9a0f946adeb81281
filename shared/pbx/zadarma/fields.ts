import * as z from 'zod/mini';
import { printable } from '../../webhooks/printable.ts';
import { whole } from '../../webhooks/scalars.ts';

/** Ids of calls and recordings. */
export const id = printable(1, 100);
export const number = printable(1, 200);

/**
 * An extension. Assumption: where the number of the whole PBX is put before it, as seen in `499499-100`, that says
 * nothing.
 */
export const extension = z.pipe(
  printable(1, 50),
  z.transform((text) => text.replace(/^\d+-(?=\d+$)/, '')),
);

/** What the call came to, as both ends of a call have it. */
export const result = {
  disposition: printable(1, 50),
  status_code: z.optional(whole(999)),
  /** Seconds of talk. */
  duration: z._default(whole(1_000_000), 0),
  is_recorded: z.optional(printable(1, 10)),
  call_id_with_rec: z.optional(id),
};
