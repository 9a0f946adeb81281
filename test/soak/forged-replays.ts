import type { LocalStack } from '../../infra/local/local-stack.ts';
import { type Forgeable, sixMinutes } from './forged-webhooks.ts';
import type { HttpLine } from './http-line.ts';

interface Replays {
  readonly sent: number;
  /** What the first sending did not say. */
  readonly news: number;
  readonly dated: number;
  readonly tooLate: number;
}

/** Right requests are sent once, and then again and again, also when six minutes are over. */
export async function replays(
  stack: LocalStack,
  line: HttpLine,
  forgeables: readonly Forgeable[],
  times: number,
): Promise<Replays> {
  const requests = forgeables.map(({ address, isDated = false, signed, right }) => ({
    address,
    isDated,
    request: signed(right, stack.clock.now()),
  }));
  for (const { address, request } of requests) {
    const status = await line.send(request);
    if (status >= 300) throw new Error(`a right webhook to ${address} was answered with ${status}`);
  }
  const known = newsIn(stack);
  let [sent, dated, tooLate] = [0, 0, 0];
  for (const half of [0, 1]) {
    if (half === 1) await stack.clock.advance(sixMinutes);
    for (let time = 0; time < times / 2; time += 1) {
      const statuses = await Promise.all(requests.map(({ request }) => line.send(request)));
      sent += statuses.length;
      const ofDated = statuses.filter((_, at) => half === 1 && requests[at]?.isDated);
      dated += ofDated.length;
      tooLate += ofDated.filter((status) => status < 400).length;
    }
  }
  const news = [...newsIn(stack)].filter((id) => !known.has(id)).length;
  return { sent, news, dated, tooLate };
}

/** Ids of events; of what is no event, all of it. */
function newsIn(stack: LocalStack): ReadonlySet<string> {
  const ready = ['events', 'ticket-events'].flatMap((name) => stack.queue(name).content().ready);
  return new Set(
    ready.flatMap(({ body }) => {
      const { events } = JSON.parse(body) as { events?: readonly { id: string }[] };
      return events?.map(({ id }) => id) ?? body;
    }),
  );
}
