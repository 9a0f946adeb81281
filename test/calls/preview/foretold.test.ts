import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CallId } from '../../../shared/base/ids.ts';
import { decideCall } from '../../../shared/calls/decide.ts';
import type { CallEvent } from '../../../shared/calls/events.ts';
import type { CallFacts } from '../../../shared/calls/facts.ts';
import { eventsOf } from '../../../shared/calls/preview/events-of.ts';
import type { ImaginedCall } from '../../../shared/calls/preview/imagined-call.ts';
import type { CallState } from '../../../shared/calls/state.ts';
import type { Effect } from '../../../shared/effects/effect.ts';
import { rehearse } from '../../../shared/platform/runner/rehearse.ts';
import { clientPhone, contact, employee, facts, tell, trunkA, trunkB } from '../story.ts';

/** More of them where somebody has the time: DUTYLINE_FUZZ_RUNS=10000. */
const runs = Number(process.env.DUTYLINE_FUZZ_RUNS ?? 300);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const extension = fc.constantFrom('101', '102', '103', '104', '110', '199');
const person = fc.constantFrom(
  'operator',
  'colleague',
  'trunkman',
  'groupman',
  'ivrman',
  'fired',
  'away',
  'nobody',
);

const common = {
  id: fc.constant('mango:preview' as CallId),
  at: fc.integer({ min: Date.UTC(2026, 10, 19), max: Date.UTC(2026, 10, 22) }),
  number: maybe(fc.constantFrom(clientPhone, '8 916 111-22-33', '+79000000000', 'anonymous')),
  trunk: maybe(fc.constantFrom(trunkA, trunkB, '8 (495) 000-00-01', 'sip-line')),
  talkSeconds: fc.integer({ min: 1, max: 600 }),
  transferredTo: fc.array(extension, { maxLength: 2 }),
};
const call = fc.oneof(
  fc.record({
    ...common,
    direction: fc.constant('inbound' as const),
    voiceMenu: fc.boolean(),
    group: maybe(fc.constantFrom('', '500')),
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

const classResponsible = fc.record({ enabled: fc.boolean(), employeeId: person });
const town: fc.Arbitrary<CallFacts> = fc
  .record({
    settings: fc.record({
      initialOwnerPolicy: fc.constantFrom('calledEmployee', 'default'),
      missedCallOwnerPolicy: fc.constantFrom('entityOwner', 'rungEmployee', 'default'),
      rungEmployeePick: fc.constantFrom('last', 'first'),
      calledEmployeePick: fc.constantFrom('firstAnswered', 'lastAnswered'),
      captureUnmappedCalls: fc.record({ enabled: fc.boolean(), catchAllEmployeeId: person }),
      missedInGroup: classResponsible,
      missedInIvr: classResponsible,
      defaultResponsible: fc.constantFrom('boss', { rotation: ['boss', 'keeper', 'away'] }),
      inboundRules: fc.constantFrom(
        [],
        [{ name: 'sales', groups: ['500'], newClient: { missed: 'contact' } }],
      ),
      lists: fc.constantFrom({}, { deny: { trunks: [trunkB] } }),
    }),
    trunkResponsible: fc.oneof(person, fc.constant({ rotation: ['trunkman', 'fired', 'owner'] })),
    package: fc.constantFrom('basic' as const, 'extended' as const),
    owner: maybe(person),
    isKnown: fc.boolean(),
  })
  .map(({ settings, trunkResponsible, package: bought, owner, isKnown }) =>
    facts({
      settings,
      trunks: [{ number: trunkA, trunkResponsible: trunkResponsible as string }, { number: trunkB }],
      package: bought,
      parties: isKnown ? [contact(owner)] : [],
      employees: [
        employee('fired', undefined, { status: 'dismissed' }),
        employee('away', undefined, {
          leaves: [{ from: '2026-11-20', to: '2026-11-20', substituteId: 'colleague' as never }],
          headId: 'owner' as never,
        }),
      ],
    }),
  );

/** All events once or more often, in any order, as queues may deliver them. */
const delivered = (events: readonly CallEvent[]) =>
  fc
    .array(fc.constantFrom(...events), { maxLength: 4 })
    .chain((repeats) =>
      fc.shuffledSubarray([...events, ...repeats], { minLength: events.length + repeats.length }),
    );

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
    .record({ call, town })
    .chain((known) => delivered(eventsOf(known.call)).map((events) => ({ ...known, events })));
  await fc.assert(
    fc.asyncProperty(story, async ({ call: imagined, town: known, events }) => {
      const { state, effects } = tell(events, known);
      expect(state.decision).toBeDefined();
      expect(await foretold(imagined, known)).toEqual(comparable(state, effects));
    }),
    { numRuns: runs },
  );
}, 120_000);
