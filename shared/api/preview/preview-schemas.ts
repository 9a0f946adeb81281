import * as z from 'zod';
import { pbxProviders } from '../../pbx/providers.ts';
import { employeeIdSchema } from '../../people/employee-schema.ts';
import { candidateRoles } from '../../responsibility/candidate.ts';
import { instantSchema } from '../common-schemas.ts';
import { callSchema } from '../journal/call-schemas.ts';
import { draftSchema } from './draft.ts';

const person = z
  .union([
    z.strictObject({ employeeId: employeeIdSchema }),
    z.strictObject({ extension: z.string().min(1).max(50) }),
  ])
  .meta({ id: 'PreviewedPerson', description: 'An employee by id, or whoever has this extension' });

const people = (description: string) => z.array(person).max(50).default([]).meta({ description });

const common = {
  number: z
    .string()
    .trim()
    .min(1)
    .max(40)
    .exactOptional()
    .meta({ description: "The client's number in any spelling; hidden if absent", example: '+79161112233' }),
  trunk: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .exactOptional()
    .meta({ description: 'One of our lines, in any spelling', example: '+74950000001' }),
  at: z.iso
    .datetime({ offset: true })
    .exactOptional()
    .meta({ description: 'When the call begins; now unless told', example: '2026-11-22T09:05:00.000Z' }),
  pbx: z.enum(pbxProviders).exactOptional().meta({
    description:
      'Whose extensions these are. Needed beside an `extension`; else the first PBX in which all named have one',
  }),
  callId: z.string().min(1).max(150).exactOptional().meta({
    description:
      "The PBX's id of the call, where it is known. Where responsibles take turns, the turn follows from it",
  }),
  talkSeconds: z.int().min(1).max(86_400).default(60),
  transferredTo: people('To whom the one who answered passes the call on, in order; each takes it'),
  draft: draftSchema.exactOptional(),
};

const inbound = z.strictObject({
  direction: z.literal('inbound'),
  ...common,
  rung: people('Whose phones ring, in order'),
  group: z
    .string()
    .max(50)
    .exactOptional()
    .meta({
      description:
        'The ring group through which they are rung, as the PBX names it; empty for one without a name. Not for a PBX ' +
        'that tells no groups',
      example: '500',
    }),
  answeredBy: person.exactOptional(),
  voiceMenu: z
    .boolean()
    .default(false)
    .meta({ description: 'A voice menu has the call first; one that rings nobody ends there anyway' }),
  voicemail: z.boolean().default(false).meta({
    description: 'If nobody answers, the voicemail does. Not for a PBX that does not tell so',
  }),
});

const outbound = z.strictObject({
  direction: z.literal('outbound'),
  ...common,
  caller: person,
  answered: z.boolean().default(true),
});

export const previewRequestSchema = z
  .discriminatedUnion('direction', [inbound, outbound])
  .meta({ id: 'PreviewRequest' });

export type PreviewRequest = z.output<typeof previewRequestSchema>;
export type PreviewedPerson = z.output<typeof person>;

export const previewSchema = z
  .strictObject({
    call: callSchema.meta({
      description: 'The call as `GET /api/calls/{id}` would show it; its effects stay planned for ever',
    }),
    decidedAfterSeconds: z.number().meta({ description: 'How long after its end the call would be decided' }),
    decidedAt: instantSchema,
    mistakes: z
      .array(
        z.strictObject({
          role: z.enum(candidateRoles),
          employeeId: employeeIdSchema,
          reason: z.enum(['unknownEmployee', 'dismissed', 'blocked']),
        }),
      )
      .meta({ description: 'Whom the settings name for this call although he cannot take it' }),
  })
  .meta({ id: 'Preview' });
