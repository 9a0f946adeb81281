import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../shared/calls/events.ts';
import { clientPhone, trunkA } from '../calls/story.ts';
import {
  eventsOf,
  expectTheSameInAnyOrder,
  expectTheSameOwnerInAnyArrival,
  type Outcome,
  outcomeOf,
  type Telling,
} from './outcome.ts';

type Receive<Payload> = (payload: Payload, at: number) => readonly CallEvent[];

/** The calls that every PBX must be able to tell, as this one tells them; 101 is the operator, 102 the colleague. */
export interface ToldCalls<Payload> {
  /** Rung after 5 seconds unless the PBX doesn't say, answered after 9, over after 49. */
  readonly answered: Telling<Payload>;
  /** By 101, who alone was rung. */
  readonly missed: Telling<Payload>;
  /** 101 and 102 are rung, 102 answers. */
  readonly group: Telling<Payload>;
  /** From 101 to 102, who both talk. */
  readonly transferred: Telling<Payload>;
  /** By 101. */
  readonly outbound: Telling<Payload>;
  /** By 101; nobody answers. */
  readonly outboundFailed: Telling<Payload>;
  /** The caller hangs up in the menu; absent where the PBX tells of none. */
  readonly inMenu?: Telling<Payload>;
  /** 102 was rung last; absent where the PBX does not name groups. */
  readonly missedInGroup?: Telling<Payload>;
  /** The PBX's own, of which order and repetition must change nothing either. */
  readonly others?: Readonly<Record<string, Telling<Payload>>>;
}

/** What PBXs tell with more or less care. */
export interface Told {
  /** Seconds that 101 and 102 talked in `transferred`. */
  readonly talked: readonly [number, number];
  readonly outboundTalkSeconds: number;
  readonly missed?: Partial<Outcome>;
  readonly inMenu?: Partial<Outcome>;
  readonly outboundFailed?: Partial<Outcome>;
  /** Where the times at which its webhooks come say who talked when. */
  readonly byArrival?: readonly string[];
}

/** A quiet moment after the last event, and no more: nothing is known to be missing. */
const waitedMs = 3_000;

/** What becomes of calls must not depend on which PBX tells them (D-01, D-10, MG-10), nor on the order of its webhooks (D-21). */
export function describeCallsOf<Payload>(
  pbx: string,
  receive: Receive<Payload>,
  calls: ToldCalls<Payload>,
  told: Told,
): void {
  const outcome = (telling: Telling<Payload>) => outcomeOf(eventsOf(receive, telling));
  const { answered, missed, group, transferred, outbound, outboundFailed, inMenu, missedInGroup } = calls;

  describe(`a call told by ${pbx}`, () => {
    it('D-01 is of the one who answered, decided after a quiet moment', () => {
      expect(outcome(answered)).toMatchObject({
        direction: 'inbound',
        result: 'answered',
        callOwnerId: 'operator',
        talkSeconds: 40,
        trunk: trunkA,
        client: { phone: clientPhone },
        waitedMs,
      });
    });

    it('D-10 is missed where nobody answered, and goes to whom it rang', () => {
      expect(outcome(missed)).toMatchObject({
        direction: 'inbound',
        result: 'missed',
        missedReason: 'direct',
        callOwnerId: 'operator',
        waitedMs,
        ...told.missed,
      });
    });

    if (inMenu !== undefined) {
      it('D-10 is missed in the menu where nobody was rung', () => {
        expect(outcome(inMenu)).toMatchObject({
          result: 'missed',
          missedReason: 'ivr',
          callOwnerId: 'trunkman',
          waitedMs,
          ...told.inMenu,
        });
      });
    }

    it('D-10 of several who were rung is of the one who answered; it is no miss of the others', () => {
      const { participants, ...decision } = outcome(group);
      expect(decision).toMatchObject({ result: 'answered', callOwnerId: 'colleague', waitedMs });
      expect(participants.map(({ extension, talked }) => [extension, talked])).toEqual([
        ['101', false],
        ['102', true],
      ]);
    });

    if (missedInGroup !== undefined) {
      it('D-10 is missed in the group after the moment in which more of it may be rung', () => {
        expect(outcome(missedInGroup)).toMatchObject({
          result: 'missed',
          missedReason: 'ringGroup',
          callOwnerId: 'colleague',
          waitedMs,
        });
      });
    }

    it('MG-10 that was passed on has a part for each who talked', () => {
      const { records, ...decision } = outcome(transferred);
      expect(decision.waitedMs).toBe(waitedMs);
      const [first, second] = told.talked;
      expect(records.map(({ callOwnerId, talkSeconds }) => [callOwnerId, talkSeconds])).toEqual([
        ['operator', first],
        ['colleague', second],
      ]);
    });

    it('is outbound and of the caller', () => {
      expect(outcome(outbound)).toMatchObject({
        direction: 'outbound',
        result: 'answered',
        callOwnerId: 'operator',
        talkSeconds: told.outboundTalkSeconds,
        client: { phone: clientPhone },
        waitedMs,
      });
    });

    it('is outbound and failed where the client did not answer', () => {
      expect(outcome(outboundFailed)).toMatchObject({
        direction: 'outbound',
        result: 'failed',
        callOwnerId: 'operator',
        waitedMs,
        ...told.outboundFailed,
      });
    });

    const { others, ...named } = calls;
    const all = Object.entries<Telling<Payload>>({ ...named, ...others });
    it.each(all)('D-21 comes out the same in any order, with any repetition: %s', (_, telling) => {
      expectTheSameInAnyOrder(eventsOf(receive, telling));
    });

    const freely = all.filter(([name]) => !told.byArrival?.includes(name));
    it.each(freely)('D-21 has the same owner however its webhooks overtake each other: %s', (_, telling) => {
      expectTheSameOwnerInAnyArrival(receive, telling);
    });
  });
}
