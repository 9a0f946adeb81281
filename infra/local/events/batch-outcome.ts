import type { Outcome } from '../lambda/outcome.ts';
import type { SqsRecord } from './record.ts';

/** What becomes of a batch: what is done is deleted, what failed comes back. */
export interface BatchOutcome {
  readonly done: readonly SqsRecord[];
  readonly failed: readonly SqsRecord[];
  /** What the function did against the rules of its queue, in words. */
  readonly complaint?: string;
}

/**
 * Reads a function's answer to a batch as Lambda does.
 *
 * With partial responses, what the answer doesn't name as failed counts as done, in a FIFO queue as well: a
 * function that leaves out what it skipped behind a failure loses it. That is complained about, not repaired.
 */
export function batchOutcome(
  records: readonly SqsRecord[],
  outcome: Outcome,
  partialResponses: boolean,
): BatchOutcome {
  const nothing = { done: [], failed: records };
  if (!outcome.ok) return nothing;
  if (!partialResponses) return { done: records, failed: [] };
  const failedIds = failedIdsOf(outcome.payload);
  if (failedIds === undefined) return { ...nothing, complaint: 'its answer has no proper batchItemFailures' };
  const known = new Set(records.map(({ messageId }) => messageId));
  const stranger = failedIds.find((id) => !known.has(id));
  if (stranger !== undefined) {
    return { ...nothing, complaint: `its batchItemFailures name "${stranger}", which is not in the batch` };
  }
  const failing = new Set(failedIds);
  const done = records.filter(({ messageId }) => !failing.has(messageId));
  const failed = records.filter(({ messageId }) => failing.has(messageId));
  const overtaken = overtakenGroup(records, failing);
  return overtaken === undefined
    ? { done, failed }
    : { done, failed, complaint: `it reports messages of group ${overtaken} as done behind one that failed` };
}

/** An answer without a list of failures is one without failures; a list of anything else is a broken one. */
function failedIdsOf(payload: string): readonly string[] | undefined {
  const answer = JSON.parse(payload) as { readonly batchItemFailures?: unknown } | null;
  const failures = typeof answer === 'object' ? (answer?.batchItemFailures ?? []) : [];
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map(
    (failure: { readonly itemIdentifier?: unknown } | null) => failure?.itemIdentifier,
  );
  return ids.every((id): id is string => typeof id === 'string' && id !== '') ? ids : undefined;
}

function overtakenGroup(records: readonly SqsRecord[], failing: ReadonlySet<string>): string | undefined {
  const stopped = new Set<string>();
  for (const { messageId, attributes } of records) {
    const group = attributes.MessageGroupId;
    if (group === undefined) continue;
    if (failing.has(messageId)) stopped.add(group);
    else if (stopped.has(group)) return group;
  }
  return undefined;
}
