import * as z from 'zod';
import { templateSchema } from './text-template.ts';

/** The callback task of a missed call: MG-59 to MG-62, D-12 to D-15. */

const time = (fallback: string, description: string) =>
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time as 09:00')
    .default(fallback)
    .meta({ description });
const days = (description: string) => z.array(z.iso.date()).max(1_000).default([]).meta({ description });

const newClient = '(новый Клиент) {number}, пропущенный звонок';
const knownClient = '{name}, {number}, пропущенный звонок';

/** MG-59, D-15. Days and times are those of the tenant's time zone. */
export const workingTime = z
  .strictObject({
    weekdays: z
      .array(z.int().min(1).max(7))
      .min(1)
      .max(7)
      .default([1, 2, 3, 4, 5])
      .meta({ description: '1 for Monday to 7 for Sunday' }),
    from: time('09:00', 'When the day begins'),
    to: time('20:00', 'When it ends; a call at this very minute came after it'),
    holidays: days('Days on which nobody works'),
    extraDays: days('Days on which people work although the weekday or the holidays say otherwise'),
  })
  .default({ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '20:00', holidays: [], extraDays: [] })
  .meta({ description: 'When people can call back' });

export const callbackSettingsSchema = z
  .strictObject({
    dueMinutes: z.int().min(1).max(1_500).default(60).meta({
      description:
        'Within working time the task is due so long after the call; otherwise when the next working day begins',
    }),
    workingTime,
    texts: z
      .strictObject({
        newClient: templateSchema('For an unknown client').default(newClient),
        knownClient: templateSchema('For a known client').default(knownClient),
      })
      .default({ newClient, knownClient })
      .meta({ description: 'Placeholders: {number}, {name}, {line}, {date}, {time}' }),
    dedupeScope: z.enum(['open', 'sameDay']).default('open').meta({
      description:
        'A further missed call of a client is added to his open task; with `sameDay` only to one of the same day',
    }),
    autoClose: z.boolean().default(true).meta({
      description: 'The task is done when somebody talks to the client later, whoever of the two calls',
    }),
  })
  .prefault({})
  .meta({ description: 'The callback task of a missed call' });
