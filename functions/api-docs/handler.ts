import { ok } from '../../shared/api/answers.ts';
import { docsOperations } from '../../shared/api/docs/docs-operations.ts';
import { docsPage, docsPolicy } from '../../shared/api/docs/docs-page.ts';
import { openApiDocument } from '../../shared/api/docs/openapi.ts';
import { serve } from '../../shared/api/edge.ts';
import { languageOf } from '../../shared/api/language.ts';
import { operationsOf } from '../../shared/api/operations.ts';
import { tenant } from '../../shared/platform/tenant.ts';

const document = openApiDocument(operationsOf(tenant()));

export const handler = serve(docsOperations, {
  getOpenApi: async () => ok({ ...document }),
  getDocs: async ({ query, acceptLanguage }) => ({
    ...ok(docsPage(document, languageOf(query.lang, acceptLanguage))),
    headers: { 'content-security-policy': docsPolicy },
  }),
});
