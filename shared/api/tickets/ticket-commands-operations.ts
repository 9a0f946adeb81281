import * as z from 'zod';
import { defineOperations, everybody } from '../operation.ts';
import { answerBody, takeBody, transferBody } from './ticket-command-schemas.ts';
import { ticketHeadSchema, ticketParams } from './ticket-schemas.ts';
import { noSuchTicket } from './tickets-operations.ts';

const responses = {
  200: { description: 'The ticket as it is for you now', schema: ticketHeadSchema },
  ...noSuchTicket,
  409: {
    description: '`code` says why it was not done: DL5010 somebody else has it, by name; DL5011 to DL5013',
  },
} as const;

/** OL-32: what people do with a ticket. Each may be sent again: what is done already is done once. */
export const ticketCommandsOperations = defineOperations(
  { function: 'tickets-api', tag: 'Tickets' },
  {
    answerTicket: {
      method: 'POST',
      path: '/api/ticket-messages/{id+}',
      access: everybody,
      summary: 'Answer the client',
      description:
        'For the assignee, who has joined, and supervisors. Where nobody has the ticket, who may take it takes it by ' +
        'answering. The header `Idempotency-Key` or `messageId` is required: sent again with the same key it is the ' +
        'same message.',
      keyed: true,
      params: ticketParams,
      body: answerBody,
      responses: {
        202: {
          description: 'It is sent in a moment, or was before; the message tells of its delivery',
          schema: z.strictObject({ messageId: z.string(), ticket: ticketHeadSchema }),
        },
        ...noSuchTicket,
        409: responses[409],
        422: { description: 'The key is that of another message' },
      },
    },
    takeTicket: {
      method: 'POST',
      path: '/api/ticket-commands/take/{id+}',
      access: everybody,
      summary: 'Take a ticket that nobody has',
      description: 'For those to whom it is offered and everybody in the queue; with `force` see there.',
      params: ticketParams,
      body: takeBody,
      responses,
    },
    skipTicket: {
      method: 'POST',
      path: '/api/ticket-commands/skip/{id+}',
      access: everybody,
      summary: 'Give your ticket to the next in the queue',
      params: ticketParams,
      responses,
    },
    transferTicket: {
      method: 'POST',
      path: '/api/ticket-commands/transfer/{id+}',
      access: everybody,
      summary: 'Give a ticket to a colleague, to another line or to a department',
      description: 'For the assignee and supervisors.',
      params: ticketParams,
      body: transferBody,
      responses,
    },
    joinTicket: {
      method: 'POST',
      path: '/api/ticket-commands/join/{id+}',
      access: everybody,
      summary: 'Read and answer along with the assignee',
      description:
        'For supervisors; on lines that are not for the assignee alone for everybody in the queue.',
      params: ticketParams,
      responses,
    },
    leaveTicket: {
      method: 'POST',
      path: '/api/ticket-commands/leave/{id+}',
      access: everybody,
      summary: 'Read and answer along no more',
      description: 'For those who have joined.',
      params: ticketParams,
      responses,
    },
    closeTicket: {
      method: 'POST',
      path: '/api/ticket-commands/close/{id+}',
      access: everybody,
      summary: 'Close a ticket; it opens again when the client writes',
      description: 'For the assignee and supervisors.',
      params: ticketParams,
      responses,
    },
    markTicketSpam: {
      method: 'POST',
      path: '/api/ticket-commands/spam/{id+}',
      access: everybody,
      summary: 'Close a ticket as spam; what its client writes opens it no more',
      description: 'For the assignee and supervisors.',
      params: ticketParams,
      responses,
    },
    blockClient: {
      method: 'POST',
      path: '/api/ticket-commands/block/{id+}',
      access: everybody,
      summary: "Block the ticket's client: what he writes in this channel is dropped",
      description:
        'For supervisors and administrators. That there was a message is kept, nothing of what it said.',
      params: ticketParams,
      responses: { 204: { description: 'He is blocked' }, ...noSuchTicket },
    },
    unblockClient: {
      method: 'POST',
      path: '/api/ticket-commands/unblock/{id+}',
      access: everybody,
      summary: "Let the ticket's client write again",
      description: 'For supervisors and administrators.',
      params: ticketParams,
      responses: { 204: { description: 'He is not blocked' }, ...noSuchTicket },
    },
  },
);
