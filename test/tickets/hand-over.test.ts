import { describe, expect, it } from 'vitest';
import type { EmployeeId, PartyId } from '../../shared/base/ids.ts';
import { hours, LineTown, minutes, nineOClock, ticketId } from './town.ts';

const pair = (change = {}) => new LineTown(['main', 'cover'], change);
const onLeave = { leaves: [{ from: '2026-11-19', to: '2026-11-30' }] };

describe('who is asked', () => {
  it('OL-01, OL-04 the first of the queue gets a new conversation', () => {
    expect(pair().writes().assignee).toBe('main');
  });

  it('OL-05, OL-06, OL-22 the second gets it when the first did not answer in twelve hours, and not before', () => {
    const town = pair()
      .writes()
      .after(hours(12) - 1);
    expect(town.assignee).toBe('main');
    expect(town.after(1)).toMatchObject({ assignee: 'cover', skipped: ['main: alreadyAsked'] });
    expect(town.state?.assignment?.reason).toBe('timeout');
  });

  it('OL-05 an answer stops the time; a timer that comes after it does nothing', () => {
    const town = pair().writes();
    const timer = town.state?.timer?.number ?? 0;
    town.after(hours(1)).answers('main').after(hours(48));
    expect(town.assignee).toBe('main');
    expect(town.give({ kind: 'ticketTimer', ticketId, number: timer })).toMatchObject({ changed: false });
  });

  it('OL-05 an answer past us stops the time as well, whoever gave it', () => {
    expect(pair().writes().answers().after(hours(48)).assignee).toBe('main');
  });

  it('a timer that fires before its time is set again', () => {
    const town = pair().writes().after(hours(1));
    const { number = 0, fireAt } = town.state?.timer ?? {};
    town.give({ kind: 'ticketTimer', ticketId, number });
    expect(town.state?.timer).toMatchObject({ number: number + 1, fireAt });
    expect(town.assignee).toBe('main');
  });

  it('a repeated message changes nothing', () => {
    const town = pair().writes('m1');
    const before = town.state;
    expect(town.writes('m1').state).toBe(before);
  });

  it('OL-23, D-46 after the last one the first is asked again, three rounds long; then it is for supervisors', () => {
    const town = pair({ maxRounds: 3 }).writes();
    const asked = [town.assignee];
    for (let turn = 1; turn < 6; turn += 1) asked.push(town.after(hours(12)).assignee);
    expect(asked).toEqual(['main', 'cover', 'main', 'cover', 'main', 'cover']);
    town.after(hours(12));
    expect(town.state).toMatchObject({ phase: 'undistributed', waitingSince: town.now });
    expect(town.told('supervisorAlert')).toMatchObject([{ reason: 'nobodyAnswers' }]);
    expect(town.after(hours(100)).tellChange().assignee).toBeUndefined();
    expect(town.writes().assignee).toBe('main');
  });

  it('OL-20 evenly: whoever was given nothing for the longest time', () => {
    const town = new LineTown(['a', 'b', 'c'], { mode: 'leastRecent' });
    town.lastBusyAt
      .set('a' as EmployeeId, 3)
      .set('b' as EmployeeId, 1)
      .set('c' as EmployeeId, 2);
    expect(town.writes().assignee).toBe('b');
    expect(town.after(hours(12)).assignee).toBe('c');
  });

  it('OL-21 to all: it is offered to everybody who is there, nobody is timed, and the first who takes it has it', () => {
    const town = new LineTown(['a', 'b', 'c'], { mode: 'broadcast' }).works('b', { online: false }).writes();
    expect(town.state).toMatchObject({ phase: 'undistributed', offeredTo: ['a', 'c'] });
    expect(town.does('c', { kind: 'take' })).toMatchObject({ changed: true });
    expect(town.assignee).toBe('c');
    expect(town.state?.timer).toBeUndefined();
    expect(town.does('a', { kind: 'take' }).refusal).toEqual({ code: 'alreadyTaken', by: 'c' });
  });

  it('OL-21, OL-32 to all: whoever skips what he took gives it back to all, for nobody else would be timed', () => {
    const town = new LineTown(['a', 'b'], { mode: 'broadcast' }).writes();
    town.does('a', { kind: 'take' });
    town.does('a', { kind: 'skip' });
    expect(town.state).toMatchObject({ phase: 'undistributed', offeredTo: ['a', 'b'] });
    expect(town.does('b', { kind: 'take' }).refusal).toBeUndefined();
  });

  it('D-52, OL-26 a known client’s owner is asked first, however much he has to do, unless he is not at work', () => {
    const town = pair({ ownerFirst: 'anybody' }).hire('owner').has('owner', 9, 5);
    town.clientOwnerId = 'owner' as EmployeeId;
    expect(town.writes().assignee).toBe('owner');
    const away = pair({ ownerFirst: 'anybody' }).hire('owner', onLeave);
    away.clientOwnerId = 'owner' as EmployeeId;
    expect(away.writes()).toMatchObject({ assignee: 'main', skipped: ['owner: onLeave'] });
    const outsider = pair({ ownerFirst: 'inQueue' }).hire('owner');
    outsider.clientOwnerId = 'owner' as EmployeeId;
    expect(outsider.writes().assignee).toBe('main');
  });

  it('D-51 nobody gets more than he may have', () => {
    expect(pair().has('main', 5, 5).writes()).toMatchObject({
      assignee: 'cover',
      skipped: ['main: atLimit'],
    });
  });
});

describe('who can be asked', () => {
  it.each([
    ['OL-07 dismissed', (town: LineTown) => town.hire('main', { status: 'dismissed' }), 'dismissed'],
    ['OL-08 on vacation', (town: LineTown) => town.hire('main', onLeave), 'onLeave'],
    [
      'OL-09 work day not begun',
      (town: LineTown) => town.works('main', { workDay: 'closed' }),
      'workDayNotOpen',
    ],
    ['OL-09 not online', (town: LineTown) => town.works('main', { online: false }), 'offline'],
    ['OL-28 on a break', (town: LineTown) => town.works('main', { workDay: 'paused' }), 'onBreak'],
  ] as const)('%s: the next one gets it at once', (_, happens, reason) => {
    const town = pair();
    happens(town);
    expect(town.writes()).toMatchObject({ assignee: 'cover', skipped: [`main: ${reason}`] });
  });

  it('D-40 of a tracked employee only the work day counts', () => {
    expect(pair().works('main', { workDay: 'opened', online: false }).writes().assignee).toBe('main');
  });

  it('D-45 a line that does not check passes over nobody but those who left', () => {
    const town = pair({ checksAvailability: false }).works('main', { online: false });
    expect(town.writes().assignee).toBe('main');
    const left = pair({ checksAvailability: false }).hire('main', { status: 'dismissed' });
    expect(left.writes().assignee).toBe('cover');
  });

  it('OL-10, D-43 whoever can work no more loses what waits for an answer at once', () => {
    const town = pair().writes().after(hours(1)).works('main', { workDay: 'closed' });
    expect(town).toMatchObject({ assignee: 'cover', skipped: ['main: workDayNotOpen'] });
    expect(town.state?.assignment?.reason).toBe('becameUnavailable');
  });

  it('OL-10 and keeps what he has answered, until the client writes again', () => {
    const town = pair().writes().answers('main').works('main', { workDay: 'closed' });
    expect(town.assignee).toBe('main');
    expect(town.writes().assignee).toBe('cover');
  });

  it('OL-27 what somebody had who is dismissed goes on to the next', () => {
    const town = pair().writes();
    town.hire('main', { status: 'dismissed' });
    expect(town.tellChange().assignee).toBe('cover');
  });
});

describe('back to the primary agent', () => {
  it('D-42 at once, while nobody has answered', () => {
    const town = pair().works('main', { workDay: 'closed' }).writes();
    expect(town.assignee).toBe('cover');
    expect(town.works('main', { workDay: 'opened' }).assignee).toBe('main');
    expect(town.state?.assignment?.reason).toBe('returned');
  });

  it('D-42 with the next message, when the cover agent has answered', () => {
    const town = pair().works('main', { workDay: 'closed' }).writes().answers('cover');
    expect(town.works('main', { workDay: 'opened' }).assignee).toBe('cover');
    expect(town.writes().assignee).toBe('main');
  });

  it('D-42 only after it was closed, where the line says so', () => {
    const town = pair({ returnToPrimary: 'afterClose' }).works('main', { workDay: 'closed' }).writes();
    town.answers('cover').works('main', { workDay: 'opened' }).writes();
    expect(town.assignee).toBe('cover');
    town.does('cover', { kind: 'close' });
    expect(town.writes().assignee).toBe('main');
  });

  it('not to one who was asked and did not answer', () => {
    const town = pair().writes().after(hours(12));
    expect(town.tellChange().assignee).toBe('cover');
  });

  it('D-44 a client who waits for a further answer is passed on after a time of its own', () => {
    const town = pair({ followUpTimeoutMs: hours(2) })
      .writes()
      .answers('main')
      .after(hours(30))
      .writes();
    town.after(hours(1)).writes().after(hours(1.5));
    expect(town.assignee).toBe('main');
    expect(town.after(hours(0.5)).assignee).toBe('cover');
  });
});

describe('when nobody is there', () => {
  const night = () => pair().works('main', { online: false }).works('cover', { online: false });

  it('OL-24, D-47 it waits, the client is told once, and the supervisors are', () => {
    const town = night().writes().after(minutes(10)).writes();
    expect(town.state).toMatchObject({ phase: 'undistributed', waitingSince: nineOClock });
    expect(town.told('message')).toMatchObject([{ text: 'Сейчас никого нет.' }]);
    expect(town.told('supervisorAlert')).toMatchObject([{ reason: 'nobodyAvailable' }]);
  });

  it('D-47 whoever comes gets it at once', () => {
    expect(night().writes().after(hours(3)).works('cover', { online: true }).assignee).toBe('cover');
  });

  it('D-46, D-47 whoever was asked in vain and comes back gets it at once, where nobody else is there', () => {
    const town = pair().writes().after(hours(12));
    town.works('main', { online: false }).works('cover', { online: false });
    expect(town.state).toMatchObject({ phase: 'undistributed', tried: ['main'] });
    expect(town.works('main', { online: true }).assignee).toBe('main');
  });

  it('D-46, D-47 what was left and taken, and whose taker is gone, waits for whoever comes', () => {
    const town = pair({ maxRounds: 1 }).writes().after(hours(24));
    expect(town.state?.timer).toBeUndefined();
    town.does('main', { kind: 'take' });
    town.works('cover', { online: false }).works('main', { online: false });
    expect(town.state).toMatchObject({ phase: 'undistributed', timer: {} });
    expect(town.works('cover', { online: true }).assignee).toBe('cover');
  });

  it('OL-25, D-47 and though nobody tells of it, within two minutes', () => {
    const town = night().writes();
    town.work.delete('main' as EmployeeId);
    expect(town.after(minutes(2)).assignee).toBe('main');
  });

  it('D-47 those who wait longer come first', () => {
    const town = night().writes();
    town.othersWaitLonger = true;
    expect(town.works('main', { online: true }).after(minutes(4)).assignee).toBeUndefined();
    town.othersWaitLonger = false;
    expect(town.after(minutes(2)).assignee).toBe('main');
  });

  it('D-48 at night the client is told the hours, once, and nothing of who is there', () => {
    const workingTime = {
      timeZone: 'Europe/Moscow',
      weekdays: [1, 2, 3, 4, 5],
      from: '10:00',
      to: '19:00',
      holidays: [],
      extraDays: [],
    };
    const town = pair({ workingTime }).works('main', { online: false }).works('cover', { online: false });
    town.writes().writes();
    expect(town.told('message')).toMatchObject([{ text: 'Мы ответим утром.' }]);
    // The line opens at ten.
    town.after(hours(1.5));
    expect(town.told('message')).toMatchObject([
      { text: 'Мы ответим утром.' },
      { text: 'Сейчас никого нет.' },
    ]);
  });

  it('D-48 the time to answer stands still at night, where the line says so', () => {
    const workingTime = {
      timeZone: 'Europe/Moscow',
      weekdays: [1, 2, 3, 4, 5],
      from: '09:00',
      to: '18:00',
      holidays: [],
      extraDays: [],
    };
    const town = pair({ workingTime, timeoutCounts: 'workingTime', handoffTimeoutMs: hours(12) }).writes();
    // Friday has nine hours; the other three are Monday's.
    expect(town.state?.timer?.fireAt).toBe(Date.UTC(2026, 10, 23, 9));
  });
});

describe('what people do', () => {
  it('OL-32 skip gives it to the next; with nobody else it stays', () => {
    const town = pair().writes();
    town.does('main', { kind: 'skip' });
    expect(town.assignee).toBe('cover');
    expect(town.does('cover', { kind: 'skip' }).refusal).toEqual({ code: 'nobodyElse' });
    expect(town.assignee).toBe('cover');
  });

  it('OL-32 only he who has it can skip it', () => {
    expect(pair().writes().does('cover', { kind: 'skip' }).refusal).toEqual({
      code: 'alreadyTaken',
      by: 'main',
    });
  });

  it('D-54 two who take it: one has it, the other is told who', () => {
    const town = pair().works('main', { online: false }).works('cover', { online: false }).writes();
    town.does('main', { kind: 'take' });
    expect(town.does('cover', { kind: 'take' }).refusal).toEqual({ code: 'alreadyTaken', by: 'main' });
    expect(town.does('cover', { kind: 'take', force: true }).changed).toBe(true);
    expect(town.assignee).toBe('cover');
  });

  it('a mail is answered in its thread, a chat without reference', () => {
    const told = (subject?: string) => {
      const town = pair().writes('m1', subject);
      town.give({
        kind: 'employeeMessage',
        ticketId,
        messageId: 'a1',
        at: town.now,
        by: 'main' as EmployeeId,
        send: { text: 'Добрый день!' },
      });
      return town.told('message');
    };
    expect(told('Счёт')).toMatchObject([{ subject: 'Счёт', replyTo: 'm1', text: 'Добрый день!' }]);
    expect(told()[0]).not.toHaveProperty('replyTo');
  });

  it.each([
    ['becomes', true, [{ kind: 'changeOwner', entityOwnerId: 'cover', ownerBefore: 'main' }]],
    ['does not become', false, []],
  ])(
    'D-53 whom a known client is transferred to %s his owner, as the line has it',
    (_, transferChangesOwner, writes) => {
      const town = pair({ transferChangesOwner });
      town.party = { kind: 'contact', id: 'c1' as PartyId, ownerId: 'main' as EmployeeId };
      town.writes().does('main', { kind: 'transfer', to: 'cover' as EmployeeId });
      expect(town.told('crm').flatMap((effect) => ('writes' in effect ? effect.writes : []))).toMatchObject(
        writes,
      );
    },
  );

  it('OL-32 transfer gives it to a person who is there, and starts his time', () => {
    const town = pair().hire('expert').writes().after(hours(5));
    town.does('main', { kind: 'transfer', to: 'expert' as EmployeeId });
    expect(town).toMatchObject({ assignee: 'expert', state: { timer: { fireAt: town.now + hours(12) } } });
    town.works('cover', { online: false });
    expect(town.does('expert', { kind: 'transfer', to: 'cover' as EmployeeId }).refusal).toEqual({
      code: 'notAvailable',
    });
  });

  it('OL-33 closed, it has nobody and no timer; a message opens it again', () => {
    const town = pair().writes();
    town.does('main', { kind: 'close' });
    expect(town.state).toMatchObject({ phase: 'closed' });
    expect(town.state).not.toHaveProperty('timer');
    expect(town.after(hours(50)).writes()).toMatchObject({ assignee: 'main', state: { phase: 'assigned' } });
  });

  it('OL-33 marked as spam, it stays so whatever is written', () => {
    const town = pair().writes();
    town.does('main', { kind: 'markSpam' });
    expect(town.writes().state?.phase).toBe('spam');
    expect(town.does('cover', { kind: 'take' }).refusal).toEqual({ code: 'alreadyEnded' });
  });

  it('of a ticket that nobody has written in nothing can be done', () => {
    expect(pair().does('main', { kind: 'take' })).toMatchObject({ refusal: { code: 'unknownTicket' } });
  });
});
