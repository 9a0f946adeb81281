import * as z from 'zod';
import type { EmployeeId } from '../base/ids.ts';
import { newClientActions } from '../effects/crm-write.ts';

const employeeId = z
  .string()
  .min(1)
  .max(100)
  .transform((id) => id as EmployeeId)
  .meta({ description: 'An employee, by id', example: 'ivanov' });

const seconds = (min: number, max: number, fallback: number) => z.int().min(min).max(max).default(fallback);

/** A switch with the person it names: on needs a person. */
const classResponsible = z.strictObject({
  enabled: z.boolean().default(false),
  employeeId: employeeId.optional(),
});

/**
 * Who is responsible for calls. Every field but the default responsible has a default, so a fresh tenant needs one
 * decision only (D-17).
 */
export const callSettingsSchema = z.strictObject({
  /** IT-01: the last one in line for everything (IT-08). */
  defaultResponsible: employeeId,
  /** IT-02, IT-03: the owner of an entity that a call creates. */
  initialOwnerPolicy: z.enum(['calledEmployee', 'default']).default('calledEmployee'),
  /** IT-04 to IT-06, IT-20: the owner of a missed call. */
  missedCallOwnerPolicy: z.enum(['entityOwner', 'rungEmployee', 'default']).default('entityOwner'),
  /** D-03: which of the rung employees stands for "whose phone rang". */
  rungEmployeePick: z.enum(['last', 'first']).default('last'),
  /** D-04: the "called employee" of a call that was transferred. */
  calledEmployeePick: z.enum(['firstAnswered', 'lastAnswered']).default('firstAnswered'),
  /** MG-02 to MG-14, "Save all calls": calls of unmapped employees go to one person. Extended package only. */
  captureUnmappedCalls: z
    .strictObject({ enabled: z.boolean().default(false), catchAllEmployeeId: employeeId.optional() })
    .default({ enabled: false }),
  /** D-05. */
  createEntitiesForUnmapped: z.boolean().default(false),
  /** MG-07, MG-50, MG-58. */
  missedInGroup: classResponsible.default({ enabled: false }),
  /** MG-45, MG-57. */
  missedInIvr: classResponsible.default({ enabled: false }),
  /** What a call of an unknown number creates. */
  newClient: z
    .strictObject({
      answered: z.enum(newClientActions).default('contact'),
      missed: z.enum(newClientActions).default('lead'),
      outbound: z.enum(newClientActions).default('nothing'),
    })
    .default({ answered: 'contact', missed: 'lead', outbound: 'nothing' }),
  /** D-12: a missed call makes a callback task unless its class is switched off here. */
  taskOnMissed: z
    .strictObject({
      direct: z.boolean().default(true),
      ringGroup: z.boolean().default(true),
      ivr: z.boolean().default(true),
      voicemail: z.boolean().default(true),
    })
    .default({ direct: true, ringGroup: true, ivr: true, voicemail: true }),
  /** How long a call that is over waits for events that may still come. */
  lateEvents: z
    .strictObject({
      /** A missed group call: nothing in the events says that all who were rung are known. */
      quietSeconds: seconds(0, 900, 3),
      /** Events are known to be missing (a gap in a leg, no summary). */
      missingSeconds: seconds(0, 900, 30),
    })
    .default({ quietSeconds: 3, missingSeconds: 30 }),
});

export type CallSettings = z.infer<typeof callSettingsSchema>;
