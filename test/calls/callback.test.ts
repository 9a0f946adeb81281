import { describe, expect, it } from 'vitest';
import { instantOf } from '../../shared/base/calendar.ts';
import type { CallEvent } from '../../shared/calls/events.ts';
import { clientPhone, contact, facts, inbound, outbound, Story, tell, trunkA, writes } from './story.ts';

const noon = Date.UTC(2026, 10, 20, 9);
const missed = () =>
  inbound()
    .rings('101')
    .after(20)
    .stops('101')
    .ends({ to: { extension: '101', number: 'x' } });
const missedInGroup = () =>
  inbound()
    .rings('101', { group: '500' })
    .after(20)
    .stops('101')
    .ends({ to: { extension: '500' }, cause: 'groupFailed' });
const missedInIvr = () => inbound().ivr('automation').ends({ cause: 'automation' });
const answered = () =>
  inbound()
    .rings('101')
    .answers('101')
    .after(20)
    .stops('101', 'callerHungUp')
    .ends({ to: { extension: '101' } });
const dialled = () =>
  outbound()
    .dials('101')
    .connects('101')
    .after(20)
    .hangsUp('101')
    .ends({ from: { extension: '101' } });

/** The same call, ending at another time of the tenant's day. */
function endingAt(day: string, time: string): Story {
  const story = missed();
  const shift = instantOf(day, time, 'Europe/Moscow') - (noon + 20_000);
  const moved = story.events.map((event): CallEvent => {
    const at = event.at + shift;
    if (event.kind !== 'ended') return { ...event, at };
    return { ...event, at, startedAt: event.startedAt + shift, endedAt: event.endedAt + shift };
  });
  story.events.splice(0, story.events.length, ...moved);
  return story;
}

const taskOf = (story: Story, town = facts()) => writes(story, 'createTask', town)[0];
const dueOf = (story: Story, callbackTasks: object = {}) =>
  new Date(taskOf(story, facts({ settings: { callbackTasks } }))?.dueAt ?? 0).toISOString();

describe('who calls back', () => {
  it('MG-55 a call that an employee missed is recorded and makes a task for him', () => {
    expect(writes(missed(), 'recordCall')).toHaveLength(1);
    expect(taskOf(missed())).toMatchObject({
      taskAssigneeId: 'operator',
      missedReason: 'direct',
      callKey: 'mango:call-1/1',
    });
  });

  it.each([
    [true, 'owner'],
    [false, 'groupman'],
  ])("MG-56 of a known client: to the contact's responsible %s, it goes to %s", (knownClientToOwner, who) => {
    const inGroup = { enabled: true, employeeId: 'groupman', knownClientToOwner };
    const town = facts({ settings: { missedInGroup: inGroup }, parties: [contact('owner')] });
    expect(taskOf(missedInGroup(), town)?.taskAssigneeId).toBe(who);
  });

  it('MG-57 a call missed in the IVR makes one for the IVR user, and nothing with the flag off if so set', () => {
    const on = facts({ settings: { missedInIvr: { enabled: true, employeeId: 'ivrman' } } });
    expect(taskOf(missedInIvr(), on)?.taskAssigneeId).toBe('ivrman');
    const off = facts({ settings: { missedInIvr: { recordWhenOff: false } } });
    expect(taskOf(missedInIvr(), off)).toBeUndefined();
    expect(writes(missedInIvr(), 'recordCall', off)).toEqual([]);
  });

  it('MG-58 a call missed in a group makes one for the group user, and none with the flag off if so set', () => {
    const on = facts({ settings: { missedInGroup: { enabled: true, employeeId: 'groupman' } } });
    expect(taskOf(missedInGroup(), on)?.taskAssigneeId).toBe('groupman');
    const off = facts({ settings: { taskOnMissed: { ringGroup: false } } });
    expect(taskOf(missedInGroup(), off)).toBeUndefined();
    expect(writes(missedInGroup(), 'recordCall', off)).toHaveLength(1);
  });

  it('MG-61 no task for internal calls; otherwise it is linked to the client', () => {
    const internal = new Story('internal')
      .leg('a', 'ringing', { from: { extension: '101' }, to: { extension: '102' } })
      .after(9)
      .leg('a', 'ended', { cause: 'noAnswer' })
      .ends();
    expect(taskOf(internal)).toBeUndefined();
    expect(taskOf(missed(), facts({ parties: [contact('owner')] }))?.client).toMatchObject({
      kind: 'known',
      party: { id: 'c1' },
    });
  });
});

describe('until when', () => {
  it('MG-59 D-15 an hour after the end of a call within working time', () => {
    expect(dueOf(endingAt('2026-11-20', '12:00'))).toBe('2026-11-20T10:00:00.000Z');
    expect(dueOf(endingAt('2026-11-20', '19:59'))).toBe('2026-11-20T17:59:00.000Z');
  });

  it.each([
    ['20:00 belongs to "after"', '2026-11-19', '20:00', '2026-11-20T06:00:00.000Z'],
    ['a call in the night', '2026-11-20', '03:00', '2026-11-20T06:00:00.000Z'],
    ['Friday evening waits for Monday', '2026-11-20', '20:01', '2026-11-23T06:00:00.000Z'],
    ['and so does Saturday noon', '2026-11-21', '12:00', '2026-11-23T06:00:00.000Z'],
  ])('MG-59 D-15 otherwise 09:00 of the next working day: %s', (_, day, time, due) => {
    expect(dueOf(endingAt(day, time))).toBe(due);
  });

  it('MG-59 D-15 minutes, window and calendar are settings', () => {
    expect(dueOf(endingAt('2026-11-20', '12:00'), { dueMinutes: 1_500 })).toBe('2026-11-21T10:00:00.000Z');
    const workingTime = { from: '10:00', to: '18:00', holidays: ['2026-11-23'] };
    expect(dueOf(endingAt('2026-11-20', '18:00'), { workingTime })).toBe('2026-11-24T07:00:00.000Z');
  });
});

describe('what it says', () => {
  it('MG-60 a new client by number, a known one by name and number', () => {
    expect(taskOf(missed())?.text).toBe(`(новый Клиент) ${clientPhone}, пропущенный звонок`);
    const town = facts({ parties: [contact('owner')] });
    expect(taskOf(missed(), town)?.text).toBe(`Анна, ${clientPhone}, пропущенный звонок`);
  });

  it('MG-60 the texts are templates of the settings', () => {
    const texts = { newClient: 'Перезвонить {number} ({line}, {time} {date})' };
    const town = facts({ settings: { callbackTasks: { texts } }, trunks: [{ number: trunkA }] });
    expect(taskOf(missed(), town)?.text).toBe(`Перезвонить ${clientPhone} (${trunkA}, 12:00 20.11.2026)`);
  });
});

describe('one task for a client', () => {
  it('D-13 is one for each client, also of a number that is no phone', () => {
    const story = inbound({ client: 'sip:guest@somewhere' })
      .rings('101')
      .after(9)
      .stops('101')
      .ends({ to: { extension: '101', number: 'x' } });
    expect(taskOf(story)).toMatchObject({ dedupe: 'open', number: 'sip:guest@somewhere' });
  });

  it.each(['open', 'sameDay'])('MG-62 D-13 it says to which task it may be added: %s', (dedupeScope) => {
    const town = facts({ settings: { callbackTasks: { dedupeScope } } });
    expect(taskOf(missed(), town)).toMatchObject({
      dedupe: dedupeScope,
      number: clientPhone,
      day: '2026-11-20',
      missedAt: noon,
    });
  });
});

describe('when it is done', () => {
  it('D-14 a call that connects closes what is open about the client, whoever of the two called', () => {
    expect(writes(answered(), 'closeTasks')).toMatchObject([
      { outcome: 'clientReachedUs', number: clientPhone, connectedAt: noon + 4_000 },
    ]);
    expect(writes(dialled(), 'closeTasks')).toMatchObject([{ outcome: 'calledBack' }]);
    expect(writes(missed(), 'closeTasks')).toEqual([]);
  });

  it('D-14 is written after the record of the call, in the same message', () => {
    const [effect] = tell(answered().events, facts()).effects.filter(({ kind }) => kind === 'crm');
    expect(effect).toMatchObject({ writes: [{}, { kind: 'recordCall' }, { kind: 'closeTasks' }] });
  });

  it('D-14 can be switched off', () => {
    const town = facts({ settings: { callbackTasks: { autoClose: false } } });
    expect(writes(answered(), 'closeTasks', town)).toEqual([]);
    expect(taskOf(missed(), town)?.autoClose).toBe(false);
  });
});
