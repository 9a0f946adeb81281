import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { client } from '../api/api-under-test.ts';
import { type History, histories } from './history.ts';
import { type Api, outcomeOf } from './outcome.ts';
import { playInOrder, playShuffled, playTwice } from './play.ts';
import { Works } from './works.ts';

const runs = Number(process.env.DUTYLINE_FUZZ_RUNS ?? 1);
let works: Works;
let api: Api;

beforeAll(async () => {
  works = await Works.start();
  const [journal, crm] = await Promise.all([
    import('../../functions/journal-api/handler.ts'),
    import('../../functions/clients-api/handler.ts'),
  ]);
  api = { journal: client(journal.handler), crm: client(crm.handler) };
});
afterAll(() => works.stop());

/** As it is written down: without what is not there. */
const seen = async ({ company, begins }: History) =>
  JSON.parse(JSON.stringify(await outcomeOf(api, company, new Date(begins).toISOString().slice(0, 10))));

describe.each(histories())('$name: $title', (history) => {
  const expected = (time: number | 'all') => history.looks.find((look) => look.after === time)?.outcome;
  let requests = 0;

  it('comes out as it must, and shows so on the way', async () => {
    await playInOrder(works, history, {
      look: async (time) => expect(await seen(history), `after ${time} s`).toEqual(expected(time)),
    });
    ({ requests } = works);
    expect(await seen(history)).toEqual(expected('all'));
  });

  it('D-21 comes out the same when its events are shuffled', async () => {
    for (let seed = 1; seed <= runs; seed += 1) {
      await playShuffled(works, history, seed);
      expect(await seen(history), `seed ${seed}`).toEqual(expected('all'));
    }
  });

  it('D-21 comes out the same when each event is sent and handed over twice', async () => {
    await playTwice(works, history);
    expect(await seen(history)).toEqual(expected('all'));
  });

  it('R5 comes out the same when the functions are killed in between', async () => {
    for (let run = 1; run <= runs; run += 1) {
      // Spread over the play: in the middle, at one and three quarters, and so on.
      const atRequest = Math.ceil(requests * ((run * 0.5) % 1 || 0.25));
      const death = { atRequest, when: run % 2 === 0 ? 'before' : 'after' } as const;
      await playInOrder(works, history, { death });
      expect(await seen(history), `${death.when} request ${atRequest}`).toEqual(expected('all'));
    }
  });
});
