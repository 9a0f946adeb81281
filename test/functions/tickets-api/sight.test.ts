import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EventId, TicketId } from '../../../shared/base/ids.ts';
import { administrator, employee } from '../../api/api-under-test.ts';
import { DeskTown, textsIn } from './desk-town.ts';

let town: DeskTown;
let clients = 0;
const newClient = () => {
  clients += 1;
  return `client-${clients}`;
};
const leave = { from: '2026-11-16', to: '2026-11-30' };
const [main, cover, boss] = [employee('main'), employee('cover'), employee('chief')];

beforeAll(async () => {
  town = await DeskTown.start({
    only: { queue: ['main', 'cover'], supervisors: ['chief'], assigneeOnly: true },
    open: { queue: ['main', 'cover'], supervisors: ['chief'] },
    all: { queue: ['main', 'cover'], mode: 'broadcast', assigneeOnly: true },
  });
  for (const id of ['main', 'cover', 'chief', 'stranger']) await town.hire(id);
});
afterAll(() => town.stop());
beforeEach(async () => {
  await town.hire('main');
  town.now += 60_000;
});

/** Everything of the API that could tell somebody of a ticket. */
async function tracesOf(id: TicketId, as: object): Promise<string> {
  const person = as as Readonly<Record<string, unknown>>;
  const answers = await Promise.all([
    town.read(id, person),
    town.get('/api/ticket-assignments/{id+}', person, { params: { id } }),
    town.get('/api/me/inbox', person),
    town.get('/api/me/notices', person, { query: { since: '2026-11-20T00:00:00.000Z' } }),
    town.get('/api/tickets/undistributed', person),
    town.get('/api/open-lines/{id}/tickets', person, { params: { id: 'only' } }),
  ]);
  return JSON.stringify(answers.map(({ body }) => body));
}

describe('the substitute', () => {
  it('OL-03 sees nothing while the main employee is at work: no ticket, list, counter or notice', async () => {
    const id = await town.writes('only', newClient());
    expect((await town.state(id)).assignment?.conversationAssigneeId).toBe('main');
    expect((await town.read(id, cover)).status).toBe(404);
    expect(await tracesOf(id, cover)).not.toContain(id);
    const { counts } = (await town.get('/api/me/inbox', cover)).body;
    expect(counts).toEqual({ mine: 0, waiting: 0, offered: 0, joined: 0 });
  });

  it('D-84 what he may not see looks like what does not exist', async () => {
    const id = await town.writes('only', newClient());
    const [foreign, nowhere] = [await town.read(id, cover), await town.read('no/where' as TicketId, cover)];
    expect([foreign.status, foreign.body]).toEqual([404, nowhere.body]);
    for (const command of ['skip', 'close', 'spam', 'join', 'leave', 'block', 'unblock']) {
      const refused = await town.do(command, id, cover);
      const unknown = await town.do(command, 'no/where' as TicketId, cover);
      expect([command, refused.status, refused.body]).toEqual([command, 404, unknown.body]);
    }
    for (const force of [true, false]) {
      expect((await town.do('take', id, cover, { force })).status).toBe(404);
    }
    expect((await town.answer(id, cover, 'Hi', 'key')).status).toBe(404);
    expect((await town.state(id)).assignment?.conversationAssigneeId).toBe('main');
  });

  it('OL-02 sees it while the main employee is on leave, and can answer', async () => {
    await town.hire('main', { leaves: [leave] });
    const id = await town.writes('only', newClient());
    const seen = await town.read(id, cover);
    expect(textsIn(seen)).toHaveLength(1);
    town.now += 1_000;
    expect((await town.answer(id, cover, 'Good day', 'k1')).status).toBe(202);
    expect(textsIn(await town.read(id, cover))[0]).toBe('Good day');
  });

  it('OL-03, D-42 of the message that brings it back to the main employee he sees nothing', async () => {
    await town.hire('main', { leaves: [leave] });
    const id = await town.writes('only', newClient(), { text: 'first' });
    town.now += 1_000;
    await town.answer(id, cover, 'answered', 'k1');
    await town.hire('main');
    town.now += 60_000;
    await town.writes('only', id.split('/')[1] ?? '', { text: 'second', at: town.now - 2_000 });
    expect((await town.state(id)).assignment?.conversationAssigneeId).toBe('main');
    expect(textsIn(await town.read(id, cover))).toEqual(['answered', 'first']);
    expect(textsIn(await town.read(id, main))).toEqual(['second', 'answered', 'first']);
  });
});

describe('a former assignee', () => {
  it('D-41 keeps what he was shown and sees nothing new in ticket, list, counters and notices', async () => {
    const who = newClient();
    const id = await town.writes('only', who, { text: 'shown' });
    await town.after(10, id);
    expect((await town.state(id)).assignment?.conversationAssigneeId).toBe('cover');
    town.now += 1_000;
    await town.writes('only', who, { text: 'not for him' });
    await town.answer(id, cover, 'from the cover', 'k1');
    const seen = await town.read(id, main);
    expect(textsIn(seen)).toEqual(['shown']);
    expect(Object.keys(seen.body.ticket).sort()).toEqual(
      ['channelId', 'client', 'id', 'may', 'openLineId', 'openLineName', 'seesUntil'].sort(),
    );
    expect(seen.body.ticket.may).toEqual([]);
    const traces = await tracesOf(id, main);
    for (const hidden of ['not for him', 'from the cover', 'cover']) expect(traces).not.toContain(hidden);
    const inbox = await town.get('/api/me/inbox', main);
    expect(JSON.stringify(inbox.body)).not.toContain(id);
    const notices = await town.get('/api/me/notices', main, { query: { since: '2026-11-20T00:00:00.000Z' } });
    expect(
      notices.body.items
        .filter(({ ticketId }: { ticketId: string }) => ticketId === id)
        .map(({ kind }: { kind: string }) => kind),
    ).toEqual(['assigned', 'unassigned']);
    expect(textsIn(await town.read(id, boss))).toHaveLength(3);
  });

  it('D-41 does not see what was written before and came after', async () => {
    const who = newClient();
    const id = await town.writes('only', who, { text: 'shown' });
    await town.after(10, id);
    town.now += 60_000;
    await town.writes('only', who, { text: 'late', at: town.now - 300_000 });
    expect(textsIn(await town.read(id, main))).toEqual(['shown']);
    expect(textsIn(await town.read(id, cover))).toContain('late');
  });

  it('D-41 sees a message that was changed since as it was shown to him, and not that it was deleted', async () => {
    const who = newClient();
    const messageId = `${who}-edited`;
    const id = await town.writes('only', who, { text: 'before', messageId });
    await town.after(10, id);
    town.now += 1_000;
    const edit = { channelId: 'channel-only' as never, ticketId: id, messageId, at: town.now };
    await town.tell({ ...edit, id: 'edit' as EventId, kind: 'messageEdited', text: 'changed' });
    const [message] = (await town.read(id, main)).body.messages;
    const as = { id: messageId, at: expect.any(String), author: { kind: 'client' } };
    expect(message).toEqual({ ...as, text: 'before' });
    expect((await town.read(id, cover)).body.messages[0]).toMatchObject({
      text: 'changed',
      editedAt: new Date(town.now).toISOString(),
      earlier: [{ text: 'before', from: message.at, until: new Date(town.now).toISOString() }],
    });
    await town.tell({ ...edit, id: 'delete' as EventId, kind: 'messageEdited', isDeleted: true });
    expect((await town.read(id, main)).body.messages[0]).not.toHaveProperty('deletedAt');
  });

  it('D-41 gets nothing new by a cursor, in pages of any size', async () => {
    const who = newClient();
    const id = await town.writes('only', who, { text: 'one' });
    town.now += 1_000;
    await town.writes('only', who, { text: 'two' });
    await town.after(10, id);
    for (const text of ['three', 'four']) {
      town.now += 1_000;
      await town.writes('only', who, { text });
    }
    const newest = await town.read(id, boss, { limit: '1' });
    const forged = await town.read(id, main, { cursor: newest.body.cursor });
    expect(forged.status).toBe(400);
    expect(JSON.stringify(forged.body)).not.toMatch(/three|four/);
    const first = await town.read(id, main, { limit: '1' });
    const second = await town.read(id, main, { limit: '1', cursor: first.body.cursor });
    expect([textsIn(first), textsIn(second)]).toEqual([['two'], ['one']]);
  });

  it('D-54 who answers as his time runs out is told who has it, and nothing is sent', async () => {
    const id = await town.writes('only', newClient());
    await town.after(10, id);
    const late = await town.answer(id, main, 'Sorry, I was away', 'late');
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'DL5010', conversationAssigneeId: 'cover', detail: 'Name cover has the ticket.' },
    });
    expect(textsIn(await town.read(id, boss))).toHaveLength(1);
  });
});

describe('what is offered', () => {
  it('OL-21 everybody of the line sees it in his inbox until somebody has taken it', async () => {
    const id = await town.writes('all', newClient());
    const offered = async (as: Readonly<Record<string, unknown>>) =>
      (await town.get('/api/me/inbox', as)).body.offered.map((one: { id: string }) => one.id);
    expect([await offered(main), await offered(cover), await offered(employee('stranger'))]).toEqual([
      [id],
      [id],
      [],
    ]);
    expect(textsIn(await town.read(id, cover))).toHaveLength(1);
    expect((await town.do('take', id, main, {})).status).toBe(200);
    expect(await offered(cover)).toEqual([]);
    expect((await town.read(id, cover)).status).toBe(404);
  });

  it('D-54 of two who take it at once one gets it, and the other is told who has it', async () => {
    const id = await town.writes('all', newClient());
    const answers = await Promise.all([town.do('take', id, main, {}), town.do('take', id, cover, {})]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const holder = (await town.state(id)).assignment?.conversationAssigneeId;
    const [winner, loser] = answers.toSorted((a, b) => a.status - b.status);
    expect(winner?.body.conversationAssignee).toEqual({ id: holder, name: `Name ${holder}` });
    expect(loser?.body).toMatchObject({ code: 'DL5010', conversationAssigneeId: holder });
    expect((await town.state(id)).assignments).toBe(1);
  });

  it('D-54 who comes later is told as well, and of two who answer only one is heard', async () => {
    const id = await town.writes('all', newClient());
    const answers = await Promise.all([
      town.answer(id, main, 'from main', 'a'),
      town.answer(id, cover, 'from cover', 'a'),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    const holder = (await town.state(id)).assignment?.conversationAssigneeId;
    expect(textsIn(await town.read(id, administrator)).filter((text) => text.startsWith('from'))).toEqual([
      `from ${holder}`,
    ]);
    const other = holder === 'main' ? cover : main;
    expect((await town.do('take', id, other, {})).body).toMatchObject({ conversationAssigneeId: holder });
  });
});
