import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TicketId } from '../../../shared/base/ids.ts';
import { administrator, employee } from '../../api/api-under-test.ts';
import { DeskTown } from './desk-town.ts';

/** Every operation of a ticket as every kind of person: somebody has it, and somebody else had it before. */
const people = {
  nobody: null,
  noRole: { sub: 'x', employee_id: 'main', roles: [] },
  stranger: employee('stranger'),
  queue: employee('cover'),
  former: employee('former'),
  joined: employee('joiner'),
  assignee: employee('main'),
  supervisor: employee('chief'),
  administrator,
} as const;
type Kind = keyof typeof people;

let town: DeskTown;
let tickets = 0;

beforeAll(async () => {
  const queue = ['former', 'main', 'cover', 'joiner'];
  town = await DeskTown.start({
    only: { queue, supervisors: ['chief'], assigneeOnly: true },
    open: { queue, supervisors: ['chief'] },
    other: { queue: ['stranger'] },
  });
  for (const id of [...queue, 'chief', 'stranger', 'boss']) await town.hire(id);
});
afterAll(() => town.stop());

async function ticketIn(line: string): Promise<TicketId> {
  tickets += 1;
  const id = await town.writes(line, `client-${tickets}`);
  town.now += 1_000;
  expect((await town.do('skip', id, people.former)).status).toBe(200);
  if (line === 'open') expect((await town.do('join', id, people.joined)).status).toBe(200);
  expect(await town.state(id)).toMatchObject({ assignment: { conversationAssigneeId: 'main' } });
  return id;
}

const as = (kind: Kind) => people[kind] as Readonly<Record<string, unknown>>;
const command =
  (name: string, body?: object) =>
  (id: TicketId, kind: Kind): Promise<{ status: number }> =>
    town.do(name, id, as(kind), body);
const operations = {
  read: (id: TicketId, kind: Kind) => town.read(id, as(kind)),
  assignments: (id: TicketId, kind: Kind) =>
    town.get('/api/ticket-assignments/{id+}', as(kind), { params: { id } }),
  answer: (id: TicketId, kind: Kind) => town.answer(id, as(kind), 'text', 'key'),
  take: command('take', {}),
  intercept: command('take', { force: true }),
  skip: command('skip'),
  transfer: command('transfer', { employeeId: 'cover' }),
  transferToLine: command('transfer', { openLineId: 'other' }),
  join: command('join'),
  leave: command('leave'),
  close: command('close'),
  spam: command('spam'),
  block: command('block'),
  unblock: command('unblock'),
  lineTickets: (id: TicketId, kind: Kind) => {
    const line = id.startsWith('channel-only') ? 'only' : 'open';
    return town.get('/api/open-lines/{id}/tickets', as(kind), { params: { id: line } });
  },
} as const;
type Operation = keyof typeof operations;

const kinds: readonly Kind[] = [
  'nobody',
  'noRole',
  'stranger',
  'queue',
  'former',
  'joined',
  'assignee',
  'supervisor',
  'administrator',
];
/** In the order of the kinds. */
const expected: Readonly<Record<'only' | 'open', Readonly<Record<Operation, readonly number[]>>>> = {
  only: {
    read: [401, 403, 404, 404, 200, 404, 200, 200, 200],
    assignments: [401, 403, 404, 404, 200, 404, 200, 200, 200],
    answer: [401, 403, 404, 404, 409, 404, 202, 202, 202],
    take: [401, 403, 404, 404, 409, 404, 200, 409, 409],
    intercept: [401, 403, 404, 404, 403, 404, 200, 200, 200],
    skip: [401, 403, 404, 404, 409, 404, 200, 409, 409],
    transfer: [401, 403, 404, 404, 409, 404, 200, 200, 200],
    transferToLine: [401, 403, 404, 404, 409, 404, 200, 200, 200],
    join: [401, 403, 404, 404, 403, 404, 200, 200, 200],
    leave: [401, 403, 404, 404, 403, 404, 403, 200, 200],
    close: [401, 403, 404, 404, 409, 404, 200, 200, 200],
    spam: [401, 403, 404, 404, 409, 404, 200, 200, 200],
    block: [401, 403, 404, 404, 403, 404, 403, 204, 204],
    unblock: [401, 403, 404, 404, 403, 404, 403, 204, 204],
    lineTickets: [401, 403, 404, 404, 404, 404, 404, 200, 200],
  },
  open: {
    read: [401, 403, 404, 200, 200, 200, 200, 200, 200],
    assignments: [401, 403, 404, 200, 200, 200, 200, 200, 200],
    answer: [401, 403, 404, 409, 409, 202, 202, 202, 202],
    take: [401, 403, 404, 409, 409, 409, 200, 409, 409],
    intercept: [401, 403, 404, 403, 403, 403, 200, 200, 200],
    skip: [401, 403, 404, 403, 409, 403, 200, 409, 409],
    transfer: [401, 403, 404, 403, 409, 403, 200, 200, 200],
    transferToLine: [401, 403, 404, 403, 409, 403, 200, 200, 200],
    join: [401, 403, 404, 200, 200, 200, 200, 200, 200],
    leave: [401, 403, 404, 403, 403, 200, 403, 200, 200],
    close: [401, 403, 404, 403, 409, 403, 200, 200, 200],
    spam: [401, 403, 404, 403, 409, 403, 200, 200, 200],
    block: [401, 403, 404, 403, 403, 403, 403, 204, 204],
    unblock: [401, 403, 404, 403, 403, 403, 403, 204, 204],
    lineTickets: [401, 403, 404, 200, 200, 200, 200, 200, 200],
  },
};

describe.each(['only', 'open'] as const)('S2, OL-32, D-84 a ticket of the line "%s"', (line) => {
  it.each(Object.entries(expected[line]))('%s', async (operation, statuses) => {
    const answered: (readonly [Kind, number])[] = [];
    for (const kind of kinds) {
      const { status } = await operations[operation as Operation](await ticketIn(line), kind);
      answered.push([kind, status]);
    }
    expect(answered).toEqual(kinds.map((kind, index) => [kind, statuses[index]]));
  });
});

it('S2 what is refused changes nothing', async () => {
  const id = await ticketIn('open');
  const before = await town.state(id);
  for (const [name, operation] of Object.entries(operations)) {
    if (name === 'join' || name === 'leave' || name === 'answer') continue;
    for (const kind of ['nobody', 'noRole', 'stranger', 'queue', 'joined'] as const)
      await operation(id, kind);
  }
  expect(await town.state(id)).toEqual(before);
});

describe('who asks for himself', () => {
  const own = [
    ['/api/me/inbox', {}],
    ['/api/me/notices', { query: { since: '2026-11-20T00:00:00.000Z' } }],
  ] as const;

  it.each(own)('%s is for employees, and shows his own', async (path, request) => {
    const statuses = await Promise.all(
      kinds.map(async (kind) => (await town.get(path, as(kind), request)).status),
    );
    expect(statuses).toEqual([401, 403, 200, 200, 200, 200, 200, 200, 200]);
    const office = { sub: 'office', roles: ['administrator'] };
    expect((await town.get(path, office, request)).status).toBe(403);
  });

  it('an administrator who is no employee sees tickets and blocks clients, and does nothing in an employee’s name', async () => {
    const office = { sub: 'office', roles: ['administrator'] };
    const id = await ticketIn('only');
    expect((await town.read(id, office)).status).toBe(200);
    expect((await town.do('block', id, office)).status).toBe(204);
    expect((await town.do('unblock', id, office)).status).toBe(204);
    expect((await town.do('close', id, office)).status).toBe(403);
    expect((await town.answer(id, office, 'text', 'key')).status).toBe(403);
  });

  it('what nobody has, and response times: of the lines that one supervises, none of others', async () => {
    const { status, body } = await town.get('/api/tickets/undistributed', people.queue);
    expect([status, body.items]).toEqual([200, []]);
    const query = { from: '2026-11-20', to: '2026-11-20' };
    expect((await town.get('/api/reports/response-times', people.queue, { query })).body.items).toEqual([]);
    expect((await town.get('/api/reports/response-times', people.stranger, { query })).body.items).toEqual(
      [],
    );
  });
});
