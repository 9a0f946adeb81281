import { describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../shared/base/ids.ts';
import { seesUntil, shownUntil } from '../../shared/tickets/visibility.ts';
import { hours, LineTown } from './town.ts';

const sees = (town: LineTown, id: string, isSupervisor = false) =>
  seesUntil({ employeeId: id as EmployeeId, isSupervisor }, town.state ?? fail(), town.openLine);
const fail = (): never => {
  throw new Error('nobody has written');
};

describe('who sees what', () => {
  it('OL-02 the substitute sees it while the main employee is on a day off', () => {
    const town = new LineTown(['main', 'cover']).works('main', { workDay: 'closed' }).writes();
    expect([sees(town, 'main'), sees(town, 'cover')]).toEqual([undefined, Number.POSITIVE_INFINITY]);
  });

  it('OL-03 the substitute sees nothing while the main employee is at work', () => {
    const town = new LineTown(['main', 'cover']).writes();
    expect([sees(town, 'main'), sees(town, 'cover')]).toEqual([Number.POSITIVE_INFINITY, undefined]);
  });

  it('D-41 after the hand-over the main employee keeps what he has seen, and sees nothing new', () => {
    const town = new LineTown(['main', 'cover']).writes().after(hours(12));
    expect([sees(town, 'main'), sees(town, 'cover')]).toEqual([town.now, Number.POSITIVE_INFINITY]);
  });

  it('OL-03, D-42 of the message with which it goes back to the main employee the substitute sees nothing', () => {
    const town = new LineTown(['main', 'cover']).works('main', { workDay: 'closed' }).writes();
    town.after(1_000).answers('cover');
    town.after(1_000).works('main', { workDay: 'opened' });
    const shown = town.now + 1_000;
    town.after(1_001).writes();
    expect([town.assignee, sees(town, 'cover')]).toEqual(['main', shown]);
  });

  it('D-41 a message that was written before and came later was not shown', () => {
    const message = { id: 'm', at: 5, author: { kind: 'client' as const }, text: 'x' };
    expect(shownUntil(message, 5)).toEqual(message);
    expect(shownUntil({ ...message, keptAt: 6 }, 5)).toBeUndefined();
    expect(shownUntil({ ...message, keptAt: 6 }, Number.POSITIVE_INFINITY)).toEqual(message);
  });

  it('D-41 supervisors see all; on a line that is not marked everybody of it does', () => {
    const town = new LineTown(['main', 'cover']).writes();
    expect(sees(town, 'boss', true)).toBe(Number.POSITIVE_INFINITY);
    town.openLine = { ...town.openLine, assigneeOnly: false };
    expect(sees(town, 'cover')).toBe(Number.POSITIVE_INFINITY);
  });

  it('OL-21 everybody to whom it is offered sees it, until somebody has taken it', () => {
    const town = new LineTown(['a', 'b'], { mode: 'broadcast' }).writes();
    expect([sees(town, 'a'), sees(town, 'b')]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    town.does('a', { kind: 'take' });
    expect([sees(town, 'a'), sees(town, 'b')]).toEqual([Number.POSITIVE_INFINITY, undefined]);
  });
});
