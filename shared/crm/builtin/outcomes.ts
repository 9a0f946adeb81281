import { ConflictError } from '../../platform/table.ts';
import type { CrmOutcome } from '../port.ts';

/** The item itself is at fault: it will never fit. */
const refusals = new Set(['ValidationException', 'ItemCollectionSizeLimitExceededException']);
/** The table did nothing. */
const notDone = new Set([
  'AccessDeniedException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ResourceNotFoundException',
  'ThrottlingException',
  'TransactionCanceledException',
  'TransactionConflictException',
]);

/** What an error of the table says about the write it ended: refused, not done, or (an answer was lost) unknown. */
export function outcomeOf(error: unknown): CrmOutcome {
  const { name, message } = error instanceof Error ? error : { name: 'UnknownError', message: String(error) };
  if (refusals.has(name)) return { outcome: 'refused', code: 'invalidRecord', reason: message };
  const reason = `${name}: ${message}`;
  if (error instanceof ConflictError || notDone.has(name))
    return { outcome: 'retry', afterMs: 1_000, reason };
  return { outcome: 'unknown', reason };
}
