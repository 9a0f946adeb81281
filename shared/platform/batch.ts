import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type * as z from 'zod/mini';
import { DutylineError } from '../base/errors.ts';
import type { Clock } from './clock.ts';
import { logger, redact } from './logger.ts';
import type { ProblemReason, ProblemStore } from './stores/problem-store.ts';

/** A message with what its body says. */
export interface Received<T> {
  readonly record: SQSRecord;
  readonly value: T;
}

/** A message that stays in its queue, and why. */
export interface Failure {
  readonly record: SQSRecord;
  readonly error: unknown;
}

/** The body is not what this queue carries: no repeat will make it so. */
export class UnreadableMessageError extends DutylineError {
  constructor(messageId: string, reason: string, cause: unknown) {
    super('DL3009', `Message ${messageId} can't be read: ${reason}`, {
      retry: 'never',
      context: { messageId },
      cause,
    });
  }
}

/** Parses the bodies of a batch; those that can't be read fail alone. */
export function readMessages<T>(
  records: readonly SQSRecord[],
  schema: z.ZodMiniType<T>,
): { readonly received: readonly Received<T>[]; readonly failures: readonly Failure[] } {
  const received: Received<T>[] = [];
  const failures: Failure[] = [];
  for (const record of records) {
    try {
      received.push({ record, value: readBody(record, schema) });
    } catch (error) {
      failures.push({ record, error });
    }
  }
  return { received, failures };
}

function readBody<T>({ messageId, body }: SQSRecord, schema: z.ZodMiniType<T>): T {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    throw new UnreadableMessageError(messageId, 'it is no JSON', cause);
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const places = result.error.issues.map(({ path, code }) => `${path.join('.') || 'body'} (${code})`);
  throw new UnreadableMessageError(messageId, places.slice(0, 5).join(', '), result.error);
}

/**
 * Tells the queue which messages to keep, and people why: the reason goes to the log, and is kept for the problem
 * that the message becomes if it is given up.
 */
export async function answerBatch(
  failures: readonly Failure[],
  problems: ProblemStore,
  clock: Clock,
): Promise<SQSBatchResponse> {
  await Promise.all(
    failures.map(async ({ record, error }) => {
      const log = logger.with({
        messageId: record.messageId,
        receiveCount: record.attributes.ApproximateReceiveCount,
      });
      log.error('A message failed and stays in the queue', { error });
      try {
        await problems.noteReason(record.messageId, reasonOf(error), clock());
      } catch (noting) {
        // The message fails in any case; its reason is in the log.
        log.warn('The reason could not be kept', { error: noting });
      }
    }),
  );
  return { batchItemFailures: failures.map(({ record }) => ({ itemIdentifier: record.messageId })) };
}

/** The innermost reason that has a code of ours: what people can act on. */
export function reasonOf(error: unknown): ProblemReason {
  if (!(error instanceof Error)) return { code: 'Unknown', message: String(redact(String(error))) };
  if (error.cause instanceof DutylineError) return reasonOf(error.cause);
  const code = error instanceof DutylineError ? error.code : error.name;
  return { code, message: String(redact(error.message)) };
}
