import { ok } from '../../shared/api/answers.ts';
import { docsOperations } from '../../shared/api/docs/docs-operations.ts';
import { docsPage, docsPolicy } from '../../shared/api/docs/docs-page.ts';
import { openApiDocument } from '../../shared/api/docs/openapi.ts';
import { serve } from '../../shared/api/edge.ts';
import { languageOf } from '../../shared/api/language.ts';
import { operations } from '../../shared/api/operations.ts';

const document = openApiDocument(operations);

export const handler = serve(docsOperations, {
  getOpenApi: async () => ok({ ...document }),
  getDocs: async ({ query, acceptLanguage }) => ({
    ...ok(docsPage(document, languageOf(query.lang, acceptLanguage))),
    headers: { 'content-security-policy': docsPolicy },
  }),
});
