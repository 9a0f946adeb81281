import { expect, it } from 'vitest';
import type { EmployeeId } from '../../shared/base/ids.ts';
import { checkEmployee, substitutesOf } from '../../shared/people/check-employee.ts';
import type { Employee, Leave } from '../../shared/people/employee.ts';

const id = (text: string) => text as EmployeeId;
const person = (name: string, more: Partial<Employee> = {}): Employee => ({
  id: id(name),
  name,
  status: 'active',
  extensions: {},
  leaves: [],
  ...more,
});
const substitutes = [
  person('cover'),
  person('fired', { status: 'dismissed' }),
  person('locked', { status: 'blocked' }),
];
const facts = {
  roster: new Map(substitutes.map((one) => [one.id, one])),
  pbxProviders: ['mango'],
  today: '2026-11-22',
};
const leave = (from: string, to: string, substitute?: string): Leave => ({
  from,
  to,
  ...(substitute === undefined ? {} : { substituteId: id(substitute) }),
});
const check = (...leaves: Leave[]) => checkEmployee(person('anna', { leaves }), facts);

it('D-16 a leave may have a substitute who is at work, or none', () => {
  expect(check(leave('2026-12-01', '2026-12-10', 'cover'), leave('2026-12-11', '2026-12-11'))).toEqual([]);
});

it.each([
  ['fired', 'employee fired is dismissed'],
  ['locked', 'employee locked is blocked'],
  ['nobody', 'there is no employee nobody'],
  ['anna', 'nobody covers for himself'],
])('D-16 %s is no substitute', (substitute, reason) => {
  expect(check(leave('2026-11-22', '2026-11-22', substitute))).toEqual([
    { field: 'leaves[0].substituteId', reason },
  ]);
});

it('a leave that is over is history: its substitute may have left, and it overlaps what it likes', () => {
  expect(
    check(leave('2026-11-01', '2026-11-21', 'fired'), leave('2026-11-01', '2026-11-21', 'nobody')),
  ).toEqual([]);
});

it('two leaves on one day leave open who covers', () => {
  expect(check(leave('2026-12-01', '2026-12-10'), leave('2026-12-10', '2026-12-12'))).toEqual([
    { field: 'leaves[1]', reason: 'overlaps leaves[0]' },
  ]);
});

it('names each substitute once', () => {
  const leaves = [leave('2026-12-01', '2026-12-02', 'cover'), leave('2026-12-05', '2026-12-06', 'cover')];
  expect(substitutesOf(person('anna', { leaves }))).toEqual(['cover']);
});

it('D-16 a head covers as well, so he must be at work', () => {
  const headed = (headId: string, more: Partial<Employee> = {}) =>
    checkEmployee(person('anna', { headId: id(headId), ...more }), facts);
  expect(headed('cover')).toEqual([]);
  expect(headed('fired')).toEqual([{ field: 'headId', reason: 'employee fired is dismissed' }]);
  expect(headed('nobody')).toEqual([{ field: 'headId', reason: 'there is no employee nobody' }]);
  expect(headed('anna')).toEqual([{ field: 'headId', reason: 'nobody is his own head' }]);
  expect(headed('fired', { status: 'dismissed' })).toEqual([]);
  expect(substitutesOf(person('anna', { headId: id('cover') }))).toEqual(['cover']);
});
