import * as z from 'zod';
import { problemQueues } from '../../platform/stores/problem-store.ts';
import { instantSchema, pageOf, pageQuery } from '../common-schemas.ts';
import { administrators, defineOperations } from '../operation.ts';

const item = {
  id: z.string(),
  kind: z
    .enum(['deadLetter', 'crmRefused', 'messageRefused', 'recordingMissing', 'unanswered', 'settings'])
    .meta({
      description:
        '`deadLetter`: a message could not be processed. `crmRefused`: the CRM does not take a write as it is. ' +
        '`messageRefused`: a channel does not take a message to a client. ' +
        '`recordingMissing`: a recording or transcript could not be attached to its call. ' +
        '`unanswered`: nobody takes a ticket. ' +
        '`settings`: the settings name somebody who cannot be responsible',
    }),
  status: z.enum(['open', 'retried']),
  openedAt: instantSchema,
  reason: z
    .strictObject({ code: z.string(), message: z.string() })
    .exactOptional()
    .meta({ description: 'Why; absent where the first failure was not recorded' }),
  queue: z
    .enum(problemQueues)
    .exactOptional()
    .meta({ description: 'Where the message came from, and is sent to again' }),
  group: z.string().exactOptional().meta({ description: 'The call or client it is about' }),
  retries: z.int(),
  retriedAt: instantSchema.exactOptional(),
  retriedBy: z.string().exactOptional(),
};

const problemItem = z.strictObject(item).meta({ id: 'ProblemItem' });
const problemDetail = z
  .strictObject({
    ...item,
    body: z.string().exactOptional().meta({ description: 'The message as it came' }),
  })
  .meta({ id: 'ProblemDetail' });

const params = z.strictObject({ id: z.string().min(1).max(1_000) });

export const problemsOperations = defineOperations(
  { function: 'problems-api', tag: 'Problems' },
  {
    listProblems: {
      method: 'GET',
      path: '/api/problems',
      access: administrators,
      summary:
        'What needs a person: messages that could not be processed, and mistakes in the settings; newest first',
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(['open', 'retried']).default('open').meta({ description: 'Open ones unless told' }),
      }),
      responses: { 200: { description: 'A page of problems', schema: pageOf(problemItem) } },
    },
    getProblem: {
      method: 'GET',
      path: '/api/problems/{id}',
      access: administrators,
      summary: 'One problem, with its message',
      params,
      responses: {
        200: { description: 'The problem', schema: problemDetail },
        404: { description: 'There is no such problem' },
      },
    },
    retryProblem: {
      method: 'POST',
      path: '/api/problems/{id}/retry',
      access: administrators,
      summary: 'Send the message again to the queue it came from',
      description:
        'Done twice it sends once. What fails again comes back as an open problem. A problem without a message is ' +
        'marked as dealt with.',
      params,
      responses: {
        200: { description: 'It was sent, now or before', schema: problemItem },
        404: { description: 'There is no such problem' },
      },
    },
  },
);
