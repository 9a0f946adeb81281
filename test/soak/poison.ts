import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { getJson } from '../../infra/local/demo/api.ts';
import { outbound } from '../calls/story.ts';
import { crmContent, startTown, type Town } from '../stack/town.ts';
import { exampleAssembly } from './assembly.ts';
import type { Promised } from './promise.ts';

/** Which of the ten messages of a batch is the bad one. */
const figures = { short: [4], full: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] };

export const poisonStopsItselfOnly: Promised = {
  id: 'R12',
  asked: '1 bad message in a batch of 10: 9 done, 1 in the dead-letter queue, sent again from there works',
  async run(scale) {
    const town = await startTown(await exampleAssembly());
    try {
      const places = figures[scale];
      const unreadable = { done: 0, listed: 0 };
      const curable = { done: 0, sentAgain: 0 };
      for (const place of places) {
        for (const queue of ['events', 'crm-writes'] as const) {
          const { done, listed } = await oneUnreadable(town, queue, place);
          unreadable.done += done;
          unreadable.listed += listed;
        }
        const { done, sentAgain } = await oneThatFailsForNow(town, place);
        curable.done += done;
        curable.sentAgain += sentAgain;
      }
      const batches = places.length * 2;
      return {
        measured: [
          `${batches} batches with 1 unreadable: ${unreadable.done} of ${batches * 9} done, ${unreadable.listed} given up and listed`,
          `${places.length} batches with 1 that fails for a while: ${curable.done} of ${places.length * 9} done, ${curable.sentAgain} of ${places.length} done once when sent again twice`,
        ].join('; '),
        holds:
          unreadable.done === batches * 9 &&
          unreadable.listed === batches &&
          curable.done === places.length * 9 &&
          curable.sentAgain === places.length,
      };
    } finally {
      await town.stack.stop();
    }
  },
};

interface Problem {
  readonly id: string;
}
interface Message {
  readonly group: string;
  readonly body: string;
}

const problems = async (town: Town) =>
  (await getJson<{ items: readonly Problem[] }>(town.api, '/api/problems?limit=100')).items;
const records = async (town: Town) => (await crmContent(town.stack)).calls.length;

/** Ten calls under names that nobody had before. */
let batches = 0;
function tenCalls(): readonly string[] {
  batches += 1;
  return Array.from({ length: 10 }, (_, index) => `generic:poison-${batches}-${index}`);
}

/** All events of a call in one message. */
function callMessage(id: string): Message {
  const { events } = outbound({ id })
    .dials('101')
    .connects('101')
    .after(9)
    .hangsUp('101')
    .ends({ from: { extension: '101' } });
  return { group: id, body: JSON.stringify({ kind: 'callEvents', events }) };
}

/** A decision's writes in one message. */
function writeMessage(id: string): Message {
  const record = {
    kind: 'recordCall',
    key: `${id}/1`,
    direction: 'inbound',
    result: 'answered',
    callOwnerId: 'ivanov',
    client: { kind: 'none' },
    startedAt: 1,
    durationSeconds: 9,
    talkSeconds: 5,
    recordingIds: [],
  };
  return {
    group: id,
    body: JSON.stringify({ kind: 'crm', id: `${id}:0`, orderKey: id, writes: [record] }),
  };
}

async function oneUnreadable(town: Town, queue: 'events' | 'crm-writes', place: number) {
  const before = { records: await records(town), problems: (await problems(town)).length };
  const ids = tenCalls();
  const good = ids.map(queue === 'events' ? callMessage : writeMessage);
  const group = ids[place] as string;
  // A body like that of an earlier message would be taken for a repeat.
  const bad = {
    group,
    body: JSON.stringify({ kind: 'callEvents', events: [{ kind: 'leg', callId: group }] }),
  };
  await sendTen(town, queue, good.with(place, bad));
  return {
    done: (await records(town)) - before.records,
    listed: (await problems(town)).length - before.problems,
  };
}

async function oneThatFailsForNow(town: Town, place: number) {
  const known = new Set((await problems(town)).map(({ id }) => id));
  const before = await records(town);
  const ids = tenCalls();
  const unlucky = ids[place] as string;
  const fault = town.stack.faults.inject({
    kind: 'throttle',
    function: 'event-processor',
    operation: 'PutItem',
    times: Number.POSITIVE_INFINITY,
    when: ({ body }) => body.includes(unlucky),
  });
  await sendTen(town, 'events', ids.map(callMessage));
  const done = (await records(town)) - before;
  fault.remove();
  const [problem, ...others] = (await problems(town)).filter(({ id }) => !known.has(id));
  if (problem === undefined || others.length > 0) return { done, sentAgain: 0 };
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await fetch(`${town.api.url}/api/problems/${encodeURIComponent(problem.id)}/retry`, {
      method: 'POST',
      headers: { authorization: `Bearer ${town.api.token}` },
    });
    await town.settle();
  }
  return { done, sentAgain: (await records(town)) - before - done };
}

/** One batch, as the queue hands it to its function. */
async function sendTen(town: Town, queue: string, messages: readonly Message[]): Promise<void> {
  await town.stack.sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: town.stack.queue(queue).url,
      Entries: messages.map(({ group, body }, index) => ({
        Id: String(index),
        MessageBody: body,
        MessageGroupId: group.replace(':', '-'),
      })),
    }),
  );
  await town.settle();
}
