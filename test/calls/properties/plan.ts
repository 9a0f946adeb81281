import fc from 'fast-check';
import { maybe, mostly } from './chance.ts';
import { clientNumbers, extensions, groups, lines } from './numbers.ts';

/** What happens in a call, before anything tells of it. */
export type Plan = InboundPlan | OutboundPlan | InternalPlan;

interface Common {
  /** Empty where the client hides it. */
  readonly client: string;
  /** Absent where the PBX does not say. */
  readonly line: string | undefined;
  readonly passedOn: readonly PassOn[];
  readonly recorded: boolean;
  /** How long everything takes: 1 as it usually does, 0 no time at all. */
  readonly pace: number;
  /** The PBX counts no events and tells no ends of legs: what is open ends with the call. */
  readonly endsLegs: boolean;
}

export interface InboundPlan extends Common {
  readonly direction: 'inbound';
  readonly ivr: boolean;
  /** One after the other, each rung in vain but the last, if it is answered. */
  readonly rounds: readonly Round[];
  /** One of the last round. */
  readonly answeredBy: number | undefined;
  readonly voicemail: boolean;
}

/** Phones that ring together, by themselves or as a group; `''` is a group without a number. */
export interface Round {
  readonly group: string | undefined;
  /** A group may have a queue, in which the client waits first. */
  readonly queued: boolean;
  readonly rung: readonly string[];
}

export interface OutboundPlan extends Common {
  readonly direction: 'outbound';
  readonly caller: string;
  /** A click in the CRM: the caller's phone is rung first. */
  readonly byCommand: boolean;
  readonly answered: boolean;
}

export interface InternalPlan extends Common {
  readonly direction: 'internal';
  readonly caller: string;
  readonly called: string;
  readonly answered: boolean;
}

/**
 * What the one who talks does next. `lost`: passes the client on to somebody who does not take him. `consulted`: asks
 * a colleague and goes on himself.
 */
export interface PassOn {
  readonly kind: 'blind' | 'attended' | 'lost' | 'consulted';
  readonly to: string;
}

const extension = fc.constantFrom(...extensions);
const common = {
  client: mostly<string>(fc.constant(clientNumbers[0]), fc.constantFrom(...clientNumbers, ''), 2),
  line: mostly<string | undefined>(fc.constantFrom(...lines), fc.constant(undefined)),
  passedOn: fc.array(
    fc.record({ kind: fc.constantFrom('blind', 'attended', 'lost', 'consulted'), to: extension }),
    { maxLength: 3 },
  ),
  recorded: fc.boolean(),
  pace: fc.constantFrom(1, 0.1, 0),
  endsLegs: mostly<boolean>(fc.constant(false), fc.constant(true)),
};

const group = fc.constantFrom('', ...groups);
const round: fc.Arbitrary<Round> = mostly<Round>(
  fc.record({
    group: maybe(group),
    queued: fc.boolean(),
    rung: fc.uniqueArray(extension, { minLength: 1, maxLength: 3 }),
  }),
  // A queue in which nobody is at work.
  fc.record({ group, queued: fc.constant(true), rung: fc.constant([]) }),
);

const inbound = fc.record({
  ...common,
  direction: fc.constant('inbound' as const),
  ivr: fc.boolean(),
  rounds: fc.array(round, { maxLength: 3 }),
  answeredBy: maybe(fc.nat(2)),
  voicemail: mostly<boolean>(fc.constant(false), fc.constant(true)),
});
const outbound = fc.record({
  ...common,
  direction: fc.constant('outbound' as const),
  caller: extension,
  byCommand: fc.boolean(),
  answered: mostly<boolean>(fc.constant(true), fc.constant(false), 4),
});
const internal = fc.record({
  ...common,
  direction: fc.constant('internal' as const),
  caller: extension,
  called: extension,
  answered: fc.boolean(),
});

export const plan: fc.Arbitrary<Plan> = mostly<Plan>(
  mostly<Plan>(inbound as fc.Arbitrary<InboundPlan>, outbound as fc.Arbitrary<OutboundPlan>, 3),
  internal as fc.Arbitrary<InternalPlan>,
  20,
);
