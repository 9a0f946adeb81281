import * as z from 'zod';
import type { TicketId } from '../../base/ids.ts';
import { employeeIdSchema } from '../../people/employee-schema.ts';
import { mediaKinds } from '../../tickets/message-events.ts';
import { ticketActions } from '../../tickets/rights.ts';
import { cursorSchema, instantSchema } from '../common-schemas.ts';

/** What the API shows of tickets. */

export const ticketParams = z.strictObject({
  id: z.string().min(1).max(300).meta({ example: 'whatsapp:1067/79161112233' }) as unknown as z.ZodType<
    TicketId,
    string
  >,
});

const seconds = z.int().min(0);
const head = {
  id: z.string().meta({ example: 'whatsapp:1067/79161112233' }),
  openLineId: z.string().meta({ example: 'whatsapp-sales' }),
  openLineName: z.string().exactOptional(),
  channelId: z.string(),
  client: z.strictObject({
    id: z.string(),
    name: z.string().exactOptional(),
    phone: z.string().exactOptional(),
  }),
};
const phase = z.enum(['undistributed', 'assigned', 'closed', 'spam']).meta({
  description: '`undistributed`: nobody has it, it waits',
});
const since = {
  awaitingSince: instantSchema
    .exactOptional()
    .meta({ description: 'Since when the client waits for an answer' }),
  waitingSeconds: seconds.exactOptional().meta({ description: 'How long that is' }),
  undistributedSince: instantSchema.exactOptional().meta({ description: 'Since when it waits for somebody' }),
};

/** One line of a list: whose it is and how long the client waits, nothing of what was written. */
export const ticketLineSchema = z
  .strictObject({
    ...head,
    phase,
    openedAt: instantSchema,
    lastMessageAt: instantSchema,
    conversationAssigneeId: employeeIdSchema.exactOptional(),
    conversationAssigneeName: z.string().exactOptional(),
    assignedAt: instantSchema.exactOptional(),
    wasAnsweredByAssignee: z.boolean().exactOptional(),
    ...since,
  })
  .meta({ id: 'TicketLine' });

const person = z.strictObject({ id: employeeIdSchema, name: z.string().exactOptional() });

const content = {
  text: z.string().exactOptional().meta({ description: 'As it was written: never markup' }),
  isCut: z.boolean().exactOptional().meta({ description: 'It was longer' }),
  media: z
    .array(
      z.strictObject({
        kind: z.enum(mediaKinds),
        ref: z.string().meta({ description: "The channel's own id of the file, or its address" }),
        mimeType: z.string().exactOptional(),
        name: z.string().exactOptional(),
        size: z.number().exactOptional().meta({ description: 'Bytes' }),
      }),
    )
    .exactOptional(),
  replyTo: z.string().exactOptional().meta({ description: 'The message that it answers, by id' }),
  unsupported: z
    .string()
    .exactOptional()
    .meta({ description: "A kind of message that can't be shown: its name in the channel" }),
};

const messageSchema = z
  .strictObject({
    id: z.string(),
    at: instantSchema,
    author: z.strictObject({
      kind: z.enum(['client', 'employee', 'openLine']),
      employeeId: employeeIdSchema.exactOptional(),
      name: z.string().exactOptional(),
    }),
    subject: z.string().exactOptional(),
    ...content,
    editedAt: instantSchema.exactOptional(),
    earlier: z
      .array(z.strictObject({ from: instantSchema, until: instantSchema, ...content }))
      .exactOptional()
      .meta({ description: 'How it read before, the oldest first: the first wording and the last two' }),
    deletedAt: instantSchema.exactOptional(),
    delivery: z
      .strictObject({
        state: z.enum(['waiting', 'sent', 'delivered', 'read', 'failed']),
        at: instantSchema,
        reason: z.string().exactOptional(),
        channelMessageId: z.string().exactOptional(),
      })
      .exactOptional()
      .meta({ description: 'What became of a message of ours; `waiting` until the channel has taken it' }),
  })
  .meta({ id: 'TicketMessage' });

export const ticketHeadSchema = z
  .strictObject({
    ...head,
    may: z.array(z.enum(ticketActions)).meta({ description: 'What you may do with it' }),
    seesUntil: instantSchema.exactOptional().meta({
      description: 'You see only what was shown to you until then; absent where you see all',
    }),
    phase: phase.exactOptional(),
    openedAt: instantSchema.exactOptional(),
    lastMessageAt: instantSchema.exactOptional(),
    conversationAssignee: person.exactOptional(),
    assignedAt: instantSchema.exactOptional(),
    wasAnsweredByAssignee: z.boolean().exactOptional(),
    primaryAgent: person.exactOptional(),
    departmentId: z.string().exactOptional().meta({ description: 'The department to which it went' }),
    joined: z.array(person).exactOptional().meta({ description: 'Who reads and answers along' }),
    offeredTo: z.array(person).exactOptional().meta({ description: 'Who may take it' }),
    isClientBlocked: z.boolean().exactOptional().meta({ description: 'For supervisors' }),
    ...since,
  })
  .meta({ id: 'TicketHead' });

export const ticketSchema = z
  .strictObject({
    ticket: ticketHeadSchema,
    messages: z.array(messageSchema).meta({ description: 'A page of them, the latest first' }),
    cursor: cursorSchema,
  })
  .meta({ id: 'Ticket' });

export const inboxSchema = z
  .strictObject({
    mine: z.array(ticketLineSchema).meta({
      description:
        'Your open tickets: those whose clients wait, the longest first, then the others, the latest first',
    }),
    offered: z
      .array(ticketLineSchema)
      .meta({ description: 'What you may take in lines that offer to everybody, the longest waiting first' }),
    joined: z
      .array(ticketLineSchema)
      .meta({ description: 'Of others, which you have joined, in the order of your own' }),
    counts: z.strictObject({
      mine: z.int(),
      waiting: z.int().meta({ description: 'Of yours those whose clients wait' }),
      offered: z.int(),
      joined: z.int(),
    }),
    isCut: z.boolean().meta({ description: 'There are more than are shown and counted' }),
  })
  .meta({ id: 'Inbox' });

export const noticeSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['assigned', 'unassigned', 'offered']),
    ticketId: z.string(),
    at: instantSchema,
  })
  .meta({ id: 'TicketNotice' });

export const assignmentSchema = z
  .strictObject({
    number: z.int(),
    at: instantSchema,
    conversationAssigneeId: employeeIdSchema,
    conversationAssigneeName: z.string().exactOptional(),
    reason: z.string(),
    why: z.array(z.string()).meta({
      description: 'Who was passed over and why, and who has it, in words',
      example: ['Иванов пропущен: в отпуске до 30 ноября', 'передано: Петров — клиент написал'],
    }),
    steps: z
      .array(
        z.strictObject({
          role: z.enum(['clientOwner', 'queueMember']),
          employeeId: employeeIdSchema,
          name: z.string().exactOptional(),
          outcome: z.enum(['taken', 'skipped']),
          reason: z.string().exactOptional(),
        }),
      )
      .meta({ description: 'The same for programs' }),
  })
  .meta({ id: 'TicketAssignment' });
