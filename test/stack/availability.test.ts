import { afterAll, beforeAll, expect, it } from 'vitest';
import { startExampleStack } from '../support/local-stack.ts';
import { LineTown } from './line-town.ts';

let town: LineTown;

beforeAll(async () => {
  town = new LineTown(await startExampleStack());
  for (const id of ['main', 'cover'])
    await api('administrator', 'PUT', `/api/employees/${id}`, { name: id }, 0);
  const agentQueue = ['main', 'cover'].map((employeeId) => ({ kind: 'employee', employeeId }));
  const openLines = [{ id: 'sales', name: 'WhatsApp', channels: ['wa-sales'], agentQueue }];
  await api('administrator', 'PUT', '/api/settings/open-lines', { openLines }, 0);
}, 60_000);
afterAll(() => town?.stack.stop());

/** @param version What is changed; 0 for what is new. */
async function api(
  who: string,
  method: string,
  path: string,
  body?: object,
  version?: number,
): Promise<void> {
  const claims = who === 'administrator' ? { roles: [who] } : { roles: ['employee'], employee_id: who };
  const answer = await fetch(`${town.stack.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await town.stack.token(claims)}`,
      'content-type': 'application/json',
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(await answer.text()).not.toMatch(/"code"/);
  await town.settled();
}
const works = (who: string, workDay: string) => api(who, 'PUT', '/api/me/work', { workDay });
const heartbeat = (who: string) => api(who, 'POST', '/api/me/heartbeat');

it('D-43, OL-10 a break taken here passes on what was not answered, at once', async () => {
  await works('main', 'opened');
  const ticket = await town.writes('anna', 'Здравствуйте!');
  expect(await town.assignee(ticket)).toBe('main');

  await works('main', 'paused');
  expect(await town.assignee(ticket)).toBe('cover');
  expect(await town.skipped(ticket)).toEqual(['main: onBreak']);
});

it('D-42 whoever comes back from it has it again', async () => {
  const ticket = await town.writes('boris', 'Здравствуйте!');
  expect(await town.assignee(ticket)).toBe('cover');
  await works('main', 'opened');
  expect(await town.assignee(ticket)).toBe('main');
});

it('D-43, OL-30 a console that is heard no more does so when the grace is over', async () => {
  await heartbeat('main');
  const ticket = await town.writes('vera', 'Здравствуйте!');
  await town.after(60_000);
  await heartbeat('main');
  await town.after(100_000);
  expect(await town.assignee(ticket)).toBe('main');

  await town.after(60_000);
  expect(await town.assignee(ticket)).toBe('cover');
  await heartbeat('main');
  expect(await town.assignee(ticket)).toBe('main');
});
