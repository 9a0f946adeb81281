import { readFileSync } from 'node:fs';
import { type CallInput, decideCall } from '../../shared/calls/decide.ts';
import type { CallState } from '../../shared/calls/state.ts';
import { Random } from './random.ts';
import { factsOf, type Recorded, type RecordedDecision } from './recorded.ts';

/**
 * Decides recorded calls again, in a process of its own, and prints the ids of those that come out differently by a
 * byte. Fields stand in another order, events come one by one in another order, and there is no clock and no chance.
 */
const [file = '', seed = '1'] = process.argv.slice(2);
const random = new Random(Number(seed));
const recorded = JSON.parse(readFileSync(file, 'utf8'), withFieldsShuffled) as Recorded;

takeAwayClockAndChance();
const different = recorded.decisions.filter((one) => decidedAgain(one) !== one.decision);
process.stdout.write(JSON.stringify(different.map(({ callId }) => callId)));

function decidedAgain(one: RecordedDecision): string {
  const facts = factsOf(recorded, one);
  let state: CallState | undefined;
  let timer: CallInput = { kind: 'stale', callId: one.callId };
  for (const event of random.shuffled(one.evidence)) {
    const outcome = decideCall(state, [event], facts);
    state = outcome.state;
    for (const effect of outcome.effects) if (effect.kind === 'timer') timer = effect.timer;
  }
  return JSON.stringify(decideCall(state, [timer], facts).state.decision);
}

function withFieldsShuffled(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(random.shuffled(Object.entries(value)));
}

function takeAwayClockAndChance(): void {
  const none = (what: string) => () => {
    throw new Error(`a decision asked for ${what}`);
  };
  Math.random = none('chance');
  performance.now = none('the time');
  globalThis.Date = new Proxy(Date, {
    construct(target, given) {
      if (given.length === 0) throw new Error('a decision asked for the time');
      return Reflect.construct(target, given) as Date;
    },
    get: (target, name) => (name === 'now' ? none('the time') : Reflect.get(target, name)),
  });
}
