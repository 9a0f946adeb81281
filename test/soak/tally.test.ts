import { describe, expect, it } from 'vitest';
import type { CallState } from '../../shared/calls/state.ts';
import { packCall } from '../../shared/platform/stores/call-packing.ts';
import type { PlannedCall } from './plan.ts';
import { lostOf, Remains, tallyOf } from './tally.ts';

const phone = '+79170000001';
const call: PlannedCall = {
  entryId: 'a',
  phone,
  isKnown: false,
  isUnwanted: false,
  truth: { owners: ['ivanov'], result: 'missed', newClient: { as: 'lead', owner: 'ivanov' } },
  recordings: 0,
};

const item = (pk: string, sk: string, document: object) => ({ pk, sk, document: JSON.stringify(document) });
const record = (key = 'mango:a/1', callOwnerId = 'ivanov') =>
  item(`CRMCALL#${key}`, 'CALL', { key, callOwnerId, result: 'missed', recordingIds: [] });
const task = (taskAssigneeId = 'ivanov') =>
  item('TASK#t', 'TASK', { number: phone, taskAssigneeId, missCount: 1 });
const client = (id = 'c', ownerId = 'ivanov') =>
  item(`PARTY#lead#${id}`, 'PARTY', { kind: 'lead', id, ownerId, phones: [phone] });

const tally = (...items: readonly object[]) => {
  const { lost, doubled, wrong } = tallyOf([call], new Remains(items as Record<string, unknown>[]));
  return [lost.length, doubled.length, wrong.length];
};

describe('the tally of the soak', () => {
  it('finds nothing where all is as it was told', () => {
    expect(tally(record(), task(), client())).toEqual([0, 0, 0]);
  });

  it('sees a record, a task and a client that are not there', () => {
    expect(tally(task(), client())).toEqual([1, 0, 0]);
    expect(tally(record(), client())).toEqual([1, 0, 0]);
    expect(tally(record(), task())).toEqual([1, 0, 0]);
  });

  it('sees what is there twice, and what nobody told', () => {
    expect(tally(record(), record('mango:a/2'), task(), client())).toEqual([0, 1, 0]);
    expect(tally(record(), record('mango:b/1'), task(), client())).toEqual([0, 1, 0]);
    expect(tally(record(), task(), client(), client('d'))).toEqual([0, 1, 0]);
  });

  it('sees a wrong owner of a record, a task and a client', () => {
    expect(tally(record('mango:a/1', 'petrova'), task(), client())).toEqual([0, 0, 1]);
    expect(tally(record(), task('petrova'), client())).toEqual([0, 0, 1]);
    expect(tally(record(), task(), client('c', 'petrova'))).toEqual([0, 0, 1]);
  });
});

describe('an acknowledged event', () => {
  const state = (more: object) => ({
    pk: 'CALL#mango:a',
    sk: 'STATE',
    call: packCall({ state: more as CallState, outbox: [] }),
  });
  const leg = { kind: 'leg', legId: 'l', seq: 1 };
  const lost = (...items: readonly object[]) =>
    lostOf(['a leg l 1'], new Remains(items as Record<string, unknown>[]));

  it('is lost where nothing is left of it', () => {
    expect(lost()).toEqual(['a leg l 1']);
    expect(lost(state({ id: 'mango:a', evidence: [{ ...leg, seq: 2 }] }))).toEqual(['a leg l 1']);
  });

  it('is not lost where its call knows it, was kept out, or is among the dead letters', () => {
    expect(lost(state({ id: 'mango:a', evidence: [leg] }))).toEqual([]);
    const denied = { id: 'mango:a', evidence: [], decision: { notCaptured: 'denied' } };
    expect(lost(state(denied))).toEqual([]);
    const problem = (status: string) =>
      item('PROBLEM#1', 'PROBLEM', { status, message: { body: 'mango:a' } });
    expect(lost(problem('open'))).toEqual([]);
    expect(lost(problem('retried'))).toEqual(['a leg l 1']);
  });
});
