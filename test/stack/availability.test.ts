import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendMango } from '../../infra/local/demo/mango-pbx.ts';
import { type Mango, startMango } from '../standins/mango/start.ts';
import { startExampleStack } from '../support/local-stack.ts';
import { tenantVariable } from '../support/tenant.ts';
import { mangoSecret } from '../support/webhooks.ts';
import { LineTown } from './line-town.ts';

let town: LineTown;
let mango: Mango;
const extensions: Readonly<Record<string, object>> = { cover: { mango: ['102'] } };

beforeAll(async () => {
  mango = await startMango({ secret: mangoSecret, now: () => town.stack.clock.now() });
  const environment = { '*': await tenantVariable({ mango: { api: mango.origin } }) };
  town = new LineTown(await startExampleStack({ environment }));
  for (const id of ['main', 'cover']) {
    const record = { name: id, extensions: extensions[id] ?? {} };
    await api('administrator', 'PUT', `/api/employees/${id}`, record, 0);
  }
  await api('administrator', 'PUT', '/api/pbx/mango/secret', mangoSecret);
  const agentQueue = ['main', 'cover'].map((employeeId) => ({ kind: 'employee', employeeId }));
  const openLines = [{ id: 'sales', name: 'WhatsApp', channels: ['wa-sales'], agentQueue }];
  await api('administrator', 'PUT', '/api/settings/open-lines', { openLines }, 0);
}, 60_000);
afterAll(async () => {
  await town?.stack.stop();
  await mango?.stop();
});

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
  expect(answer.ok, await answer.text()).toBe(true);
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

it("D-43, OL-28 a break in Mango Office's contact centre, and the end of it", async () => {
  const agentId = mango.hired('102');
  await town.after(300_000);
  await works('main', 'closed');
  const status = async (value: number) => {
    const at = town.stack.clock.now();
    const payload = { abonent_id: agentId, status: value, when: at, timestamp: at };
    const path = '/events/user/status_changed';
    expect((await sendMango(town.stack.apiUrl, mangoSecret, { path, payload })).status).toBe(200);
    await town.settled();
  };
  await status(1);
  const ticket = await town.writes('galina', 'Здравствуйте!');
  expect(await town.assignee(ticket)).toBe('cover');

  await status(3);
  expect(await town.assignee(ticket)).toBeUndefined();
  await status(1);
  expect(await town.assignee(ticket)).toBe('cover');
});
