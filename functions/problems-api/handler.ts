import { ok } from '../../shared/api/answers.ts';
import { serve } from '../../shared/api/edge.ts';
import { NotFoundError } from '../../shared/api/errors.ts';
import { lineView } from '../../shared/api/journal/call-view.ts';
import { problemDetail, problemLine, problemView } from '../../shared/api/problems/problem-views.ts';
import { problemsOperations } from '../../shared/api/problems/problems-operations.ts';
import { retryProblem } from '../../shared/api/problems/retry-problem.ts';
import { assignCalls } from '../../shared/api/unassigned/assign-calls.ts';
import { unassignedOperations } from '../../shared/api/unassigned/unassigned-operations.ts';
import type { CallId } from '../../shared/base/ids.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { CallStore } from '../../shared/platform/stores/call-store.ts';
import { ProblemStore } from '../../shared/platform/stores/problem-store.ts';
import { SettingsStore } from '../../shared/platform/stores/settings-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';

const problems = new ProblemStore(table());
const parts = {
  problems,
  queueUrls: {
    events: requiredEnv('EVENTS_QUEUE_URL'),
    crmWrites: requiredEnv('CRM_WRITES_QUEUE_URL'),
    messages: requiredEnv('MESSAGES_QUEUE_URL'),
    timers: requiredEnv('TIMERS_QUEUE_URL'),
    ticketEvents: requiredEnv('TICKET_EVENTS_QUEUE_URL'),
    ticketTimers: requiredEnv('TICKET_TIMERS_QUEUE_URL'),
    // Only where the CRM is Bitrix24; elsewhere there is no such message.
    crmEvents: process.env.CRM_EVENTS_QUEUE_URL ?? '',
    recordings: process.env.RECORDINGS_QUEUE_URL ?? '',
    callCards: process.env.CALL_CARDS_QUEUE_URL ?? '',
  },
};
const calls = new CallStore(table(), tenant());
const inbox = { calls, settings: new SettingsStore(table()), eventsQueueUrl: parts.queueUrls.events };

export const handler = serve(
  { ...problemsOperations, ...unassignedOperations },
  {
    listProblems: async ({ query: { status, ...page } }) => {
      const { problems: items, ...rest } = await problems.list(status, page);
      return ok({ items: items.map(problemView), ...rest });
    },
    getProblem: async ({ params: { id } }) => {
      const problem = await problems.get(id);
      if (problem === undefined) throw new NotFoundError('There is no such problem.');
      return ok(problemDetail(problem));
    },
    retryProblem: async ({ params: { id }, caller, now }) => {
      return ok(problemLine(await retryProblem(parts, id, caller.id, now)));
    },
    listUnassignedCalls: async ({ query }) => {
      const { calls: found, ...page } = await calls.listUnassigned(query);
      return ok({ items: found.map(lineView), ...page });
    },
    assignCalls: async ({ body: { callIds, ourCompanyId }, caller }) => {
      await assignCalls(inbox, { callIds: callIds as CallId[], ourCompanyId, by: caller.id });
      return { status: 202 as const, body: { callIds } };
    },
  },
);
