import * as z from 'zod';
import { languageQuery } from '../language.ts';
import { lintSchema } from '../lint/lint-schemas.ts';
import { administrators, defineOperations } from '../operation.ts';
import { previewRequestSchema, previewSchema } from './preview-schemas.ts';
import { maxReplayDays, replayRequestSchema, replaySchema } from './replay-schemas.ts';

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
    replayCalls: {
      method: 'POST',
      path: '/api/replay',
      access: administrators,
      summary: 'Past calls decided again under a draft of the settings: what would differ',
      description:
        `Up to ${maxReplayDays} days, page by page, the latest first. Each call is compared with what was decided then, ` +
        'and with what the saved settings would decide now. People and clients are as they are now; clients who came ' +
        'into being after a call was decided are left out. Without a draft the saved settings are tried. Nothing is ' +
        'written.',
      query: z.strictObject(languageQuery),
      body: replayRequestSchema,
      responses: {
        200: { description: 'What would differ', schema: replaySchema },
        409: { description: 'The call settings were never saved' },
        422: { description: 'The draft could not be saved as it is' },
      },
    },
    lintSettings: {
      method: 'GET',
      path: '/api/settings/lint',
      access: administrators,
      summary: 'What in settings, trunks and employees is likely to be a mistake, and what to do',
      description:
        'Looks at the saved settings, at up to 10,000 employees, and at the calls of the last seven days, up to 5,000 ' +
        'of each.',
      query: z.strictObject(languageQuery),
      responses: { 200: { description: 'What was found', schema: lintSchema } },
    },
  },
);
