import * as z from 'zod';
import { ourCompanyIdSchema } from '../people/our-company-id.ts';
import { responsibleSchema } from './responsible-schema.ts';

const spelling = z.string().trim().min(1).max(200);

/** D-22: one of the tenant's own companies, where several share a PBX. */
const ourCompanySchema = z
  .strictObject({
    id: ourCompanyIdSchema,
    name: z.string().trim().min(1).max(200),
    /** IT-15, IT-22: each company's fallback is its own. */
    companyResponsible: responsibleSchema.exactOptional().meta({
      description:
        'Goes before the default responsible for calls of this company; one person, or several who take turns',
    }),
  })
  .meta({ id: 'OurCompany' });

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
    ourCompanyId: ourCompanyIdSchema
      .exactOptional()
      .meta({ description: 'Which of our companies the line belongs to, where there are several' }),
  })
  .meta({ id: 'Trunk' });

/** All trunks of the tenant: one document, so that a change is checked and kept as a whole. */
export const trunkSettingsSchema = z
  .strictObject({
    ourCompanies: z
      .array(ourCompanySchema)
      .max(50)
      .default([])
      .meta({
        description:
          'Our own companies, where several share the PBX. A call then belongs to that of its line, else to that of ' +
          'the employees in it; one that fits none waits in the inbox of unassigned calls',
      }),
    trunks: z.array(trunkSchema).max(1000).default([]),
  })
  .meta({ id: 'TrunkSettings' });

export type OurCompany = z.infer<typeof ourCompanySchema>;
export type Trunk = z.infer<typeof trunkSchema>;
export type TrunkSettings = z.infer<typeof trunkSettingsSchema>;
