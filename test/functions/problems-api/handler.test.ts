import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ProblemStore } from '../../../shared/platform/stores/problem-store.ts';
import { Table } from '../../../shared/platform/table.ts';
import { client, employee, startApi } from '../../api/api-under-test.ts';
import { type QueueUrls, takeMessages } from '../../support/queues.ts';

const retryRoute = 'POST /api/problems/{id}/retry';
let api: Awaited<ReturnType<typeof startApi>>;
let problemsApi: ReturnType<typeof client>;
let store: ProblemStore;
let count = 0;
/** A problem of its own for each test. */
let id = '';

beforeAll(async () => {
  api = await startApi({ queues: true });
  problemsApi = client((await import('../../../functions/problems-api/handler.ts')).handler);
  store = new ProblemStore(new Table(api.names.table, api.dynamo));
});
afterAll(() => api.stop());
beforeEach(() => {
  count += 1;
  id = `message-${count}`;
});

const openedAt = Date.UTC(2026, 10, 22, 9, 0, 0);
const body = '{"kind":"callEvents", "events" : [] }';
const open = (message: object = { queue: 'events', body, group: 'mango:1' }, more: object = {}) =>
  store.open({ id, kind: 'deadLetter', openedAt: openedAt + count, message: message as never, ...more });
const retry = () => problemsApi(retryRoute, { params: { id } });
const taken = (queue: keyof QueueUrls) => {
  if (api.sqs === undefined || api.queues === undefined) throw new Error('no queues');
  return takeMessages(api.sqs, api.queues[queue]);
};

describe('the list', () => {
  it('shows what is open, the newest first, without the bodies', async () => {
    await open(undefined, { reason: { code: 'DL2001', message: 'Nobody can be responsible' } });
    const { body: page } = await problemsApi('GET /api/problems', { query: { limit: '1' } });
    expect(page.items).toEqual([
      {
        id,
        kind: 'deadLetter',
        status: 'open',
        openedAt: new Date(openedAt + count).toISOString(),
        reason: { code: 'DL2001', message: 'Nobody can be responsible' },
        queue: 'events',
        group: 'mango:1',
        retries: 0,
      },
    ]);
  });

  it('goes on where a page ended', async () => {
    await open();
    const { body: one } = await problemsApi('GET /api/problems', { query: { limit: '1' } });
    const { body: two } = await problemsApi('GET /api/problems', {
      query: { limit: '1', cursor: one.cursor },
    });
    expect(two.items[0].id).not.toBe(one.items[0].id);
  });

  it('shows one problem with its message', async () => {
    await open();
    const { body: problem } = await problemsApi('GET /api/problems/{id}', { params: { id } });
    expect(problem).toMatchObject({ id, body });
  });
});

describe('R12 a retry', () => {
  it('R12 sends the message again as it was, in its group, and marks the problem', async () => {
    await open();
    const answer = await retry();
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id, status: 'retried', retriedBy: 'boss', retries: 1 });
    const messages = await taken('events');
    expect(messages.map((message) => message.Body)).toEqual([body]);
    expect(messages[0]?.Attributes?.MessageGroupId).toBe('mango:1');
  });

  it('takes it off the open ones and puts it on the retried ones', async () => {
    await open();
    await retry();
    const ids = async (status: string) =>
      (await problemsApi('GET /api/problems', { query: { status } })).body.items.map(
        (item: { id: string }) => item.id,
      );
    expect(await ids('open')).not.toContain(id);
    expect(await ids('retried')).toContain(id);
    await taken('events');
  });

  it('done twice sends once', async () => {
    await open();
    const [first, second] = [await retry(), await retry()];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    expect(await taken('events')).toHaveLength(1);
  });

  it('done by two at once sends once', async () => {
    await open();
    const answers = await Promise.all([retry(), retry()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await taken('events')).toHaveLength(1);
  });

  it.each(['crmWrites', 'timers', 'crmEvents', 'recordings'] as const)(
    'goes to the queue it came from: %s',
    async (queue) => {
      await open({ queue, body: `{"of":"${queue}"}`, ...(queue === 'crmWrites' ? { group: 'g' } : {}) });
      expect((await retry()).status).toBe(200);
      expect((await taken(queue)).map((message) => message.Body)).toEqual([`{"of":"${queue}"}`]);
    },
  );

  it.each([
    'events',
    'crmWrites',
    'messages',
    'timers',
    'ticketEvents',
    'ticketTimers',
    'crmEvents',
    'recordings',
    'callCards',
  ] as const)('R12 of %s goes back to its queue, in its group where that has groups', async (queue) => {
    await open({ queue, body, group: 'group-1' });
    expect((await retry()).status).toBe(200);
    expect((await taken(queue)).map(({ Body }) => Body)).toEqual([body]);
  });

  it('sends what is no JSON just the same', async () => {
    await open({ queue: 'events', body: 'not json', group: 'g' });
    await retry();
    expect((await taken('events')).map((message) => message.Body)).toEqual(['not json']);
  });

  it('of what failed again sends again', async () => {
    await open();
    await retry();
    await open();
    await retry();
    expect(await taken('events')).toHaveLength(2);
  });

  it('of a mistake in the settings sends nothing and marks it as dealt with', async () => {
    await store.open({ id, kind: 'settings', openedAt, reason: { code: 'dismissed', message: 'x' } });
    expect((await retry()).body.status).toBe('retried');
    expect(await taken('events')).toEqual([]);
  });

  it('leaves the problem open when the queue does not take the message', async () => {
    // SQS refuses an empty body.
    await open({ queue: 'events', body: '', group: 'g' });
    const answer = await retry();
    expect(answer.status).toBe(500);
    expect(answer.body.detail).toBe('The error is in the log; repeat the request later.');
    expect((await store.get(id))?.status).toBe('open');
  });

  it('of no problem is 404', async () => {
    expect((await retry()).status).toBe(404);
    expect((await problemsApi('GET /api/problems/{id}', { params: { id } })).status).toBe(404);
  });
});

it('is for administrators only', async () => {
  await open();
  const as = employee('ivanov');
  expect((await problemsApi('GET /api/problems', { as })).status).toBe(403);
  expect((await problemsApi('GET /api/problems/{id}', { as, params: { id } })).status).toBe(403);
  expect((await problemsApi(retryRoute, { as, params: { id } })).status).toBe(403);
  expect((await store.get(id))?.status).toBe('open');
});
