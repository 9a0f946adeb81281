import * as z from 'zod';
import type { DepartmentId, OpenLineId } from '../base/ids.ts';
import { employeeIdSchema } from '../people/employee-schema.ts';
import { queueModes } from '../tickets/open-line.ts';
import { workingTime } from './callback-settings.ts';

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and dashes')
  .meta({ example: 'whatsapp-sales' });
const departmentId = id as unknown as z.ZodType<DepartmentId, string>;
const openLineId = id as unknown as z.ZodType<OpenLineId, string>;
const name = z.string().trim().min(1).max(200);
const text = z.string().trim().max(4_000).default('');
const day = 86_400;

/** D-50: in the order of their rank; the head comes last. */
const departmentSchema = z
  .strictObject({
    id: departmentId,
    name,
    members: z.array(employeeIdSchema).max(200),
    headId: employeeIdSchema.exactOptional(),
  })
  .meta({ id: 'Department' });

const queuePlaceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('employee'), employeeId: employeeIdSchema }),
  z.strictObject({ kind: z.literal('department'), departmentId }),
]);

const openLineSchema = z
  .strictObject({
    id: openLineId,
    name,
    channels: z
      .array(z.string().min(1).max(200))
      .max(50)
      .default([])
      .meta({ description: 'The channel accounts whose clients come here', example: ['whatsapp:1067'] }),
    agentQueue: z
      .array(queuePlaceSchema)
      .min(1)
      .max(100)
      .meta({ description: 'Who is asked, the primary agent first' }),
    mode: z.enum(queueModes).default('linear').meta({
      description:
        'linear: strictly in order; leastRecent: who was given nothing for the longest time; broadcast: all at once',
    }),
    /** OL-06, D-49. */
    handoffTimeoutSeconds: z
      .int()
      .min(10)
      .max(7 * day)
      .default(12 * 3_600)
      .meta({ description: 'How long one has to answer before the next is asked' }),
    timeoutCounts: z.enum(['calendarTime', 'workingTime']).default('calendarTime'),
    checksAvailability: z.boolean().default(true).meta({
      description: 'Ask only those who are at work; without it, all who are not dismissed or blocked',
    }),
    workingTime: workingTime.removeDefault().exactOptional().meta({
      description: 'When clients are served; without it day and night',
    }),
    texts: z
      .strictObject({ offHours: text, nobodyAvailable: text })
      .prefault({})
      .meta({ description: 'What the client is told, once; nothing where it is empty' }),
    ownerFirst: z.enum(['no', 'inQueue', 'anybody']).default('no').meta({
      description:
        "Whether a known client's owner is asked before the queue, and if so also one who is not in it",
    }),
    /** D-53. */
    transferChangesOwner: z.boolean().default(true).meta({
      description: 'Whether whom a client is transferred to becomes his owner in the CRM',
    }),
    returnToPrimary: z.enum(['nextMessage', 'afterClose']).default('nextMessage'),
    followUpTimeoutSeconds: z
      .int()
      .min(10)
      .max(7 * day)
      .exactOptional()
      .meta({ description: 'How long a client waits for a further answer; without it for ever' }),
    maxRounds: z.int().min(1).max(100).default(3).meta({
      description: 'So often everybody is asked; then it is left to the supervisors',
    }),
    supervisors: z.array(employeeIdSchema).max(50).default([]).meta({
      description: 'Who sees everything of this line, and hears of what nobody answers',
    }),
    openTicketLimit: z.int().min(1).max(1_000).exactOptional().meta({
      description: 'How many tickets of this line one may have that are open',
    }),
    /** OL-02, OL-03, D-41. */
    assigneeOnly: z.boolean().default(false).meta({
      description: 'New messages are seen by the current assignee and supervisors alone',
    }),
  })
  .meta({ id: 'OpenLine' });

/** All open lines of the tenant: one document, so that a change is checked and kept as a whole. */
export const openLineSettingsSchema = z
  .strictObject({
    departments: z.array(departmentSchema).max(500).default([]),
    openLines: z.array(openLineSchema).max(200).default([]),
    openTicketLimit: z.int().min(1).max(1_000).default(1_000).meta({
      description: 'D-51: how many open tickets one may have over all lines',
    }),
    presenceGraceSeconds: z.int().min(30).max(900).default(120).meta({
      description: 'How long somebody counts as online after his console was last heard',
    }),
  })
  .meta({ id: 'OpenLineSettings' });

export type OpenLineSettings = z.infer<typeof openLineSettingsSchema>;
