import * as z from 'zod';
import { workDays } from '../../people/availability.ts';
import { employeeIdSchema } from '../../people/employee-schema.ts';
import { ownWorkDays } from '../../people/work-sources.ts';
import { daySchema, instantSchema, pageOf, pageQuery } from '../common-schemas.ts';
import { languageQuery } from '../language.ts';
import { administrators, defineOperations, everybody } from '../operation.ts';

const availability = z
  .strictObject({
    employeeId: employeeIdSchema,
    name: z.string(),
    available: z.boolean(),
    inWords: z.string().meta({ example: 'в отпуске по 2026-11-30' }),
    reason: z
      .enum([
        'dismissed',
        'blocked',
        'onLeave',
        'absent',
        'outsideWorkingHours',
        'offDuty',
        'workStateUnknown',
        'workDayNotOpen',
        'onBreak',
        'offline',
        'atLimit',
      ])
      .exactOptional()
      .meta({ description: 'The first that stands against giving him work now' }),
    lastDay: daySchema.exactOptional().meta({ description: 'Of his leave' }),
    substituteId: employeeIdSchema.exactOptional(),
    until: instantSchema.exactOptional().meta({ description: 'When he is back, where it is known' }),
    workState: z
      .strictObject({
        workDay: z.enum(workDays).exactOptional().meta({
          description: 'Absent where his work time is not tracked: then presence counts',
        }),
        online: z
          .boolean()
          .exactOptional()
          .meta({ description: 'Absent where nobody tells of his presence' }),
        duty: z
          .strictObject({
            isOn: z.boolean(),
            until: instantSchema.exactOptional().meta({ description: 'When that changes' }),
          })
          .exactOptional()
          .meta({ description: 'Absent where the duty rota does not bind him now' }),
        readAt: instantSchema,
        expiresAt: instantSchema,
      })
      .exactOptional()
      .meta({ description: 'What is known of his work from all sources; absent where nobody tells of it' }),
  })
  .meta({ id: 'EmployeeAvailability' });

const day = z
  .strictObject({
    workDay: z.enum(ownWorkDays).meta({
      description: '`opened`: begins or is back; `paused`: takes a break; `closed`: ends the day',
    }),
  })
  .meta({ id: 'WorkDayChange' });

export const availabilityOperations = defineOperations(
  { function: 'availability-api', tag: 'Availability' },
  {
    listAvailability: {
      method: 'GET',
      path: '/api/availability',
      access: administrators,
      summary: 'Who can be given work now, and why others can not',
      description:
        'By employment, leave, duty rota, work day where it is tracked, else presence, and breaks. What the CRM tells ' +
        'is asked of it where it is older than a minute; where it does not answer, it is as it was.',
      query: z.strictObject({ ...pageQuery, ...languageQuery }),
      responses: { 200: { description: 'A page of employees, by id', schema: pageOf(availability) } },
    },
    getMyWork: {
      method: 'GET',
      path: '/api/me/work',
      access: everybody,
      summary: 'Whether you can be given work now, and if not why',
      query: z.strictObject(languageQuery),
      responses: {
        200: { description: 'Your availability', schema: availability },
        404: { description: 'You have no employee record' },
      },
    },
    putMyWork: {
      method: 'PUT',
      path: '/api/me/work',
      access: everybody,
      summary: 'Begin your day, take a break, come back, end your day',
      query: z.strictObject(languageQuery),
      body: day,
      responses: {
        200: { description: 'Your availability after that', schema: availability },
        404: { description: 'You have no employee record' },
        409: { description: 'Your day is tracked in the CRM and is ended there' },
      },
    },
    postHeartbeat: {
      method: 'POST',
      path: '/api/me/heartbeat',
      access: everybody,
      summary: 'Your console is open',
      description:
        'To be sent every 30 seconds. Who was heard within `presenceGraceSeconds` of the open-line settings is online.',
      responses: {
        204: { description: 'Noted' },
        404: { description: 'You have no employee record' },
      },
    },
    putEmployeeWork: {
      method: 'PUT',
      path: '/api/employees/{id}/work',
      access: everybody,
      summary: "Change somebody's day for him",
      description: 'For administrators, for his head, and for the heads of his departments.',
      params: z.strictObject({ id: employeeIdSchema }),
      query: z.strictObject(languageQuery),
      body: day,
      responses: {
        200: { description: 'His availability after that', schema: availability },
        404: { description: 'There is no such employee' },
        409: { description: 'His day is tracked in the CRM and is ended there' },
      },
    },
  },
);
