import * as z from 'zod';
import { employeeIdSchema } from '../people/employee-schema.ts';
import { callListsSchema } from './call-lists.ts';
import { callbackSettingsSchema } from './callback-settings.ts';
import {
  createdNamesSchema,
  dealStagesSchema,
  inboundRulesSchema,
  knownClientSchema,
  newClientSchema,
} from './creation-settings.ts';
import { responsibleSchema } from './responsible-schema.ts';

const seconds = (fallback: number, description: string) =>
  z.int().min(0).max(900).default(fallback).meta({ description });

/** A switch with the person it names: on needs a person. */
const classResponsible = {
  enabled: z.boolean().default(false),
  employeeId: employeeIdSchema.exactOptional(),
  knownClientToOwner: z.boolean().default(true).meta({
    description:
      "A known client's owner goes before this person, if the policy for missed calls asks for him",
  }),
};

const taskSwitch = z.boolean().default(true);

/**
 * Who is responsible for calls. Every field but the default responsible has a default, so a fresh tenant needs one
 * decision only (D-17).
 */
export const callSettingsSchema = z
  .strictObject({
    /** IT-01: the last one in line for everything (IT-08). */
    defaultResponsible: responsibleSchema.meta({
      description:
        'The last one in line for every call, new client and task; or several who take turns. Must be at work.',
      example: 'ivanov',
    }),
    /** IT-02, IT-03: the owner of an entity that a call creates. */
    initialOwnerPolicy: z.enum(['calledEmployee', 'default']).default('calledEmployee').meta({
      description: 'Who owns a client that a call creates',
    }),
    /** IT-04 to IT-06, IT-20: the owner of a missed call. */
    missedCallOwnerPolicy: z.enum(['entityOwner', 'rungEmployee', 'default']).default('entityOwner').meta({
      description: 'Who owns a missed call and its task; the next ones in line are tried in this order',
    }),
    /** D-03: which of the rung employees stands for "whose phone rang". */
    rungEmployeePick: z.enum(['last', 'first']).default('last').meta({
      description: 'Of several employees whose phones rang, the one who counts',
    }),
    /** D-04: the "called employee" of a call that was transferred. */
    calledEmployeePick: z.enum(['firstAnswered', 'lastAnswered']).default('firstAnswered').meta({
      description: 'Of several employees who answered a transferred call, the one who counts as called',
    }),
    /** D-53, Mango manual §2.3. */
    updateOwnerOnTransfer: z
      .boolean()
      .default(false)
      .meta({
        description:
          'Whether the last employee who talked in a transferred inbound call becomes the owner of its client: of one ' +
          'who exists, if nobody has given him another owner meanwhile, and of one whom the call creates. Off: a ' +
          'client who exists keeps his owner',
      }),
    /** D-07, MG-12. */
    saveTranscripts: z.boolean().default(false).meta({
      description:
        "Whether texts of talks from the PBX's speech analytics are put on the calls in the CRM. Bitrix24 only",
    }),
    /** MG-02 to MG-14, "Save all calls": calls of unmapped employees go to one person. Extended package only. */
    captureUnmappedCalls: z
      .strictObject({
        enabled: z.boolean().default(false),
        catchAllEmployeeId: employeeIdSchema.exactOptional(),
      })
      .default({ enabled: false })
      .meta({
        description:
          '"Save all calls": calls of employees without a CRM user go to one employee. Extended package only',
      }),
    /** D-05. */
    createEntitiesForUnmapped: z.boolean().default(false).meta({
      description: 'Whether calls of employees without a CRM user create clients',
    }),
    /** MG-07, MG-50, MG-56, MG-58. */
    missedInGroup: z
      .strictObject(classResponsible)
      .default({ enabled: false, knownClientToOwner: true })
      .meta({ description: 'One employee for calls that a ring group missed' }),
    /** MG-45 to MG-47, MG-57. */
    missedInIvr: z
      .strictObject({
        ...classResponsible,
        recordWhenOff: z.boolean().default(true).meta({
          description:
            'False: while this is off, calls that ended in the voice menu make no record and no task',
        }),
      })
      .default({ enabled: false, knownClientToOwner: true, recordWhenOff: true })
      .meta({ description: 'One employee for calls that ended in the voice menu' }),
    /** MG-30 to MG-33. */
    newClient: newClientSchema,
    /** MG-36 to MG-38. */
    knownClient: knownClientSchema,
    /** MG-31. */
    dealStages: dealStagesSchema,
    /** Mango manual §2.23. */
    inboundRules: inboundRulesSchema,
    createdNames: createdNamesSchema,
    /** D-12: a missed call makes a callback task unless its class is switched off here. */
    taskOnMissed: z
      .strictObject({ direct: taskSwitch, ringGroup: taskSwitch, ivr: taskSwitch, voicemail: taskSwitch })
      .default({ direct: true, ringGroup: true, ivr: true, voicemail: true })
      .meta({ description: 'Which missed calls make a callback task' }),
    /** MG-59 to MG-62, D-13 to D-15. */
    callbackTasks: callbackSettingsSchema,
    /** IT-17. */
    lists: callListsSchema,
    /** MG-13. */
    callCards: z
      .strictObject({ enabled: z.boolean().default(true) })
      .default({ enabled: true })
      .meta({
        description: 'Whether the CRM opens a call card while the telephone rings, where it has one',
      }),
    /** How long a call that is over waits for events that may still come. */
    lateEvents: z
      .strictObject({
        /** A missed call: nothing in the events says that all who were rung are known. */
        quietSeconds: seconds(3, 'Wait after a missed call'),
        /** Events are known to be missing (a gap in a leg, no summary). */
        missingSeconds: seconds(30, 'Wait when events are known to be missing'),
      })
      .default({ quietSeconds: 3, missingSeconds: 30 })
      .meta({ description: 'How long a call that is over waits for events that may still come' }),
  })
  .meta({ id: 'CallSettings' });

export type CallSettings = z.infer<typeof callSettingsSchema>;
