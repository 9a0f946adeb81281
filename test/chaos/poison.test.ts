import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { getJson } from '../../infra/local/demo/api.ts';
import { outbound } from '../calls/story.ts';
import { crmContent, startTown, type Town } from '../stack/town.ts';

let town: Town;
beforeAll(async () => {
  town = await startTown(inject('assembly'));
});
afterAll(() => town?.stack.stop());

/** All events of an outbound call in one message. */
function callMessage(id: string): { readonly group: string; readonly body: string } {
  const { events } = outbound({ id })
    .dials('101')
    .connects('101')
    .after(9)
    .hangsUp('101')
    .ends({ from: { extension: '101' } });
  return { group: id, body: JSON.stringify({ kind: 'callEvents', events }) };
}

/** One batch of ten calls, as the events queue hands it to the processor. */
async function sendTen(bodies: readonly { readonly group: string; readonly body: string }[]): Promise<void> {
  await town.stack.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: town.stack.queue('events').url,
      Entries: bodies.map(({ group, body }, index) => ({
        Id: String(index),
        MessageBody: body,
        MessageGroupId: group,
      })),
    }),
  );
  await town.settle();
}

interface Problem {
  readonly id: string;
  readonly retriedAt?: string;
}
const problems = async () => (await getJson<{ items: readonly Problem[] }>(town.api, '/api/problems')).items;

it('R12 one message in ten that can never be read: nine are done, it is listed, and nothing else waits', async () => {
  const calls = Array.from({ length: 9 }, (_, index) => `generic:good-${index}`);
  const good = calls.map(callMessage);
  await sendTen([
    ...good.slice(0, 4),
    { group: 'bad', body: '{"kind":"callEvents","events":[{"kind":"leg"}]}' },
    ...good.slice(4),
  ]);
  expect((await crmContent(town.stack)).calls).toHaveLength(9);
  expect(await problems()).toHaveLength(1);
  expect(town.stack.queue('events').depth()).toMatchObject({ ready: 0, inFlight: 0 });
});

it('R12 one message in ten that fails until its cause is gone: sent again from the list, it is done once', async () => {
  const known = new Set((await problems()).map(({ id }) => id));
  const before = (await crmContent(town.stack)).calls.length;
  const calls = Array.from({ length: 10 }, (_, index) => `generic:later-${index}`);
  const unlucky = calls[6] as string;
  const fault = town.stack.faults.inject({
    kind: 'throttle',
    function: 'event-processor',
    operation: 'PutItem',
    times: Number.POSITIVE_INFINITY,
    when: ({ body }) => body.includes(unlucky),
  });
  await sendTen(calls.map(callMessage));
  expect((await crmContent(town.stack)).calls).toHaveLength(before + 9);
  const [problem, ...others] = (await problems()).filter(({ id }) => !known.has(id));
  expect(others).toEqual([]);

  fault.remove();
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const response = await fetch(`${town.api.url}/api/problems/${problem?.id}/retry`, {
      method: 'POST',
      headers: { authorization: `Bearer ${town.api.token}` },
    });
    expect(response.status).toBeLessThan(300);
    await town.settle();
  }
  expect((await crmContent(town.stack)).calls).toHaveLength(before + 10);
});
