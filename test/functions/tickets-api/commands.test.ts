import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TicketId } from '../../../shared/base/ids.ts';
import { administrator, employee } from '../../api/api-under-test.ts';
import { DeskTown, textsIn } from './desk-town.ts';

const [anna, boris, chief] = [employee('anna'), employee('boris'), employee('chief')];
let town: DeskTown;
let clients = 0;

beforeAll(async () => {
  town = await DeskTown.start(
    {
      sales: { queue: ['anna', 'boris'], supervisors: ['chief'], assigneeOnly: true, maxRounds: 1 },
      help: { queue: ['vera'], supervisors: ['chief'] },
    },
    { departments: { repair: ['gleb', 'vera'] } },
  );
  for (const id of ['anna', 'boris', 'chief', 'vera', 'gleb', 'boss']) await town.hire(id);
  await town.hire('gone', { status: 'dismissed' });
});
afterAll(() => town.stop());

async function ticket(line = 'sales'): Promise<TicketId> {
  clients += 1;
  const id = await town.writes(line, `client-${clients}`);
  town.now += 1_000;
  return id;
}
const holderOf = async (id: TicketId) => (await town.state(id)).assignment?.conversationAssigneeId;

describe('an answer', () => {
  it('goes to the client once, however often it is sent with its key', async () => {
    const id = await ticket();
    await town.sent();
    const media = ['https://files.example.com/price.pdf'];
    const first = await town.answer(id, anna, 'Here it is', 'k1', { media, replyTo: 'message-1' });
    const again = await town.answer(id, anna, 'Here it is', 'k1', { media, replyTo: 'message-1' });
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body.messageId).toBe(first.body.messageId);
    expect(await town.sent()).toEqual([
      {
        kind: 'message',
        id: first.body.messageId,
        ticketId: id,
        channelId: 'channel-sales',
        at: town.now,
        by: 'anna',
        text: 'Here it is',
        media,
        replyTo: 'message-1',
      },
    ]);
    const { messages } = (await town.read(id, anna)).body;
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatchObject({
      id: first.body.messageId,
      author: { kind: 'employee', employeeId: 'anna', name: 'Name anna' },
      media: [{ kind: 'document', ref: media[0] }],
      delivery: { state: 'waiting' },
    });
  });

  it('sent at the same moment twice is one message', async () => {
    const id = await ticket();
    const twice = await Promise.all([1, 2].map(() => town.answer(id, anna, 'Once', 'same')));
    expect(twice.map(({ status }) => status)).toEqual([202, 202]);
    expect(textsIn(await town.read(id, anna)).filter((text) => text === 'Once')).toHaveLength(1);
  });

  it('is known again when the ticket has moved on meanwhile', async () => {
    const id = await ticket();
    await town.answer(id, anna, 'Gone out', 'k1');
    await town.do('transfer', id, anna, { employeeId: 'boris' });
    expect((await town.answer(id, anna, 'Gone out', 'k1')).status).toBe(202);
    expect((await town.answer(id, anna, 'Another', 'k2')).status).toBe(409);
    expect(textsIn(await town.read(id, boris)).filter((text) => text === 'Gone out')).toHaveLength(1);
  });

  it('with the key of another message is refused, and one of a colleague is another key', async () => {
    const id = await ticket();
    await town.answer(id, anna, 'One', 'k1');
    expect(await town.answer(id, anna, 'Two', 'k1')).toMatchObject({ status: 422, body: { code: 'DL5014' } });
    expect((await town.answer(id, chief, 'Three', 'k1')).status).toBe(202);
    expect(textsIn(await town.read(id, anna)).toSorted()).toEqual(expect.arrayContaining(['One', 'Three']));
  });

  it('needs a key, in the header or the body', async () => {
    const id = await ticket();
    const send = (body: object) =>
      town.call('POST /api/ticket-messages/{id+}', { as: anna, params: { id }, body });
    expect((await send({ text: 'x' })).body.errors).toEqual([
      { field: 'Idempotency-Key', reason: 'is required, or messageId in the body' },
    ]);
    expect((await send({ text: 'x', messageId: 'of the body' })).status).toBe(400);
    expect((await send({ text: 'x', messageId: 'of-the-body' })).status).toBe(202);
  });

  it.each([
    [{ text: '' }],
    [{ text: '  \n ' }],
    [{ text: 'x'.repeat(4_097) }],
    [{ text: 'x', media: ['http://files.example.com/a'] }],
    [{ text: 'x', media: ['https://127.0.0.1/a'] }],
    [{ text: 'x', media: ['https://[::1]/a'] }],
    [{ text: 'x', media: ['https://localhost/a'] }],
    [{ text: 'x', media: ['javascript:alert(1)'] }],
    [{ text: 'x', media: Array.from({ length: 11 }, () => 'https://files.example.com/a') }],
    [{ text: 'x', more: 'fields' }],
    [{ text: 7 }],
  ])('is refused as it is malformed: %j', async (body) => {
    const id = await ticket();
    const request = { as: anna, params: { id }, body: { messageId: 'k', ...body } };
    expect((await town.call('POST /api/ticket-messages/{id+}', request)).status).toBe(400);
    expect(textsIn(await town.read(id, anna))).toHaveLength(1);
  });

  it('of the longest text goes through whole', async () => {
    const id = await ticket();
    const text = '€'.repeat(4_096);
    expect((await town.answer(id, anna, text, 'long')).status).toBe(202);
    expect(textsIn(await town.read(id, anna))).toContain(text);
  });

  it('OL-07 of somebody who was dismissed since is not sent', async () => {
    await town.hire('leaver');
    const id = await ticket();
    await town.do('transfer', id, chief, { employeeId: 'leaver' });
    await town.hire('leaver', { status: 'dismissed' });
    await town.sent();
    const answer = await town.answer(id, employee('leaver'), 'Bye', 'k');
    expect(answer).toMatchObject({ status: 409, body: { code: 'DL5011' } });
    expect(await town.sent()).toEqual([]);
  });

  it('R5 of which a process died before it was sent is sent when the ticket is looked at again', async () => {
    const id = await ticket();
    await town.sent();
    const before = await town.delayed();
    const request = { as: anna, params: { id }, body: { text: 'Not lost', messageId: 'k1' } };
    expect((await town.dying('POST /api/ticket-messages/{id+}', request)).status).toBeGreaterThanOrEqual(500);
    expect(await town.sent()).toEqual([]);
    expect(await town.delayed()).toBe(before + 1);
    await town.lookAgain(id);
    expect((await town.sent()).map(({ text }) => text)).toEqual(['Not lost']);
    await town.lookAgain(id);
    expect((await town.answer(id, anna, 'Not lost', 'k1')).status).toBe(202);
    expect(await town.sent()).toEqual([]);
  });

  it('takes a ticket that nobody has', async () => {
    const id = await left();
    expect((await town.answer(id, boris, 'I am here', 'k')).status).toBe(202);
    expect(await holderOf(id)).toBe('boris');
  });
});

/** A ticket that nobody answered (D-46). */
async function left(): Promise<TicketId> {
  const id = await ticket();
  for (let asked = 0; asked < 2; asked += 1) await town.after(10, id);
  expect(await town.state(id)).toMatchObject({ phase: 'undistributed' });
  return id;
}

describe('OL-32 what people do', () => {
  it('OL-24 everybody in the queue takes what nobody has; somebody of another line does not', async () => {
    const id = await left();
    expect((await town.do('take', id, employee('vera'), {})).status).toBe(404);
    const taken = await town.do('take', id, boris, {});
    expect(taken.body).toMatchObject({ phase: 'assigned', conversationAssignee: { id: 'boris' } });
    expect((await town.do('take', id, boris, {})).status).toBe(200);
  });

  it('skip gives it to the next; where there is nobody else it stays', async () => {
    const id = await ticket();
    expect((await town.do('skip', id, anna)).body).toMatchObject({ seesUntil: expect.any(String), may: [] });
    expect(await holderOf(id)).toBe('boris');
    expect(await town.do('skip', id, boris)).toMatchObject({ status: 409, body: { code: 'DL5013' } });
    expect(await holderOf(id)).toBe('boris');
  });

  it('a supervisor intercepts, and is told who has it where he does not', async () => {
    const id = await ticket();
    expect((await town.do('take', id, chief, {})).body).toMatchObject({ conversationAssigneeId: 'anna' });
    expect((await town.do('take', id, chief, { force: true })).status).toBe(200);
    expect(await holderOf(id)).toBe('chief');
  });

  it('transfers to a colleague, a line and a department; not to who is not there', async () => {
    const id = await ticket();
    const to = (body: object) => town.do('transfer', id, chief, body);
    expect(await to({ employeeId: 'gone' })).toMatchObject({ status: 409, body: { code: 'DL5011' } });
    expect((await to({ openLineId: 'nowhere' })).body.errors).toEqual([
      { field: 'openLineId', reason: 'there is no open line nowhere' },
    ]);
    expect((await to({ departmentId: 'nowhere' })).status).toBe(400);
    expect((await to({ openLineId: 'help', departmentId: 'repair' })).status).toBe(400);
    expect((await to({ employeeId: 'boris' })).body).toMatchObject({ conversationAssignee: { id: 'boris' } });
    expect((await to({ departmentId: 'repair' })).body).toMatchObject({
      departmentId: 'repair',
      conversationAssignee: { id: 'gleb' },
    });
    expect((await to({ openLineId: 'help' })).body).toMatchObject({
      openLineId: 'help',
      openLineName: 'Line help',
      conversationAssignee: { id: 'vera' },
    });
  });

  it('a ticket that has ended is closed once, and says so to who acts on it', async () => {
    const id = await ticket();
    expect((await town.do('close', id, anna)).body).toMatchObject({ phase: 'closed' });
    expect((await town.do('close', id, anna)).status).toBe(200);
    for (const command of ['skip', 'join'] as const) {
      expect((await town.do(command, id, anna)).body.code).toBe('DL5012');
    }
    expect((await town.do('transfer', id, anna, { employeeId: 'boris' })).body.code).toBe('DL5012');
    expect((await town.do('take', id, chief, {})).body.code).toBe('DL5012');
    expect((await town.answer(id, anna, 'One more thing', 'k')).body.code).toBe('DL5012');
    expect((await town.answer(id, chief, 'One more thing', 'k')).status).toBe(202);
    expect((await town.do('take', id, boris, {})).status).toBe(404);
  });

  it('commands of what does not exist say so', async () => {
    for (const command of ['skip', 'join', 'close', 'spam', 'block', 'unblock']) {
      expect((await town.do(command, 'no/where' as TicketId, administrator)).status).toBe(404);
    }
    expect((await town.answer('no/where' as TicketId, administrator, 'x', 'k')).status).toBe(404);
  });
});

describe('D-67 a blocked client', () => {
  it('is heard no more, until he is unblocked', async () => {
    const id = await ticket();
    const from = id.split('/')[1] ?? '';
    expect((await town.do('block', id, chief)).status).toBe(204);
    expect((await town.do('block', id, chief)).status).toBe(204);
    await town.writes('sales', from, { text: 'dropped' });
    expect((await town.read(id, chief)).body.ticket.isClientBlocked).toBe(true);
    expect((await town.read(id, anna)).body.ticket).not.toHaveProperty('isClientBlocked');
    expect((await town.do('unblock', id, administrator)).status).toBe(204);
    town.now += 1_000;
    await town.writes('sales', from, { text: 'heard' });
    const seen = await town.read(id, chief);
    expect(seen.body.ticket.isClientBlocked).toBe(false);
    expect(textsIn(seen)[0]).toBe('heard');
    expect(textsIn(seen)).not.toContain('dropped');
  });
});

describe('S1 what a client writes', () => {
  it.each([
    '<script>alert(1)</script><img src=x onerror=alert(1)>',
    '\u202Egnp.exe\u202C \u200F\u2066hidden\u2069',
    '\u{1F469}\u200D\u{1F692}\u{1F1F7}\u{1F1FA} \u{20BB7}',
    'a\u0000b\u0007\uFFFF',
    '"},{"id":"x","text":"\\',
    '__proto__',
  ])('comes back as the same text, as JSON and nothing else: %j', async (text) => {
    clients += 1;
    const name = text.slice(0, 50);
    const from = `hostile-${clients}`;
    const id = await town.writes('sales', from, { text, client: { id: from, name } });
    town.now += 1_000;
    const answer = await town.read(id, anna);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.body.messages[0].text).toBe(text);
    expect(answer.body.ticket.client.name).toBe(name);
    const { mine } = (await town.get('/api/me/inbox', anna)).body;
    expect(mine.find((one: { id: string }) => one.id === id).client.name).toBe(name);
    await town.sent();
    expect((await town.answer(id, anna, text, `echo-${clients}`)).status).toBe(202);
    expect((await town.sent()).map((one) => one.text)).toEqual([text]);
  });
});
