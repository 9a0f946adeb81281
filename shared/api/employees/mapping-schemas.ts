import * as z from 'zod';
import { pbxProviders, pbxTraits } from '../../pbx/providers.ts';
import { employeeIdSchema, extensionSchema } from '../../people/employee-schema.ts';
import { matchModes, matchParameters } from '../../people/mapping/users.ts';

const name = z.string().trim().min(1).max(200);
const email = z.string().trim().max(200).exactOptional();
const account = z.string().trim().min(1).max(200).exactOptional();
const maxUsers = 1_000;

const pbxUser = z
  .strictObject({
    name,
    email,
    extensions: z
      .array(extensionSchema)
      .min(1)
      .max(20)
      .meta({
        description: `As employees have them; ${pbxProviders.map((pbx) => `${pbx}: ${pbxTraits[pbx].extension}`).join('; ')}`,
      }),
    groups: z.array(z.string().min(1).max(50)).max(50).default([]).meta({ description: 'His ring groups' }),
    mappedIn: account.meta({ description: 'Another account of the CRM in which he is mapped' }),
  })
  .meta({ id: 'PbxUser' });

const crmUser = z
  .strictObject({
    id: z.string().trim().min(1).max(100),
    name,
    email,
    extension: extensionSchema.exactOptional().meta({
      description:
        'As the CRM has it (Bitrix24: `UF_PHONE_INNER`); offered to those whom nothing else matches',
    }),
    mappedIn: account.meta({ description: 'Another PBX or account for which the user is in use' }),
  })
  .meta({ id: 'CrmUser' });

export const mappingRequestSchema = z
  .strictObject({
    pbx: z.enum(pbxProviders).meta({ description: 'Whose extensions these are' }),
    by: z
      .array(z.enum(matchParameters))
      .min(1)
      .max(2)
      .default([...matchParameters])
      .meta({ description: 'What is compared' }),
    mode: z.enum(matchModes).default('allParameters').meta({
      description: '`allParameters`: all of `by` must agree; `atLeastOne`: one is enough',
    }),
    pbxUsers: z.array(pbxUser).max(maxUsers),
    crmUsers: z.array(crmUser).max(maxUsers),
  })
  .meta({ id: 'MappingRequest' });

export type MappingRequest = z.output<typeof mappingRequestSchema>;

const pair = z
  .strictObject({
    pbxUser,
    crmUser,
    matchedBy: z.array(z.enum([...matchParameters, 'extension'])),
    verdict: z.enum(['mapped', 'new', 'change', 'refused']).meta({
      description:
        '`mapped`: it is so already; `new`: create an employee; `change`: change the one named; `refused`: see `refusals`',
    }),
    employeeId: employeeIdSchema.exactOptional().meta({ description: 'Who has something of it already' }),
    fields: z
      .strictObject({
        name,
        email,
        crmUserId: z.string(),
        extensions: z.record(z.string(), z.array(z.string())),
      })
      .exactOptional()
      .meta({ description: 'What to send with `PUT /api/employees/{id}`, beside what the employee has' }),
    refusals: z.array(z.strictObject({ field: z.string(), reason: z.string() })),
    warnings: z.array(z.string()).meta({ description: 'Allowed, but not recommended' }),
  })
  .meta({ id: 'MappingPair' });

const users = z.strictObject({ pbxUsers: z.array(pbxUser), crmUsers: z.array(crmUser) });

export const mappingSchema = z
  .strictObject({
    pairs: z.array(pair),
    ambiguities: z
      .array(users)
      .meta({ description: 'Users who could be each other in more than one way: decide by hand' }),
    unmatched: users,
  })
  .meta({ id: 'MappingSuggestion' });
