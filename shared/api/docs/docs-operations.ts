import * as z from 'zod';
import { defineOperations } from '../operation.ts';

export const docsOperations = defineOperations(
  { function: 'api-docs', tag: 'Documentation' },
  {
    getOpenApi: {
      method: 'GET',
      path: '/api/openapi.json',
      access: 'public',
      summary: 'This API as an OpenAPI 3.1 document',
      responses: {
        200: { description: 'The document', schema: z.record(z.string(), z.unknown()) },
      },
    },
    getDocs: {
      method: 'GET',
      path: '/api/docs',
      access: 'public',
      summary: 'This API as a page to read',
      query: z.strictObject({ lang: z.enum(['ru', 'en']).exactOptional() }),
      responses: { 200: { description: 'The page', schema: z.string(), contentType: 'text/html' } },
    },
  },
);
