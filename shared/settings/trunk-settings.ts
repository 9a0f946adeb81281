import * as z from 'zod';
import { responsibleSchema } from './responsible-schema.ts';

const spelling = z.string().trim().min(1).max(200);

/** One external line. Without a responsible it behaves as if the feature did not exist (IT-12). */
export const trunkSchema = z
  .strictObject({
    /** Normalised on every save (D-19): see normalise-trunks.ts. */
    number: spelling.meta({
      description:
        'A phone number in any spelling, stored in E.164, or a SIP line address, stored in lower case',
      example: '+74950000001',
    }),
    name: z.string().trim().max(200).default(''),
    aliases: z
      .array(spelling)
      .max(20)
      .default([])
      .meta({ description: 'Other spellings and names under which the PBX sends this line' }),
    /** D-20, Mango manual §2.10. */
    processed: z.boolean().exactOptional().meta({
      description:
        'False: calls on this line are neither processed nor saved, only counted. True unless told',
    }),
    /** IT-09: replaces the default responsible for inbound calls on this line. */
    trunkResponsible: responsibleSchema.exactOptional().meta({
      description:
        'Takes the place of the default responsible for inbound calls on this line; one person, or several who take turns',
    }),
  })
  .meta({ id: 'Trunk' });

/** All trunks of the tenant: one document, so that a change is checked and kept as a whole. */
export const trunkSettingsSchema = z
  .strictObject({ trunks: z.array(trunkSchema).max(1000).default([]) })
  .meta({ id: 'TrunkSettings' });

export type Trunk = z.infer<typeof trunkSchema>;
export type TrunkSettings = z.infer<typeof trunkSettingsSchema>;
