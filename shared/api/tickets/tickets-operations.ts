import * as z from 'zod';
import { instantSchema, pageOf, pageQuery } from '../common-schemas.ts';
import { languageQuery } from '../language.ts';
import { defineOperations, everybody } from '../operation.ts';
import { openLineId } from './ticket-command-schemas.ts';
import {
  assignmentSchema,
  inboxSchema,
  noticeSchema,
  ticketLineSchema,
  ticketParams,
  ticketSchema,
} from './ticket-schemas.ts';

export const noSuchTicket = {
  404: { description: 'There is no such ticket, or it is not yours to see' },
} as const;

/**
 * Ids of tickets hold a slash, which gateways decode before they look for the route: the id is always the end of the
 * address, and what is asked of the ticket stands before it.
 */
export const ticketsOperations = defineOperations(
  { function: 'tickets-api', tag: 'Tickets' },
  {
    getInbox: {
      method: 'GET',
      path: '/api/me/inbox',
      access: everybody,
      summary: 'Your tickets, what is offered to you and what you have joined, and how many there are',
      responses: { 200: { description: 'The inbox', schema: inboxSchema } },
    },
    listNotices: {
      method: 'GET',
      path: '/api/me/notices',
      access: everybody,
      summary: 'What was given to you, taken from you and offered to you since then, the oldest first',
      description:
        'Kept for seven days. Ask next from the `at` of the last one; its `id` tells what you have already.',
      query: z.strictObject({ ...pageQuery, since: instantSchema }),
      responses: { 200: { description: 'A page of notices', schema: pageOf(noticeSchema) } },
    },
    getTicket: {
      method: 'GET',
      path: '/api/tickets/{id+}',
      access: everybody,
      summary: 'A ticket with its messages, the latest first',
      description:
        'Employees see the tickets that are theirs, are offered to them, or are of a line in whose queue they stand. ' +
        'On lines that are for the assignee alone, who had it before sees what was shown to him until then and ' +
        'nothing that came after.',
      params: ticketParams,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'The ticket', schema: ticketSchema }, ...noSuchTicket },
    },
    listAssignments: {
      method: 'GET',
      path: '/api/ticket-assignments/{id+}',
      access: everybody,
      summary: 'To whom a ticket was given, why, and who was passed over; the latest first',
      description:
        'Of a ticket of which you see only what was shown to you: those until then. A page may hold fewer entries ' +
        'than its limit, even none, and still have a next one.',
      params: ticketParams,
      query: z.strictObject({ ...pageQuery, ...languageQuery }),
      responses: {
        200: { description: 'A page of assignments', schema: pageOf(assignmentSchema) },
        ...noSuchTicket,
      },
    },
    listLineTickets: {
      method: 'GET',
      path: '/api/open-lines/{id}/tickets',
      access: everybody,
      summary: 'The tickets of an open line',
      description:
        'For its supervisors and administrators; on lines that are not for the assignee alone for everybody in its ' +
        'queue.',
      params: z.strictObject({ id: openLineId }),
      query: z.strictObject({
        ...pageQuery,
        phase: z
          .enum(['all', 'waiting', 'left'])
          .default('all')
          .meta({
            description:
              '`all`: the latest first. `waiting`: for somebody to be there, the longest first. `left`: nobody ' +
              'answered and nobody is asked any more, the longest first',
          }),
      }),
      responses: {
        200: { description: 'A page of tickets', schema: pageOf(ticketLineSchema) },
        404: { description: 'There is no such line, or its tickets are not yours to see' },
      },
    },
    listUndistributed: {
      method: 'GET',
      path: '/api/tickets/undistributed',
      access: everybody,
      summary: 'What nobody has, over all lines that you supervise, the longest waiting first',
      description:
        'At most `limit` tickets; `isCut` says that there are more. Administrators supervise every line.',
      query: z.strictObject({ limit: pageQuery.limit }),
      responses: {
        200: {
          description: 'The tickets',
          schema: z.strictObject({ items: z.array(ticketLineSchema), isCut: z.boolean() }),
        },
      },
    },
  },
);
