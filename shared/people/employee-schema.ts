import * as z from 'zod';
import type { EmployeeId } from '../base/ids.ts';
import { employmentStatuses, leaveSources } from './employee.ts';
import { ourCompanyIdSchema } from './our-company-id.ts';

/** Ids that fit into keys, addresses and logs as they are. */
export const employeeIdSchema = z
  .string()
  .min(1)
  .max(100)
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._@-]*$/u,
    'letters, digits and . _ @ - only, beginning with a letter or digit',
  )
  .meta({ description: 'An employee, by id', example: 'ivanov' }) as unknown as z.ZodType<EmployeeId, string>;

/** Fits into keys as it is. */
export const extensionSchema = z
  .string()
  .min(1)
  .max(50)
  .regex(/^[\w.*+-]+$/, 'digits, Latin letters and . _ * + - only');

const day = z.iso.date().meta({ description: "A day of the tenant's time zone", example: '2026-11-22' });

const leave = z.strictObject({
  from: day,
  to: day,
  substituteId: employeeIdSchema
    .exactOptional()
    .meta({ description: 'Who covers for him; his head if absent' }),
  source: z.enum(leaveSources).exactOptional().meta({
    description:
      'Who told of it. Such leaves are not changed by sending the record; one that is entered here for the same days goes before them',
  }),
});

const fields = {
  name: z.string().trim().min(1).max(200),
  email: z.email().max(200).exactOptional(),
  status: z
    .enum(employmentStatuses)
    .default('active')
    .meta({ description: '`blocked` gets no work for now; `dismissed` is for good' }),
  extensions: z
    .record(z.string().min(1).max(30), z.array(extensionSchema).max(20))
    .default({})
    .meta({ description: 'Extensions by PBX', example: { mango: ['222'] } }),
  crmUserId: z.string().trim().min(1).max(100).exactOptional().meta({
    description: 'Who he is in the CRM; without it he is unmapped: known to the PBX, not to the CRM',
  }),
  leaves: z.array(leave).max(100).default([]),
  headId: employeeIdSchema.exactOptional().meta({
    description: 'His head, who covers for him during leaves where no substitute does',
  }),
  ourCompanyId: ourCompanyIdSchema.exactOptional().meta({
    description: 'Which of our companies he works for, where several share the PBX',
  }),
};

/** D-81: one record for calls, chats and tickets, as it is stored and read; its rules are in check-employee.ts. */
export const employeeSchema = z.strictObject({ id: employeeIdSchema, ...fields }).meta({ id: 'Employee' });

/** The same as it is sent: the id is that of the address, and may be repeated. */
export const employeeChangeSchema = z
  .strictObject({ id: employeeIdSchema.exactOptional(), ...fields })
  .meta({ id: 'EmployeeChange' });

export type EmployeeChange = z.output<typeof employeeChangeSchema>;
