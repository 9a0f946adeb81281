import * as z from 'zod';
import { ourCompanyIdSchema } from '../../people/our-company-id.ts';
import { pageOf, pageQuery } from '../common-schemas.ts';
import { callLineSchema } from '../journal/call-schemas.ts';
import { administrators, defineOperations } from '../operation.ts';

const callIds = z
  .array(z.string().min(1).max(400))
  .min(1)
  .max(100)
  .meta({ description: 'Calls of the inbox, by id' });

/** D-22: the inbox of calls that fit none of our companies. */
export const unassignedOperations = defineOperations(
  { function: 'problems-api', tag: 'Unassigned calls' },
  {
    listUnassignedCalls: {
      method: 'GET',
      path: '/api/unassigned-calls',
      access: administrators,
      summary: 'The calls that fit none of our companies, newest first',
      description:
        'Neither their line nor the employees in them belong to a company. They are in no CRM and in no day of the ' +
        'journal until they are given to one.',
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of calls', schema: pageOf(callLineSchema) } },
    },
    assignCalls: {
      method: 'POST',
      path: '/api/unassigned-calls/assign',
      access: administrators,
      summary: 'Give calls to the company that they belong to: they are decided and written to the CRM',
      description: 'Done twice it counts once.',
      body: z.strictObject({ ourCompanyId: ourCompanyIdSchema, callIds }).meta({ id: 'AssignCalls' }),
      responses: {
        202: { description: 'They leave the inbox in a moment', schema: z.strictObject({ callIds }) },
      },
    },
  },
);
