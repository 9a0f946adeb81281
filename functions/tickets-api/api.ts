import { noContent, ok } from '../../shared/api/answers.ts';
import { serve } from '../../shared/api/edge.ts';
import { languageOf } from '../../shared/api/language.ts';
import {
  responseTimesOperations,
  responseTimesReport,
} from '../../shared/api/reports/response-times-report.ts';
import { messageKeyOf } from '../../shared/api/tickets/message-key.ts';
import { noticeView } from '../../shared/api/tickets/notice-view.ts';
import { TicketReader } from '../../shared/api/tickets/read-tickets.ts';
import { employeeOf } from '../../shared/api/tickets/standing.ts';
import { ticketCommandsOperations } from '../../shared/api/tickets/ticket-commands-operations.ts';
import { TicketDesk, type TicketDeskParts } from '../../shared/api/tickets/ticket-desk.ts';
import { ticketsOperations } from '../../shared/api/tickets/tickets-operations.ts';
import { NoticeStore } from '../../shared/platform/tickets/notice-store.ts';

/** The tickets API; `parts` as of the processor. */
export function ticketsApi(parts: TicketDeskParts) {
  const notices = new NoticeStore(parts.table);
  const reader = new TicketReader(parts);
  const desk = new TicketDesk(parts);
  return serve(
    { ...ticketsOperations, ...ticketCommandsOperations, ...responseTimesOperations },
    {
      getInbox: async ({ caller, now }) => ok(await reader.inbox(caller, now)),
      listNotices: async ({ query: { since, ...page }, caller }) => {
        const found = await notices.since(employeeOf(caller), Date.parse(since), page);
        const { notices: items, ...rest } = found;
        return ok({ items: items.map(noticeView), ...rest });
      },
      getTicket: async ({ params: { id }, query, caller, now }) => {
        return ok(await reader.ticket(id, query, caller, now));
      },
      listAssignments: async ({ params: { id }, query: { lang, ...page }, caller, acceptLanguage }) => {
        return ok(await reader.assignments(id, page, caller, languageOf(lang, acceptLanguage)));
      },
      listLineTickets: async ({ params: { id }, query, caller, now }) => {
        return ok(await reader.ofLine(id, query, caller, now));
      },
      listUndistributed: async ({ query: { limit }, caller, now }) => {
        return ok(await reader.undistributed(limit, caller, now));
      },
      reportResponseTimes: async ({ query, caller }) => {
        return ok({ items: await responseTimesReport(parts, query, caller) });
      },
      answerTicket: async ({ params: { id }, body, caller, idempotencyKey, now }) => {
        const { messageId: ownKey, ...message } = body;
        const key = messageKeyOf(ownKey, idempotencyKey);
        const { messageId, state } = await desk.answer(id, key, message, caller);
        return { status: 202 as const, body: { messageId, ticket: await reader.head(state, caller, now) } };
      },
      takeTicket: async ({ params: { id }, body: { force }, caller, now }) => {
        return ok(await reader.head(await desk.take(id, force, caller), caller, now));
      },
      skipTicket: async ({ params: { id }, caller, now }) => {
        return ok(await reader.head(await desk.act('skip', id, caller), caller, now));
      },
      transferTicket: async ({ params: { id }, body, caller, now }) => {
        return ok(await reader.head(await desk.transfer(id, body, caller), caller, now));
      },
      joinTicket: async ({ params: { id }, caller, now }) => {
        return ok(await reader.head(await desk.act('join', id, caller), caller, now));
      },
      leaveTicket: async ({ params: { id }, caller, now }) => {
        return ok(await reader.head(await desk.act('leave', id, caller), caller, now));
      },
      closeTicket: async ({ params: { id }, caller, now }) => {
        return ok(await reader.head(await desk.act('close', id, caller), caller, now));
      },
      markTicketSpam: async ({ params: { id }, caller, now }) => {
        return ok(await reader.head(await desk.act('markSpam', id, caller), caller, now));
      },
      blockClient: async ({ params: { id }, caller, now }) => {
        await desk.block(id, true, caller, now);
        return noContent();
      },
      unblockClient: async ({ params: { id }, caller, now }) => {
        await desk.block(id, false, caller, now);
        return noContent();
      },
    },
    parts.clock,
  );
}
