import * as z from 'zod';
import { employeeChangeSchema, employeeIdSchema, employeeSchema } from '../../people/employee-schema.ts';
import { pageOf, pageQuery } from '../common-schemas.ts';
import { administrators, defineOperations, everybody } from '../operation.ts';
import { mappingRequestSchema, mappingSchema } from './mapping-schemas.ts';

/** What colleagues see of each other. */
const colleague = employeeSchema.pick({ id: true, name: true, status: true }).meta({ id: 'Colleague' });
const employeeOrColleague = z.union([employeeSchema, colleague]);

const params = z.strictObject({ id: employeeIdSchema });

export const employeesOperations = defineOperations(
  { function: 'employees-api', tag: 'Employees' },
  {
    getMe: {
      method: 'GET',
      path: '/api/me',
      access: everybody,
      summary: 'Who the token says you are',
      responses: {
        200: {
          description: 'Your roles, and your employee record where you have one',
          schema: z
            .strictObject({
              roles: z.array(z.enum(['administrator', 'employee'])),
              employeeId: employeeIdSchema.exactOptional(),
              employee: employeeSchema.exactOptional(),
            })
            .meta({ id: 'Me' }),
        },
      },
    },
    listEmployees: {
      method: 'GET',
      path: '/api/employees',
      access: everybody,
      summary: 'Everybody, by id',
      description: 'Administrators see all fields, employees the id, name and status of each.',
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of employees', schema: pageOf(employeeOrColleague) } },
    },
    getEmployee: {
      method: 'GET',
      path: '/api/employees/{id}',
      access: everybody,
      summary: 'One employee',
      description:
        'Administrators see all fields, employees those of themselves; of others id, name and status.',
      versioned: true,
      params,
      responses: {
        200: { description: 'The employee', schema: employeeOrColleague },
        404: { description: 'There is no such employee' },
      },
    },
    putEmployee: {
      method: 'PUT',
      path: '/api/employees/{id}',
      access: administrators,
      summary: 'Create or change an employee',
      description:
        'The whole record; `If-None-Match: *` creates, `If-Match` changes. An extension and a CRM user belong to one ' +
        'employee at most. Who stands in the settings is replaced there before he is blocked or dismissed.',
      versioned: true,
      params,
      body: employeeChangeSchema,
      responses: {
        200: { description: 'Changed', schema: employeeSchema },
        201: { description: 'Created', schema: employeeSchema },
        409: {
          description: 'Somebody else has the extension or the CRM user, or the employee is still needed',
        },
      },
    },
    suggestMapping: {
      method: 'POST',
      path: '/api/employees/mapping/suggest',
      access: administrators,
      summary: 'Who of the PBX is who in the CRM',
      description:
        'Compares two lists by full name and e-mail, without regard to case, ё, spaces and the order of a name. ' +
        'Proposes pairs of which neither side fits anybody else, and offers those who are left over the extension that ' +
        'the CRM has of them; says of each what saving it would come to; ' +
        '`PUT /api/employees/{id}` saves it. Nothing is saved here.',
      body: mappingRequestSchema,
      responses: { 200: { description: 'Pairs, doubts, and who is left over', schema: mappingSchema } },
    },
  },
);
