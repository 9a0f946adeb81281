import { describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../shared/base/ids.ts';
import { mayDo, type Standing, sightOf, ticketActions } from '../../shared/tickets/rights.ts';
import { hours, LineTown } from './town.ts';

const stateOf = ({ state }: LineTown) => {
  if (state === undefined) throw new Error('nobody has written');
  return state;
};
const standing = (town: LineTown, id: string): Standing => ({
  employeeId: id as EmployeeId,
  isSupervisor: id === 'chief',
  isInQueue: town.agentQueue.includes(id as EmployeeId),
});
const sees = (town: LineTown, id: string) => sightOf(standing(town, id), stateOf(town), town.openLine);
/** What somebody may do, by name; what he is told of the rest is asked for by `verdict`. */
const may = (town: LineTown, id: string) =>
  ticketActions.filter((action) => verdict(town, id, action) === 'allowed');
const verdict = (town: LineTown, id: string, action: (typeof ticketActions)[number]) =>
  mayDo(action, standing(town, id), stateOf(town), town.openLine);
const all = Number.POSITIVE_INFINITY;

describe('D-84 who sees a ticket', () => {
  it('where the line is everybody’s: its queue and its supervisors, nobody else', () => {
    const town = new LineTown(['main', 'cover'], { assigneeOnly: false }).writes();
    expect(['main', 'cover', 'chief', 'stranger'].map((id) => sees(town, id))).toEqual([
      all,
      all,
      all,
      undefined,
    ]);
  });

  it('who had it sees it where the line is everybody’s, even if he is not in its queue', () => {
    const town = new LineTown(['main'], { assigneeOnly: false }).hire('guest').writes();
    town.does('main', { kind: 'transfer', to: 'guest' as EmployeeId });
    town.does('guest', { kind: 'transfer', to: 'main' as EmployeeId });
    expect(sees(town, 'guest')).toBe(all);
  });

  it('where it is the assignee’s alone: both must hold', () => {
    const town = new LineTown(['main', 'cover']).writes().after(hours(12));
    expect(['main', 'cover', 'stranger'].map((id) => sees(town, id))).toEqual([town.now, all, undefined]);
  });

  it('an administrator who is no employee sees all, somebody without an employee’s id nothing', () => {
    const state = stateOf(new LineTown(['main']).writes());
    const rule = { assigneeOnly: true };
    expect(sightOf({ isSupervisor: true, isInQueue: false }, state, rule)).toBe(all);
    expect(sightOf({ isSupervisor: false, isInQueue: false }, state, rule)).toBeUndefined();
  });
});

describe('OL-32 who may do what', () => {
  it('the assignee what is his, supervisors everything, others of the queue nothing', () => {
    const town = new LineTown(['main', 'cover']).writes();
    expect(may(town, 'main')).toEqual([
      'answer',
      'take',
      'intercept',
      'skip',
      'transfer',
      'join',
      'close',
      'markSpam',
    ]);
    expect(may(town, 'chief')).toEqual(ticketActions);
    expect(may(town, 'cover')).toEqual([]);
    expect(ticketActions.map((action) => verdict(town, 'cover', action))).toEqual(
      ticketActions.map(() => 'unseen'),
    );
  });

  it('D-54 who had it until a moment ago is told that somebody has it', () => {
    const town = new LineTown(['main', 'cover']).writes().after(hours(12));
    expect(ticketActions.map((action) => verdict(town, 'main', action))).toEqual([
      'alreadyTaken',
      'alreadyTaken',
      'notAllowed',
      'alreadyTaken',
      'alreadyTaken',
      'notAllowed',
      'notAllowed',
      'alreadyTaken',
      'alreadyTaken',
      'notAllowed',
    ]);
  });

  it('OL-21, OL-24 what nobody has is taken, or answered, by those to whom it is offered and by the queue', () => {
    const town = new LineTown(['a', 'b'], { mode: 'broadcast' }).writes();
    expect([may(town, 'a'), may(town, 'b'), may(town, 'stranger')]).toEqual([
      ['answer', 'take'],
      ['answer', 'take'],
      [],
    ]);
    town.does('a', { kind: 'take' });
    expect([verdict(town, 'b', 'take'), verdict(town, 'b', 'close')]).toEqual(['alreadyTaken', 'unseen']);
    expect(verdict(town, 'stranger', 'take')).toBe('unseen');
  });

  it('OL-03 the substitute is not told of what was given to the main employee', () => {
    const town = new LineTown(['main', 'cover']).writes();
    expect([verdict(town, 'cover', 'take'), verdict(town, 'cover', 'answer')]).toEqual(['unseen', 'unseen']);
  });

  it('who has joined answers along; on a line that is everybody’s the queue may join', () => {
    const town = new LineTown(['main', 'cover', 'third'], { assigneeOnly: false }).writes();
    expect(may(town, 'cover')).toEqual(['join']);
    town.does('cover', { kind: 'join' });
    expect(may(town, 'cover')).toEqual(['answer', 'join', 'leave']);
    town.does('cover', { kind: 'leave' });
    expect(may(town, 'cover')).toEqual(['join']);
    town.does('cover', { kind: 'join' });
    expect(verdict(town, 'third', 'close')).toBe('notAllowed');
    expect(verdict(town, 'third', 'answer')).toBe('alreadyTaken');
  });

  it('of what has ended, whose it was is told so; a repeated ending is none', () => {
    const town = new LineTown(['main', 'cover']).writes();
    town.does('main', { kind: 'close' });
    expect(may(town, 'main')).toEqual(['close', 'markSpam']);
    expect(verdict(town, 'main', 'answer')).toBe('alreadyEnded');
    expect(verdict(town, 'cover', 'take')).toBe('unseen');
    expect(may(town, 'chief')).toEqual(ticketActions);
  });
});
