import { afterAll, beforeAll, expect, it } from 'vitest';
import { startExampleStack } from '../support/local-stack.ts';
import { LineTown } from './line-town.ts';

let town: LineTown;

beforeAll(async () => {
  town = new LineTown(await startExampleStack());
  await town.opens({
    agentQueue: ['main', 'cover'].map((employeeId) => ({ kind: 'employee', employeeId })),
    mode: 'linear',
    handoffTimeoutSeconds: 12 * 3_600,
    timeoutCounts: 'calendarTime',
    checksAvailability: false,
    texts: { offHours: '', nobodyAvailable: '' },
    ownerFirst: 'no',
    returnToPrimary: 'nextMessage',
    maxRounds: 3,
    supervisors: ['cover'],
    assigneeOnly: true,
  });
  // Functions know the lines for ten seconds.
  await town.hires('main', 'cover');
}, 60_000);
afterAll(() => town.stack.stop());

async function ask(method: string, path: string, as: string, body?: object) {
  const token = await town.stack.token({ roles: ['employee'], employee_id: as });
  const answer = await fetch(`${town.stack.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'idempotency-key': 'key-1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

it('OL-32 a ticket is read and worked on behind the gateway, whose functions may do just that', {
  timeout: 60_000,
}, async () => {
  const id = await town.writes('79161112233', 'Здравствуйте!');
  for (const path of [id, encodeURIComponent(id)]) {
    const read = await ask('GET', `/api/tickets/${path}`, 'main');
    expect(read.body).toMatchObject({ ticket: { id }, messages: [{ text: 'Здравствуйте!' }] });
  }
  expect((await ask('GET', '/api/tickets/undistributed', 'cover')).body).toEqual({ items: [], isCut: false });
  expect((await ask('GET', '/api/me/inbox', 'main')).body.counts.waiting).toBe(1);
  const path = encodeURIComponent(id);
  const answered = await ask('POST', `/api/ticket-messages/${path}`, 'main', { text: 'Добрый день! 👋' });
  expect(answered.status).toBe(202);
  expect((await ask('POST', `/api/ticket-commands/skip/${path}`, 'main')).status).toBe(200);
  expect(await town.assignee(id)).toBe('cover');
  expect((await ask('POST', `/api/ticket-commands/close/${path}`, 'main')).status).toBe(409);
  expect((await ask('POST', `/api/ticket-commands/block/${path}`, 'cover')).status).toBe(204);
  expect((await ask('POST', `/api/ticket-commands/unblock/${path}`, 'cover')).status).toBe(204);
  expect(
    (await ask('POST', `/api/ticket-commands/transfer/${path}`, 'cover', { openLineId: 'sales' })).status,
  ).toBe(200);
  expect((await ask('POST', `/api/ticket-commands/close/${path}`, 'cover')).body.phase).toBe('closed');
  const assignments = await ask('GET', `/api/ticket-assignments/${path}?lang=en`, 'cover');
  expect(assignments.body.items.at(-1).why).toEqual(['given to main: the client wrote']);
  const today = new Date(town.stack.clock.now()).toISOString().slice(0, 10);
  const report = await ask('GET', `/api/reports/response-times?from=${today}&to=${today}`, 'cover');
  expect(report.status).toBe(200);
  expect((await ask('GET', '/api/open-lines/sales/tickets', 'cover')).body.items).toHaveLength(1);
});
