import * as z from 'zod';
import { directions } from '../../calls/events.ts';
import { outlineFields } from '../../calls/replay/outline.ts';
import { employeeIdSchema } from '../../people/employee-schema.ts';
import { cursorSchema, daySchema, instantSchema } from '../common-schemas.ts';
import { draftSchema } from './draft.ts';

/** More days than this are asked for in several requests. */
export const maxReplayDays = 31;

export const replayRequestSchema = z
  .strictObject({
    from: daySchema,
    to: daySchema.meta({ description: `The last day; at most ${maxReplayDays} days in all` }),
    draft: draftSchema.exactOptional(),
    limit: z.int().min(1).max(100).default(50).meta({ description: 'Calls that one page decides again' }),
    cursor: z
      .string()
      .min(1)
      .max(2000)
      .exactOptional()
      .meta({ description: 'The `cursor` of the page before, with the same days and draft' }),
  })
  .meta({ id: 'ReplayRequest' });

export type ReplayRequest = z.output<typeof replayRequestSchema>;

const created = z.strictObject({ action: z.string(), entityOwnerId: employeeIdSchema });

const outline = z
  .strictObject({
    nobodyResponsible: z.literal(true).exactOptional(),
    notCaptured: z.string().exactOptional().meta({ description: 'Why the CRM holds no record of it' }),
    callOwnerId: employeeIdSchema.exactOptional(),
    recordOwnerIds: z.array(employeeIdSchema),
    entity: created.exactOptional().meta({ description: 'The client that it creates' }),
    deal: created.exactOptional().meta({ description: 'The deal of a known client' }),
    taskAssigneeId: employeeIdSchema.exactOptional(),
    newOwnerId: employeeIdSchema
      .exactOptional()
      .meta({ description: 'Whom a transfer makes the owner of a known client' }),
  })
  .meta({ id: 'CallOutline', description: 'Who gets what of a call' });

const field = z.enum(outlineFields);
const count = z.int().min(0);
const threefold = z
  .strictObject({ was: count, now: count, would: count })
  .meta({ id: 'Threefold', description: 'Then; under the saved settings now; under the draft' });

const replayedCall = z
  .strictObject({
    id: z.string(),
    direction: z.enum(directions),
    result: z.enum(['answered', 'missed', 'failed']),
    startedAt: instantSchema,
    client: z.string().exactOptional(),
    trunk: z.string().exactOptional(),
    was: outline.meta({ description: 'As it was decided' }),
    now: outline.meta({ description: 'As the saved settings would decide it today' }),
    would: outline.meta({ description: 'As the draft would' }),
    differs: z.array(field).meta({ description: 'In what `would` differs from `was`' }),
    byDraft: z.array(field).meta({ description: 'In what `would` differs from `now`' }),
    why: z.array(z.string()).meta({ description: 'Why this owner under the draft, in words' }),
  })
  .meta({ id: 'ReplayedCall' });

export const replaySchema = z
  .strictObject({
    items: z
      .array(replayedCall)
      .meta({ description: 'The calls of this page in which something differs, the latest first' }),
    numbers: z
      .strictObject({
        calls: count.meta({ description: 'Calls that were decided again' }),
        different: count,
        differentByDraft: count,
        byField: z.record(field, z.strictObject({ different: count, byDraft: count })),
        undecided: count,
        forgotten: count.meta({ description: 'Calls of which only a count was kept' }),
        captured: threefold,
        clientsCreated: threefold,
        tasks: threefold,
        employees: z.array(
          z.strictObject({ employeeId: employeeIdSchema, calls: threefold, tasks: threefold }),
        ),
      })
      .meta({ description: 'Of this page; pages can be added up' }),
    cursor: cursorSchema,
  })
  .meta({ id: 'Replay' });
