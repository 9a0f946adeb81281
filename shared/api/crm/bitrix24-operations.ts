import * as z from 'zod';
import { instantSchema } from '../common-schemas.ts';
import { administrators, defineOperations } from '../operation.ts';

const credential = z
  .string()
  .regex(/^[\w.-]{5,200}$/, 'must be 5 to 200 letters, digits, dots, hyphens or underlines');

const standing = z
  .strictObject({
    credentialsEntered: z.boolean(),
    installed: z.boolean(),
    portal: z.string().exactOptional().meta({ description: 'Its address', example: 'acme.bitrix24.ru' }),
    since: instantSchema.exactOptional().meta({ description: 'When its tokens came into force' }),
    suspended: z
      .strictObject({ why: z.string(), portalCode: z.string(), at: instantSchema, message: z.string() })
      .exactOptional()
      .meta({ description: 'Present while nothing can be sent to the portal' }),
    filling: z
      .strictObject({ status: z.enum(['waiting', 'running', 'done']), seen: z.int(), total: z.int() })
      .exactOptional()
      .meta({ description: "How far the directory is with the portal's leads, contacts and companies" }),
    lastReconciledAt: instantSchema.exactOptional().meta({ description: 'Changes up to then are known' }),
    lastWalkedAt: instantSchema.exactOptional().meta({ description: 'Deletions up to then are known' }),
  })
  .meta({ id: 'Bitrix24Standing' });

const portalUser = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    email: z.string().exactOptional(),
    extension: z.string().exactOptional().meta({ description: 'His extension as the portal has it' }),
  })
  .meta({ id: 'Bitrix24User' });

export const bitrix24Operations = defineOperations(
  { function: 'crm-api', tag: 'CRM' },
  {
    getBitrix24: {
      method: 'GET',
      path: '/api/crm/bitrix24',
      access: administrators,
      summary: 'How things stand with the Bitrix24 portal',
      description: 'Only where the CRM of the tenant is Bitrix24.',
      responses: { 200: { description: 'Installed or not, suspended or not, how far', schema: standing } },
    },
    listBitrix24Users: {
      method: 'GET',
      path: '/api/crm/bitrix24/users',
      access: administrators,
      summary: 'The users of the portal who work there',
      description: 'As `crmUsers` of `POST /api/employees/mapping/suggest` takes them, extensions included.',
      query: z.strictObject({
        after: z
          .string()
          .regex(/^\d{1,15}$/)
          .default('0')
          .meta({ description: 'The id of the last one of the page before' }),
      }),
      responses: {
        200: {
          description: 'Up to fifty, by id; fewer on the last page',
          schema: z.strictObject({ items: z.array(portalUser) }),
        },
        503: { description: 'The portal does not answer now' },
      },
    },
    putBitrix24App: {
      method: 'PUT',
      path: '/api/crm/bitrix24/app',
      access: administrators,
      summary: 'Enter what the portal gave out for the local application',
      description:
        'Write only: nothing reads it back. To be entered before the application is installed; an installation that ' +
        'these do not prove is refused. Only where the CRM of the tenant is Bitrix24.',
      body: z.strictObject({
        clientId: credential.meta({ description: 'Application ID (client_id)' }),
        clientSecret: credential.meta({ description: 'Application key (client_secret)' }),
      }),
      responses: { 204: { description: 'Stored' } },
    },
  },
);
