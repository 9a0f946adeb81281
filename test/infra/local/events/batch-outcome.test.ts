import { describe, expect, it } from 'vitest';
import { batchOutcome } from '../../../../infra/local/events/batch-outcome.ts';
import type { SqsRecord } from '../../../../infra/local/events/record.ts';
import { failed as failure, type Outcome } from '../../../../infra/local/lambda/outcome.ts';

function record(messageId: string, group?: string): SqsRecord {
  return {
    messageId,
    receiptHandle: '',
    body: '',
    attributes: group === undefined ? {} : { MessageGroupId: group },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  };
}

const answer = (value: unknown): Outcome => ({ ok: true, payload: JSON.stringify(value) });
const failing = (...ids: readonly unknown[]) =>
  answer({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

const plain = [record('1'), record('2'), record('3')];
const ids = (records: readonly SqsRecord[]) => records.map(({ messageId }) => messageId).join('');

describe('what becomes of a batch', () => {
  it.each([
    ['an empty answer', answer(null), '123', ''],
    ['an answer without failures', answer({}), '123', ''],
    ['an empty list of failures', failing(), '123', ''],
    ['failures set to null', answer({ batchItemFailures: null }), '123', ''],
    ['a failure', failing('2'), '13', '2'],
    ['only failures', failing('1', '2', '3'), '', '123'],
    ['a failure that is not in the batch', failing('9'), '', '123'],
    ['a failure without an id', failing(''), '', '123'],
    ['a failure that is no object', answer({ batchItemFailures: [null] }), '', '123'],
    ['failures that are no list', answer({ batchItemFailures: 'all' }), '', '123'],
    ['a function that failed', failure('timeout', 'Sandbox.Timedout', ''), '', '123'],
  ])('%s', (_, outcome, done, failed) => {
    const result = batchOutcome(plain, outcome, true);
    expect([ids(result.done), ids(result.failed)]).toEqual([done, failed]);
  });

  it('without partial responses the answer does not matter', () => {
    expect(ids(batchOutcome(plain, failing('2'), false).done)).toBe('123');
  });

  it('complains when a group’s message counts as done behind one that failed', () => {
    const records = [record('1', 'a'), record('2', 'a'), record('3', 'b')];
    expect(batchOutcome(records, failing('1'), true).complaint).toMatch(/group a/);
    expect(batchOutcome(records, failing('1', '2'), true).complaint).toBeUndefined();
    expect(batchOutcome(records, failing('3'), true).complaint).toBeUndefined();
  });
});
