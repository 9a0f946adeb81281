import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startExampleStack } from '../support/local-stack.ts';
import { LineTown, queueOf } from './line-town.ts';

const hour = 3_600_000;
const day = 24 * hour;
let town: LineTown;

beforeEach(async () => {
  town = new LineTown(await startExampleStack());
  await town.opens({
    agentQueue: queueOf('main', 'cover'),
    texts: { offHours: '', nobodyAvailable: 'Сейчас никого нет, мы ответим позже.' },
    assigneeOnly: true,
  });
  await town.hires('main', 'cover');
  await town.works('main', { workDay: 'opened' });
  await town.works('cover', { workDay: 'opened' });
});
afterEach(() => town.stack.stop());

const today = () => new Date(town.stack.clock.now()).toISOString().slice(0, 10);

describe('a line with a main person and a substitute, on the local stack', { timeout: 60_000 }, () => {
  it('OL-01, OL-04, OL-05, OL-06 the main person first; after twelve hours of silence the substitute', async () => {
    const ticket = await town.writes('anna', 'Здравствуйте!');
    expect(await town.assignee(ticket)).toBe('main');
    await town.after(12 * hour - 60_000);
    expect(await town.assignee(ticket)).toBe('main');
    await town.after(2 * 60_000);
    expect(await town.assignee(ticket)).toBe('cover');
    expect(await town.skipped(ticket)).toEqual(['main: alreadyAsked']);
  });

  it('OL-05 an answer stops the time, through us or past us', async () => {
    const ticket = await town.writes('anna', 'Здравствуйте!');
    await town.after(11 * hour);
    await town.answers(ticket, 'main');
    await town.after(3 * day);
    expect(await town.assignee(ticket)).toBe('main');
  });

  it('OL-02, OL-09 a day off, or a work day that was not begun: the substitute has it at once', async () => {
    await town.works('main', { workDay: 'closed', online: false });
    const ticket = await town.writes('anna', 'Здравствуйте!');
    expect(await town.assignee(ticket)).toBe('cover');
    expect(await town.skipped(ticket)).toEqual(['main: workDayNotOpen']);
  });

  it('OL-08, OL-07 on vacation, or dismissed: the substitute', async () => {
    await town.saves('main', { leaves: [{ from: today(), to: '2099-12-31' }] });
    const ticket = await town.writes('anna', 'Здравствуйте!');
    expect(await town.skipped(ticket)).toEqual(['main: onLeave']);
    await town.saves('main', { status: 'dismissed' });
    const other = await town.writes('boris', 'Здравствуйте!');
    expect(await town.assignee(other)).toBe('cover');
    expect(await town.skipped(other)).toEqual(['main: dismissed']);
  });

  it.each([
    ['ends his day', () => town.works('main', { workDay: 'closed', online: false })],
    ['takes a break', () => town.works('main', { workDay: 'paused' })],
    ['goes on leave', () => town.saves('main', { leaves: [{ from: today(), to: '2099-12-31' }] })],
    ['is dismissed', () => town.saves('main', { status: 'dismissed' })],
    ['is blocked', () => town.saves('main', { status: 'blocked' })],
  ])('OL-10, D-43 who %s has what he did not answer passed on at once', async (_, happens) => {
    const ticket = await town.writes('anna', 'Здравствуйте!');
    const answered = await town.writes('boris', 'Здравствуйте!');
    await town.answers(answered, 'main');
    await happens();
    expect(await town.assignee(ticket)).toBe('cover');
    expect(await town.assignee(answered)).toBe('main');
  });

  it('D-42 back at work: unanswered he has it back at once, answered with the next message', async () => {
    await town.works('main', { workDay: 'closed', online: false });
    const unanswered = await town.writes('anna', 'Здравствуйте!');
    const answered = await town.writes('boris', 'Здравствуйте!');
    await town.answers(answered, 'cover');
    await town.works('main', { workDay: 'opened' });
    expect(await town.assignee(unanswered)).toBe('main');
    expect(await town.assignee(answered)).toBe('cover');
    await town.writes('boris', 'И ещё вопрос');
    expect(await town.assignee(answered)).toBe('main');
  });

  it('D-47, OL-24, OL-25 nobody there: all wait in their order, and whoever comes has the first first', async () => {
    await town.works('main', { workDay: 'closed', online: false });
    await town.works('cover', { workDay: 'closed', online: false });
    const first = await town.writes('anna', 'Здравствуйте!');
    await town.after(1_000);
    const second = await town.writes('boris', 'Здравствуйте!');
    expect(await town.ticket(first)).toMatchObject({ phase: 'undistributed' });
    const { messages } = await town.messages.list(first, { limit: 10 });
    expect(messages.map(({ text }) => text)).toContain('Сейчас никого нет, мы ответим позже.');
    await town.works('cover', { workDay: 'opened' });
    expect([await town.assignee(first), await town.assignee(second)]).toEqual(['cover', 'cover']);
    const [one, two] = [await town.ticket(first), await town.ticket(second)];
    expect(one.assignment?.at).toBeLessThanOrEqual(two.assignment?.at ?? 0);
  });

  it('D-46 a full round, then from the beginning, and after the last one the supervisors', async () => {
    const ticket = await town.writes('anna', 'Здравствуйте!');
    const asked = [await town.assignee(ticket)];
    for (let turn = 1; turn < 6; turn += 1) {
      await town.after(12 * hour + 61_000);
      asked.push(await town.assignee(ticket));
    }
    expect(asked).toEqual(['main', 'cover', 'main', 'cover', 'main', 'cover']);
    await town.after(12 * hour + 61_000);
    expect(await town.ticket(ticket)).toMatchObject({ phase: 'undistributed' });
    expect(await town.tickets.listLeft('sales' as never, { limit: 10 })).toMatchObject({
      tickets: [{ id: ticket }],
    });
  });
});
