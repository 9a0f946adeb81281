import * as z from 'zod';
import type { EmployeeId } from '../base/ids.ts';

/** One external line. Without a responsible it behaves as if the feature did not exist (IT-12). */
export const trunkSchema = z.strictObject({
  /** E.164 or a SIP line address (`sip:line1@acme.mangosip.ru`); any spelling is accepted and normalised (D-19). */
  number: z.string().min(1).max(200),
  name: z.string().max(200).default(''),
  /** Other spellings under which the PBX sends this line. */
  aliases: z.array(z.string().min(1).max(200)).max(20).default([]),
  /** IT-09: replaces the default responsible for inbound calls on this line. */
  trunkResponsible: z
    .string()
    .min(1)
    .max(100)
    .transform((id) => id as EmployeeId)
    .optional(),
});

/** All trunks of the tenant: one document, so that a change is checked and kept as a whole. */
export const trunkSettingsSchema = z.strictObject({ trunks: z.array(trunkSchema).max(1000).default([]) });

export type Trunk = z.infer<typeof trunkSchema>;
export type TrunkSettings = z.infer<typeof trunkSettingsSchema>;
