import { ok } from '../../shared/api/answers.ts';
import { daysBetween } from '../../shared/api/days.ts';
import { serve } from '../../shared/api/edge.ts';
import { NotFoundError } from '../../shared/api/errors.ts';
import { callView, lineView } from '../../shared/api/journal/call-view.ts';
import { journalOperations } from '../../shared/api/journal/journal-operations.ts';
import { isVisible, listCalls } from '../../shared/api/journal/list-calls.ts';
import { languageOf } from '../../shared/api/language.ts';
import type { CallId } from '../../shared/base/ids.ts';
import { isSuppressed } from '../../shared/calls/lists.ts';
import { summaryOf } from '../../shared/calls/summary.ts';
import { CallStore } from '../../shared/platform/stores/call-store.ts';
import { LedgerStore } from '../../shared/platform/stores/ledger-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';

const { country } = tenant();
const calls = new CallStore(table(), tenant());
const ledger = new LedgerStore(table());

export const handler = serve(journalOperations, {
  listCalls: async ({ query, caller, now }) => {
    const { calls: found, ...page } = await listCalls({ calls, tenant: tenant() }, query, caller, now);
    return ok({ items: found.map(lineView), ...page });
  },
  countSuppressedCalls: async ({ query: { from, to } }) => {
    const days = daysBetween(from, to, 31);
    const items = await Promise.all(
      days.map(async (day) => ({ day, ...(await calls.countSuppressed(day)) })),
    );
    return ok({ items });
  },
  getCall: async ({ params: { id }, query, caller, acceptLanguage }) => {
    const state = await calls.get(id as CallId);
    // Somebody else's call is answered like one that does not exist.
    const summary = state === undefined ? undefined : summaryOf(state, country);
    if (
      state === undefined ||
      summary === undefined ||
      isSuppressed(summary.notCaptured) ||
      !isVisible(summary, caller)
    ) {
      throw new NotFoundError('There is no such call, or it is not yours to see.');
    }
    const language = languageOf(query.lang, acceptLanguage);
    return ok(callView(state, { ledger: await ledger.getMany(state.crmEffects), country, language }));
  },
});
