import type { Failure, Received } from '../batch.ts';
import type { Caused } from './aggregate.ts';
import { UndecidableError } from './errors.ts';
import type { Runner } from './runner.ts';

/** What one message asks of one aggregate. */
export interface Work<Input> {
  readonly aggregateId: string;
  readonly inputs: readonly Input[];
}

/**
 * Applies a batch of messages: those of one aggregate in one load and one write, different aggregates side by side.
 * Where the messages of an aggregate can't be decided together, each is tried alone, so that one that is poisoned
 * stops nobody else.
 *
 * @returns the messages that must stay in the queue.
 */
export async function processBatch<State, Input, Facts, E extends Caused, Refusal>(
  runner: Runner<State, Input, Facts, E, Refusal>,
  messages: readonly Received<Work<Input>>[],
): Promise<readonly Failure[]> {
  const groups = Map.groupBy(messages, ({ value }) => value.aggregateId);
  const failures = await Promise.all([...groups].map(([id, group]) => processGroup(runner, id, group)));
  return failures.flat();
}

async function processGroup<State, Input, Facts, E extends Caused, Refusal>(
  runner: Runner<State, Input, Facts, E, Refusal>,
  id: string,
  group: readonly Received<Work<Input>>[],
): Promise<readonly Failure[]> {
  try {
    await runner.apply(
      id,
      group.flatMap(({ value }) => value.inputs),
    );
    return [];
  } catch (error) {
    if (!(error instanceof UndecidableError) || group.length === 1) {
      return group.map(({ record }) => ({ record, error }));
    }
  }
  const failures: Failure[] = [];
  for (const message of group) failures.push(...(await processGroup(runner, id, [message])));
  return failures;
}
