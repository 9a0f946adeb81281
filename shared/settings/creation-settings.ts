import * as z from 'zod';
import { knownClientActions, newClientActions } from '../effects/crm-write.ts';
import { templateSchema } from './text-template.ts';

/** What a call creates: MG-30 to MG-38, and the ordered rules of the Mango manual's §2.23. */

const newClientAction = (fallback: (typeof newClientActions)[number], description: string) =>
  z.enum(newClientActions).default(fallback).meta({ description });
const knownClientAction = (description: string) =>
  z.enum(knownClientActions).default('nothing').meta({ description });

const inbound = {
  newClient: {
    answered: newClientAction('contact', 'After an answered inbound call'),
    missed: newClientAction('lead', 'After a missed call'),
  },
  knownClient: {
    answered: knownClientAction('After an answered inbound call'),
    missed: knownClientAction('After a missed call'),
  },
};
const outbound = 'After an outbound call';

/** MG-30 to MG-33: `nothing` is "manual only". */
export const newClientSchema = z
  .strictObject({ ...inbound.newClient, outbound: newClientAction('nothing', outbound) })
  .default({ answered: 'contact', missed: 'lead', outbound: 'nothing' })
  .meta({ description: 'What a call of an unknown number creates' });

/** MG-36 to MG-38. */
export const knownClientSchema = z
  .strictObject({ ...inbound.knownClient, outbound: knownClientAction(outbound) })
  .default({ answered: 'nothing', missed: 'nothing', outbound: 'nothing' })
  .meta({
    description:
      'What a call of a known client creates: nothing, always a deal, or a deal if he has none that is open',
  });

const stage = z
  .strictObject({ pipelineId: z.string().min(1).max(100), stageId: z.string().min(1).max(100) })
  .meta({ description: "A pipeline and a stage in it, by the CRM's ids" });

/** MG-31: where deals begin, separately for answered and missed calls; the CRM's first stage where nothing is said. */
const stages = z
  .strictObject({
    answered: stage.exactOptional(),
    missed: stage.exactOptional(),
    outbound: stage.exactOptional(),
  })
  .default({})
  .meta({ description: 'Where the deals begin that calls create' });
export const dealStagesSchema = stages;

const names = (description: string) =>
  z.array(z.string().trim().min(1).max(200)).max(100).default([]).meta({ description });

/** One row for calls that came through a ring group or on a line. */
const inboundRule = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    groups: names('Short numbers of ring groups'),
    lines: names('Our lines, in any spelling'),
    newClient: z.strictObject(inbound.newClient).default({ answered: 'contact', missed: 'lead' }),
    knownClient: z.strictObject(inbound.knownClient).default({ answered: 'nothing', missed: 'nothing' }),
    dealStages: stages,
  })
  .meta({ id: 'InboundRule' });

export const inboundRulesSchema = z
  .array(inboundRule)
  .max(100)
  .default([])
  .meta({
    description:
      'What inbound calls create, by ring group or line. The first row that fits counts as a whole; for calls of ' +
      'which none fits, `newClient`, `knownClient` and `dealStages` count',
  });

/** MG-30, MG-31. */
export const createdNamesSchema = z
  .strictObject({
    client: templateSchema('A new contact or lead').default('Новый Клиент, {time} {date}'),
    deal: templateSchema('A new deal').default('Сделка {number}'),
  })
  .default({ client: 'Новый Клиент, {time} {date}', deal: 'Сделка {number}' })
  .meta({
    description:
      'How what a call creates is called. Placeholders: {number}, {name}, {line}, {date}, {time}, the last two as ' +
      'the call began, in the time zone of the tenant',
  });

export type InboundRule = z.infer<typeof inboundRule>;
