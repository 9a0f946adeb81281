import { afterEach, describe, expect, inject, it } from 'vitest';
import { workingDay } from '../../infra/local/demo/day.ts';
import type { MangoWebhook } from '../../infra/local/demo/mango-pbx.ts';
import { sampleCalls } from './samples.ts';
import { type CrmContent, crmContent, decisions, sendCalls, startTown, type Town } from './town.ts';

const towns: Town[] = [];
afterEach(async () => {
  await Promise.all(towns.splice(0).map(({ stack }) => stack.stop()));
});

interface Played {
  readonly crm: CrmContent;
  readonly decided: Readonly<Record<string, unknown>>;
}

/** Plays groups of calls, one group after the other, on a fresh stack and looks at what is left of them. */
async function play(...groups: readonly (readonly (readonly MangoWebhook[])[])[]): Promise<Played> {
  const town = await startTown(inject('assembly'));
  towns.push(town);
  for (const calls of groups) {
    await sendCalls(town, calls);
    await town.settle();
  }
  return { crm: await crmContent(town.stack), decided: await decisions(town.stack) };
}

/** A fixed sequence of "random" numbers, so that a failure can be seen again. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

const twice = (call: readonly MangoWebhook[]): readonly MangoWebhook[] =>
  call.flatMap((webhook) => [webhook, webhook]);

describe('a working day', () => {
  const until = Date.UTC(2026, 10, 20, 15) / 1_000;
  const day = workingDay(until).map(({ webhooks }) => webhooks);

  it('D-21 comes out the same in the CRM in order, with each webhook sent twice, and with each call shuffled', async () => {
    const inOrder = await play(day);
    expect(inOrder.crm.calls.length).toBeGreaterThan(day.length - 2);
    expect(Object.values(inOrder.decided)).not.toContain('open');
    expect(await play(day.map(twice))).toEqual(inOrder);
    expect(await play(day.map((call, index) => shuffled(twice(call), index)))).toEqual(inOrder);
  }, 120_000);
});

const samples = process.env.DUTYLINE_SAMPLES;

describe.skipIf(samples === undefined)('captured and documented payloads of Mango Office', () => {
  it('D-21 every call in the samples comes out the same in order, sent twice, and shuffled', async () => {
    // One client has many of them: which of his calls creates him depends on their order among each other.
    const calls = sampleCalls(samples as string);
    const inOrder = await play(...calls.map((call) => [call]));
    expect(inOrder.crm.calls.length).toBeGreaterThan(8);
    expect(await play(...calls.map((call) => [twice(call)]))).toEqual(inOrder);
    expect(await play(...calls.map((call, index) => [shuffled(twice(call), index)]))).toEqual(inOrder);
  }, 120_000);
});
