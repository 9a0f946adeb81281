import type { LegId } from '../../../shared/base/ids.ts';
import type { CallEvent, Endpoint } from '../../../shared/calls/events.ts';
import { Story } from '../story.ts';
import type { InboundPlan, InternalPlan, OutboundPlan, PassOn, Plan } from './plan.ts';

/** A call that happened: its events, and what is true of it whatever the events look like. */
export interface Happened {
  readonly plan: Plan;
  readonly events: readonly CallEvent[];
  /** Extensions of the phones that rang for the client, and of the groups that had him. */
  readonly rang: readonly string[];
  readonly groups: readonly string[];
  /** Extensions of those who talked to the client, one after the other. */
  readonly talked: readonly string[];
}

/** The events that a PBX sends of the call, in the order in which it happens. */
export function happened(plan: Plan): Happened {
  const teller = new Teller(plan);
  switch (plan.direction) {
    case 'inbound':
      teller.inbound(plan);
      break;
    case 'outbound':
      teller.outbound(plan);
      break;
    case 'internal':
      teller.internal(plan);
  }
  return { plan, ...teller.told() };
}

const phone = (extension: string): Endpoint => ({ extension, number: `sip:${extension}@pbx` });

class Teller {
  readonly #story: Story;
  readonly #plan: Plan;
  readonly #outside: Endpoint;
  readonly #rang: string[] = [];
  readonly #groups: string[] = [];
  readonly #talked: string[] = [];
  #legs = 0;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#outside = { number: plan.client };
    this.#story = new Story(plan.direction, {
      client: plan.client,
      ...(plan.line === undefined ? {} : { line: plan.line }),
    });
  }

  told(): Omit<Happened, 'plan'> {
    const { line, endsLegs } = this.#plan;
    const { events } = this.#story;
    const told = line === undefined ? events.map(withoutLine) : events;
    return {
      events: endsLegs ? told.flatMap(withOpenLegs) : told,
      rang: this.#rang,
      groups: this.#groups,
      talked: this.#talked,
    };
  }

  inbound({ ivr, rounds, answeredBy, voicemail, passedOn }: InboundPlan): void {
    const story = this.#story;
    if (ivr) story.ivr();
    let from: string | undefined = ivr ? 'ivr' : undefined;
    let taker: { readonly leg: string; readonly extension: string } | undefined;
    rounds.forEach(({ group, queued, rung }, index) => {
      const before = from;
      if (group !== undefined && queued) {
        from = this.#leg('ringing', { place: 'queue', to: named(group), ...comingFrom(before) });
        if (group !== '') this.#groups.push(group);
      }
      const legs = rung.map((extension) => ({
        extension,
        leg: this.#rings(extension, { ...comingFrom(from), ...(group === undefined ? {} : { group }) }),
      }));
      if (group !== undefined && group !== '' && legs.length > 0) this.#groups.push(group);
      this.#after(8);
      const last = index === rounds.length - 1;
      taker = last && answeredBy !== undefined ? legs[answeredBy % legs.length] : undefined;
      for (const { leg } of legs) {
        if (leg !== taker?.leg) story.leg(leg, 'ended', { cause: taker ? 'answeredElsewhere' : 'noAnswer' });
      }
      if (group !== undefined && queued && from !== undefined) story.leg(from, 'ended', { cause: 'normal' });
    });
    if (taker !== undefined) {
      const { leg, extension } = taker;
      story.leg(leg, 'talking');
      this.#talks(leg, extension, passedOn);
      story.ends({ to: phone(extension) });
      return;
    }
    if (voicemail) {
      const box = this.#leg('talking', { place: 'voicemail', to: {}, ...comingFrom(from) });
      this.#after(5).leg(box, 'ended', { cause: 'callerHungUp' });
    }
    const [first] = rounds;
    const to = first?.group === undefined ? first?.rung[0] : undefined;
    story.ends({
      to: to === undefined ? named(first?.group ?? '') : phone(to),
      talked: false,
      cause: rounds.length === 0 && !voicemail ? 'automation' : 'callerHungUp',
    });
  }

  outbound({ caller, byCommand, answered, passedOn }: OutboundPlan): void {
    const story = this.#story;
    const ends = byCommand
      ? { from: this.#outside, to: phone(caller), startedByCommand: true }
      : { from: phone(caller), to: this.#outside };
    const leg = this.#leg('ringing', ends);
    // Whoever clicked takes his own phone first, and then waits for the client.
    if (byCommand) this.#after(2).leg(leg, 'talking');
    this.#after(6);
    if (!answered) {
      story.leg(leg, 'ended', { cause: 'noAnswer' }).ends({ from: phone(caller), talked: false });
      return;
    }
    if (!byCommand) story.leg(leg, 'talking');
    this.#talks(leg, caller, passedOn);
    story.ends({ from: phone(caller) });
  }

  internal({ caller, called, answered }: InternalPlan): void {
    const story = this.#story;
    const leg = this.#leg('ringing', { from: phone(caller), to: phone(called) });
    this.#after(3);
    if (answered) story.leg(leg, 'talking');
    if (answered) this.#after(20);
    story.leg(leg, 'ended', { cause: answered ? 'callerHungUp' : 'noAnswer' }).ends({ to: phone(called) });
  }

  /** The talk with the client until it ends, in however many hands. */
  #talks(first: string, starter: string, passedOn: readonly PassOn[]): void {
    const story = this.#story;
    let [leg, talking] = [first, starter];
    this.#talked.push(talking);
    for (const { kind, to } of passedOn) {
      if (to === talking) continue;
      this.#after(10);
      if (this.#plan.recorded) story.recordingMade(`of-${leg}`, leg).recording(`of-${leg}`);
      if (kind === 'consulted') {
        this.#consults(leg, talking, to);
        continue;
      }
      const next = kind === 'attended' ? this.#attended(leg, talking, to) : this.#blind(leg, to);
      if (kind === 'lost') {
        this.#after(7).leg(next, 'ended', { cause: 'noAnswer' });
        return;
      }
      if (kind === 'blind') this.#after(3).leg(next, 'talking');
      [leg, talking] = [next, to];
      this.#talked.push(talking);
    }
    this.#after(15).leg(leg, 'ended', { cause: 'callerHungUp' });
  }

  #blind(leg: string, to: string): string {
    this.#story.leg(leg, 'ended', { cause: 'transferred' });
    return this.#rings(to, { takenFrom: leg as LegId, transfer: 'blind' });
  }

  #attended(leg: string, from: string, to: string): string {
    const next = this.#asks(leg, from, to);
    this.#after(4).leg(leg, 'ended', { cause: 'transferred' });
    this.#story.leg(next, 'talking', { from: this.#outside, transfer: 'attended' });
    this.#rang.push(to);
    return next;
  }

  #consults(leg: string, from: string, to: string): void {
    const aside = this.#asks(leg, from, to);
    this.#after(4).leg(aside, 'ended', { cause: 'normal' }).leg(leg, 'talking');
  }

  /** The client is put on hold while the two talk. */
  #asks(leg: string, from: string, to: string): string {
    this.#story.leg(leg, 'held');
    const aside = this.#leg('ringing', { from: phone(from), to: phone(to), takenFrom: leg as LegId });
    this.#after(3).leg(aside, 'talking');
    return aside;
  }

  #rings(extension: string, change: Parameters<Story['leg']>[2]): string {
    this.#rang.push(extension);
    return this.#leg('ringing', { to: phone(extension), ...change });
  }

  #after(seconds: number): Story {
    return this.#story.after(Math.round(seconds * this.#plan.pace * 10) / 10);
  }

  #leg(...[state, change]: [Parameters<Story['leg']>[1], Parameters<Story['leg']>[2]]): string {
    this.#legs += 1;
    const id = `leg-${this.#legs}`;
    this.#story.leg(id, state, change);
    return id;
  }
}

const comingFrom = (leg: string | undefined) => (leg === undefined ? {} : { takenFrom: leg as LegId });
/** A group has a short number but no device; one without a number is nothing that could be named. */
const named = (group: string): Endpoint => (group === '' ? {} : { extension: group });

function withoutLine<Event extends CallEvent>(event: Event): Event {
  const { line: _, ...rest } = event as Event & { line?: string };
  return rest as Event;
}

/** As a PBX tells it that sees a talk begin and the call end. */
function withOpenLegs(event: CallEvent): CallEvent[] {
  if (event.kind === 'leg') return event.state === 'ended' ? [] : [{ ...event, unnumbered: true }];
  if (event.kind !== 'ended') return [event];
  const { talkStartedAt: _, ...end } = event;
  return [{ ...end, endsLegs: true, talkInLegs: true }];
}
