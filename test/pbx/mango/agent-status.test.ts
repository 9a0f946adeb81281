import { describe, expect, it } from 'vitest';
import { mango } from '../../../shared/pbx/mango/adapter.ts';
import { refusalOf } from '../refusal.ts';
import { receiveAgents, statusPayload } from './payloads.ts';

const changed = (changes = {}) => receiveAgents('/events/user/status_changed', statusPayload(changes));

describe("Mango Office's operators", () => {
  it('are told of by an id of their own, and since when', () => {
    expect(changed()).toEqual([{ agentId: '300000101', status: 'ready', at: 1_790_000_000_500 }]);
  });

  it.each([
    [1, 'ready'],
    [2, 'notReady'],
    ['3', 'notReady'],
    [4, 'loggedOut'],
    [5, 'notReady'],
    [6, 'ready'],
  ])('status %s: %s', (status, expected) => {
    expect(changed({ status })).toMatchObject([{ status: expected }]);
  });

  it("a company's own status counts as the one it is made from", () => {
    expect(changed({ status: 1_207, parent_status: 3 })).toMatchObject([{ status: 'notReady' }]);
    expect(changed({ status: 1_207, parent_status: null })).toEqual([]);
    expect(changed({ status: 1_207, parent_status: 1_208 })).toEqual([]);
  });

  it('the end of his session: he has logged out', () => {
    const { status, ...ended } = statusPayload({ when: '' });
    expect(receiveAgents('/events/user/session_end', ended)).toEqual([
      { agentId: '300000101', status: 'loggedOut', at: 1_790_000_000_900 },
    ]);
  });

  it.each([
    ['nobody', { abonent_id: '' }, 'abonent_id'],
    ['no status', { status: undefined }, 'status'],
    ['a status in words', { status: 'break' }, 'status'],
    ['no time', { timestamp: null }, 'timestamp'],
  ])('of %s is refused', (_, changes, field) => {
    const refusal = refusalOf(() => changed(changes));
    expect([refusal.status, Object.keys(refusal.fields)]).toEqual([400, [field]]);
  });

  it('have addresses of their own', () => {
    expect(mango.route('/events/user/status_changed')).toBe('agents');
    expect(mango.route('/events/user/session_end')).toBe('agents');
  });
});
