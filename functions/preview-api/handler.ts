import { ok } from '../../shared/api/answers.ts';
import { serve } from '../../shared/api/edge.ts';
import { languageOf } from '../../shared/api/language.ts';
import { readLintFacts } from '../../shared/api/lint/lint-facts.ts';
import { lintView } from '../../shared/api/lint/lint-view.ts';
import { previewCall } from '../../shared/api/preview/preview-call.ts';
import { previewOperations } from '../../shared/api/preview/preview-operations.ts';
import { previewView } from '../../shared/api/preview/preview-view.ts';
import { replayCalls } from '../../shared/api/preview/replay-calls.ts';
import { replayView } from '../../shared/api/preview/replay-view.ts';
import { CallStore } from '../../shared/platform/stores/call-store.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { SettingsStore } from '../../shared/platform/stores/settings-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';

const parts = {
  table: table(),
  tenant: tenant(),
  settings: new SettingsStore(table()),
  employees: new EmployeeStore(table()),
  calls: new CallStore(table(), tenant()),
};

export const handler = serve(previewOperations, {
  previewCall: async ({ body, query, acceptLanguage, now }) => {
    const language = languageOf(query.lang, acceptLanguage);
    return ok(previewView(await previewCall(parts, body, now), { country: tenant().country, language }));
  },
  replayCalls: async ({ body, query, acceptLanguage }) =>
    ok(replayView(await replayCalls(parts, body), languageOf(query.lang, acceptLanguage))),
  lintSettings: async ({ query, acceptLanguage, now }) =>
    ok(lintView(await readLintFacts(parts, now), languageOf(query.lang, acceptLanguage))),
});
