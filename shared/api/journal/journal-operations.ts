import * as z from 'zod';
import { employeeIdSchema } from '../../people/employee-schema.ts';
import { daySchema, pageOf, pageQuery } from '../common-schemas.ts';
import { languageQuery } from '../language.ts';
import { administrators, defineOperations, everybody } from '../operation.ts';
import { callLineSchema, callResults, callSchema, suppressedCallsSchema } from './call-schemas.ts';

export const journalOperations = defineOperations(
  { function: 'journal-api', tag: 'Journal' },
  {
    listCalls: {
      method: 'GET',
      path: '/api/calls',
      access: everybody,
      summary: 'The journal, newest first',
      description:
        'One day, or a span of days, or all calls of one client; today unless told. Employees see the calls in which ' +
        'they talked or were rung, and those which they own. A page may hold fewer entries than its limit, even none, ' +
        'and still have a next one.',
      query: z.strictObject({
        ...pageQuery,
        day: daySchema.exactOptional(),
        from: daySchema.exactOptional(),
        to: daySchema.exactOptional(),
        client: z
          .string()
          .min(1)
          .max(40)
          .exactOptional()
          .meta({ description: "The client's phone in any spelling", example: '8 (495) 000-00-01' }),
        employee: employeeIdSchema
          .exactOptional()
          .meta({ description: 'Talked, was rung, owns it or has the task' }),
        trunk: z
          .string()
          .min(1)
          .max(200)
          .exactOptional()
          .meta({ description: 'One of our numbers, in any spelling' }),
        result: z.enum(callResults).exactOptional(),
      }),
      responses: { 200: { description: 'A page of calls', schema: pageOf(callLineSchema) } },
    },
    countSuppressedCalls: {
      method: 'GET',
      path: '/api/suppressed-calls',
      access: administrators,
      summary: 'How many calls the lines and lists of the settings kept out, day by day',
      description: 'Up to 31 days. Such calls leave this counter and nothing else.',
      query: z.strictObject({ from: daySchema, to: daySchema }),
      responses: { 200: { description: 'A count for each day', schema: suppressedCallsSchema } },
    },
    getCall: {
      method: 'GET',
      // The ids of PBXs may hold a slash, which gateways decode before they look for the route.
      path: '/api/calls/{id+}',
      access: everybody,
      summary: 'One call: its legs, who became responsible and why, and what became of it in the CRM',
      params: z.strictObject({ id: z.string().min(1).max(400) }),
      query: z.strictObject(languageQuery),
      responses: {
        200: { description: 'The call', schema: callSchema },
        404: { description: 'There is no such call, or it is not yours to see' },
      },
    },
  },
);
