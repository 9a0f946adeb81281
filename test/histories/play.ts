import fc from 'fast-check';
import type { OutgoingMessage } from '../../shared/platform/queues.ts';
import type { History } from './history.ts';
import type { Provider, Sent } from './senders.ts';
import type { Circumstances, Works } from './works.ts';

/** As it was recorded: each webhook at its time, and all that follows at once done before the next. */
export async function playInOrder(
  works: Works,
  history: History,
  circumstances: Circumstances & { readonly look?: (after: number) => Promise<void> } = {},
): Promise<void> {
  const { look, ...others } = circumstances;
  await works.open(history, others);
  const looks = history.looks.flatMap(({ after }) =>
    after === 'all' ? [] : [{ at: after, do: () => look?.(after) }],
  );
  await pass(works, history, async (sent) => works.enqueue(await works.take(sent)), looks);
  await works.rest();
}

/** Each webhook is sent twice, and each message handed over twice. */
export async function playTwice(works: Works, history: History): Promise<void> {
  await works.open(history, { deliversTwice: true });
  await pass(works, history, async (sent) => {
    await works.enqueue(await works.take(sent));
    await works.enqueue(await works.take(sent));
  });
  await works.rest();
}

/**
 * Each webhook is received at its time, but gets into the queue when the last has come, in any order. Of a PBX that
 * counts its events they come one by one, and all that follows at once is done in between: it must notice what is
 * missing. Of one that counts none nothing can be noticed, so they come together.
 */
export async function playShuffled(works: Works, history: History, seed: number): Promise<void> {
  await works.open(history);
  const messages: OutgoingMessage[] = [];
  await pass(works, history, async (sent) => {
    messages.push(...(await works.take(sent)));
  });
  const anyOrder = fc.shuffledSubarray(messages, { minLength: messages.length });
  const [shuffled = []] = fc.sample(anyOrder, { seed, numRuns: 1 });
  const isCounted = history.sent.every(({ provider }) => counting.has(provider));
  const arrivals = isCounted ? shuffled.map((message) => [message]) : [shuffled];
  for (const arrival of arrivals) await works.enqueue(arrival);
  await works.rest();
}

const counting: ReadonlySet<Provider> = new Set<Provider>(['mango', 'generic']);

interface Moment {
  readonly at: number;
  readonly do: () => Promise<void> | undefined;
}

async function pass(
  works: Works,
  { sent, trouble }: History,
  send: (sent: Sent) => Promise<void>,
  more: readonly Moment[] = [],
): Promise<void> {
  const troubles = trouble.flatMap(({ kind, pk, from, until }): Moment[] => {
    let repair = async (): Promise<void> => undefined;
    const begin = async () => {
      if (kind === 'damaged') repair = await works.damage(pk);
      else works.throttle.keys.add(pk);
    };
    const end = async () => {
      works.throttle.keys.delete(pk);
      await repair();
    };
    return [
      { at: from, do: begin },
      { at: until, do: end },
    ];
  });
  const moments = [...sent.map((one) => ({ at: one.at, do: () => send(one) })), ...troubles, ...more];
  for (const moment of moments.sort((a, b) => a.at - b.at)) {
    await works.until(moment.at);
    await moment.do();
  }
}
