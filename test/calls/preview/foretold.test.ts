import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CallId } from '../../../shared/base/ids.ts';
import { decideCall } from '../../../shared/calls/decide.ts';
import type { CallFacts } from '../../../shared/calls/facts.ts';
import { eventsOf } from '../../../shared/calls/preview/events-of.ts';
import type { ImaginedCall } from '../../../shared/calls/preview/imagined-call.ts';
import type { CallState } from '../../../shared/calls/state.ts';
import type { Effect } from '../../../shared/effects/effect.ts';
import { rehearse } from '../../../shared/platform/runner/rehearse.ts';
import { inAnyOrder } from '../properties/arrivals.ts';
import { maybe } from '../properties/chance.ts';
import { company } from '../properties/company.ts';
import { clientNumbers, extensions, groups, lines } from '../properties/numbers.ts';
import { somebodyCanOwn } from '../properties/outcome.ts';
import { tell } from '../story.ts';

/** More of them where somebody has the time: DUTYLINE_FUZZ_RUNS=10000. */
const runs = Number(process.env.DUTYLINE_FUZZ_RUNS ?? 300);
const extension = fc.constantFrom(...extensions, '199');

const common = {
  id: fc.constant('mango:preview' as CallId),
  at: fc.integer({ min: Date.UTC(2026, 10, 19), max: Date.UTC(2026, 10, 22) }),
  number: maybe(fc.constantFrom(...clientNumbers)),
  trunk: maybe(fc.constantFrom(...lines)),
  talkSeconds: fc.integer({ min: 1, max: 600 }),
  transferredTo: fc.array(extension, { maxLength: 2 }),
};
const call = fc.oneof(
  fc.record({
    ...common,
    direction: fc.constant('inbound' as const),
    voiceMenu: fc.boolean(),
    group: maybe(fc.constantFrom('', ...groups)),
    rung: fc.uniqueArray(extension, { maxLength: 3 }),
    answeredBy: maybe(extension),
    voicemail: fc.boolean(),
  }),
  fc.record({
    ...common,
    direction: fc.constant('outbound' as const),
    caller: extension,
    answered: fc.boolean(),
  }),
) as fc.Arbitrary<ImaginedCall>;

async function foretold(imagined: ImaginedCall, known: CallFacts) {
  const events = eventsOf(imagined);
  let { now } = known;
  const { state, effects } = await rehearse(
    {
      loadFacts: async () => ({ ...known, now }),
      decide: decideCall,
      isNeedless: () => false,
    },
    {
      id: imagined.id,
      inputs: events,
      timerInput: (effect: Effect) => (effect.kind === 'timer' ? effect.timer : undefined),
      moveClock: (at) => {
        now = Math.max(now, at);
      },
    },
  );
  return comparable(state, effects);
}

/** Everything but the moment, which depends on when the last event came. */
function comparable({ decision }: CallState, effects: readonly Effect[]) {
  const { at: _, ...decided } = decision ?? { at: 0 };
  return { decided, crm: effects.filter(({ kind }) => kind === 'crm') };
}

it('a preview equals what then happens, however the events of the real call arrive', async () => {
  const story = fc
    .record({ call, company })
    .filter((known) => somebodyCanOwn(known.company))
    .chain((known) => inAnyOrder(eventsOf(known.call)).map((events) => ({ ...known, events })));
  await fc.assert(
    fc.asyncProperty(story, async ({ call: imagined, company: known, events }) => {
      const { state, effects } = tell(events, known);
      expect(state.decision).toBeDefined();
      expect(await foretold(imagined, known)).toEqual(comparable(state, effects));
    }),
    { numRuns: runs },
  );
}, 120_000);
