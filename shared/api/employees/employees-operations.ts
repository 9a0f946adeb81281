import * as z from 'zod';
import { employeeChangeSchema, employeeIdSchema, employeeSchema } from '../../people/employee-schema.ts';
import { instantSchema, pageOf, pageQuery } from '../common-schemas.ts';
import { administrators, defineOperations, everybody } from '../operation.ts';
import { mappingRequestSchema, mappingSchema } from './mapping-schemas.ts';

/** What colleagues see of each other. */
const colleague = employeeSchema.pick({ id: true, name: true, status: true }).meta({ id: 'Colleague' });
const employeeOrColleague = z.union([employeeSchema, colleague]);

const params = z.strictObject({ id: employeeIdSchema });

const calendar = z
  .strictObject({
    calendar: z.string().min(1).max(200_000).meta({
      description: 'The text of an .ics file (RFC 5545)',
      example: 'BEGIN:VCALENDAR…END:VCALENDAR',
    }),
  })
  .meta({ id: 'CalendarText' });

const dutyRota = z
  .strictObject({
    version: z.int().min(0).meta({ description: 'Counts the uploads; 0 before the first one' }),
    updatedAt: instantSchema.exactOptional(),
    updatedBy: z.string().exactOptional(),
    items: z.array(
      z.strictObject({
        employeeId: employeeIdSchema,
        windows: z
          .array(z.strictObject({ from: instantSchema, to: instantSchema }))
          .meta({ description: 'When he is on duty, for the year to come' }),
      }),
    ),
  })
  .meta({ id: 'DutyRota' });

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
    putLeaveCalendar: {
      method: 'PUT',
      path: '/api/employees/{id}/leave-calendar',
      access: administrators,
      summary: "An employee's leaves, from a calendar",
      description:
        'Events of whole days become leaves, in place of those which an earlier calendar told. What was entered by hand ' +
        'stays. A calendar without events takes them all away.',
      params,
      body: calendar,
      responses: {
        200: { description: 'The employee with his leaves', schema: employeeSchema },
        404: { description: 'There is no such employee' },
        422: { description: 'The calendar can not be used; nothing was saved' },
      },
    },
    getDutyRota: {
      method: 'GET',
      path: '/api/duty-rota',
      access: administrators,
      summary: 'Who is on duty when',
      responses: { 200: { description: 'Everybody whom the rota names', schema: dutyRota } },
    },
    putDutyRota: {
      method: 'PUT',
      path: '/api/duty-rota',
      access: administrators,
      summary: 'Replace the duty rota by a calendar',
      description:
        'Events name employees by e-mail or name, as attendees or in the summary. Whoever is named in it is available ' +
        'only within his times; others are not bound by it. A calendar without events takes the rota away.',
      body: calendar,
      responses: {
        200: { description: 'Everybody whom the rota names', schema: dutyRota },
        422: { description: 'The calendar can not be used, or names somebody unknown; nothing was saved' },
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
