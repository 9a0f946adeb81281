import * as z from 'zod';
import { languageQuery } from '../language.ts';
import { administrators, defineOperations } from '../operation.ts';
import { previewRequestSchema, previewSchema } from './preview-schemas.ts';

export const previewOperations = defineOperations(
  { function: 'preview-api', tag: 'Preview' },
  {
    previewCall: {
      method: 'POST',
      path: '/api/preview',
      access: administrators,
      summary: 'A call that did not happen: who would own it, its new client and its task, and why',
      description:
        'Events are made of the request and decided on as those of a PBX are, with the settings, employees and ' +
        'clients of this moment, or with a draft of the settings. Nothing is written.',
      query: z.strictObject(languageQuery),
      body: previewRequestSchema,
      responses: {
        200: { description: 'What would happen', schema: previewSchema },
        409: { description: 'The call settings were never saved, and the draft holds none' },
        422: { description: 'The draft could not be saved as it is, or nobody could be responsible' },
      },
    },
  },
);
