import type { CallId, EmployeeId, EventId, LegId, PartyId } from '../../shared/base/ids.ts';
import type { E164 } from '../../shared/base/phone.ts';
import { type CallInput, decideCall } from '../../shared/calls/decide.ts';
import type { CallEvent, EndCause, Endpoint, LegEvent } from '../../shared/calls/events.ts';
import type { CallFacts } from '../../shared/calls/facts.ts';
import type { CallDecision, CallState } from '../../shared/calls/state.ts';
import type { CrmWrite, CrmWriteKind } from '../../shared/effects/crm-write.ts';
import type { CrmEffect, Effect, TimerEffect } from '../../shared/effects/effect.ts';
import type { Employee } from '../../shared/people/employee.ts';
import type { Party } from '../../shared/people/party.ts';
import { callSettingsSchema } from '../../shared/settings/call-settings.ts';
import { trunkSettingsSchema } from '../../shared/settings/trunk-settings.ts';

/** The town in which the calls of the tests happen: who works there, which lines, which clients. */
export const clientPhone = '+79161112233' as E164;
export const trunkA = '+74950000001' as E164;
export const trunkB = '+74950000002' as E164;
const noon = Date.UTC(2026, 10, 20, 9, 0, 0);

type SettingsInput = Omit<Parameters<typeof callSettingsSchema.parse>[0] & object, 'defaultResponsible'>;

export function employee(id: string, extension: string | undefined, more: Partial<Employee> = {}): Employee {
  const extensions = extension === undefined ? {} : { mango: [extension] };
  return {
    id: id as EmployeeId,
    name: id,
    status: 'active',
    extensions,
    crmUserId: `crm-${id}`,
    leaves: [],
    ...more,
  };
}

/** Known to the PBX alone: the accountant and the courier of the rulebook's examples. */
export function unmapped(id: string, extension: string): Employee {
  const { crmUserId: _, ...known } = employee(id, extension);
  return known;
}

export interface Town {
  readonly settings?: Record<string, unknown>;
  readonly employees?: readonly Employee[];
  readonly trunks?: readonly Record<string, unknown>[];
  readonly ourCompanies?: readonly Record<string, unknown>[];
  readonly parties?: readonly Party[];
  readonly package?: 'basic' | 'extended';
  readonly now?: number;
}

/** operator 101, colleague 102, boss (default responsible), trunkman, groupman, ivrman, keeper (catch-all), accountant 103, courier 104. */
const townspeople: readonly Employee[] = [
  employee('operator', '101'),
  employee('colleague', '102'),
  employee('boss', undefined),
  employee('trunkman', undefined),
  employee('groupman', undefined),
  employee('ivrman', undefined),
  employee('keeper', undefined),
  employee('owner', '110'),
  unmapped('accountant', '103'),
  unmapped('courier', '104'),
];

export function facts(town: Town = {}): CallFacts {
  const employees = new Map(townspeople.map((one) => [one.id, one]));
  for (const one of town.employees ?? []) employees.set(one.id, one);
  const employeeByExtension = new Map(
    [...employees.values()].flatMap((one) =>
      (one.extensions.mango ?? []).map((extension) => [extension, one.id] as const),
    ),
  );
  return {
    now: town.now ?? noon + 3_600_000,
    tenant: { package: town.package ?? 'extended', country: 'RU', timeZone: 'Europe/Moscow' },
    settings: callSettingsSchema.parse({ defaultResponsible: 'boss', ...(town.settings as SettingsInput) }),
    ...trunkSettingsSchema.parse({ ourCompanies: town.ourCompanies ?? [], trunks: town.trunks ?? [] }),
    employees,
    employeeByExtension,
    parties: town.parties ?? [],
  };
}

export function contact(ownerId: string | undefined, more: Partial<Party> = {}): Party {
  return {
    kind: 'contact',
    id: 'c1' as PartyId,
    name: 'Анна',
    phones: [clientPhone],
    createdAt: 1,
    ...(ownerId === undefined ? {} : { ownerId: ownerId as EmployeeId }),
    ...more,
  };
}

/** Tells a call as the events that a PBX would send of it; time passes as the story goes on. */
export class Story {
  readonly id: CallId;
  readonly events: CallEvent[] = [];
  #at = noon;
  readonly #legs = new Map<string, LegEvent>();
  readonly #outside: Endpoint;
  readonly #line: string;
  readonly #direction: 'inbound' | 'outbound' | 'internal';

  constructor(
    direction: 'inbound' | 'outbound' | 'internal' = 'inbound',
    options: { client?: string; line?: string; id?: string } = {},
  ) {
    this.#direction = direction;
    this.id = (options.id ?? 'mango:call-1') as CallId;
    this.#outside = { number: options.client ?? clientPhone.slice(1) };
    this.#line = options.line ?? trunkA.slice(1);
  }

  after(seconds: number): this {
    this.#at += seconds * 1_000;
    return this;
  }

  /** One event of a leg; what is not said stays as it was in the leg's last event. */
  leg(legId: string, state: LegEvent['state'], change: Partial<LegEvent> = {}): this {
    const last = this.#legs.get(legId);
    const seq = (last?.seq ?? 0) + 1;
    const event: LegEvent = {
      place: 'employee',
      from: this.#outside,
      to: {},
      line: this.#line,
      ...last,
      kind: 'leg',
      callId: this.id,
      legId: legId as LegId,
      ...change,
      id: `${legId}:${seq}` as EventId,
      seq,
      at: this.#at,
      state,
    };
    if (state !== 'ended') this.#legs.set(legId, event);
    else this.#legs.set(legId, event);
    this.events.push(event);
    return this;
  }

  ivr(cause: EndCause = 'normal'): this {
    return this.leg('ivr', 'ringing', { place: 'ivr' }).after(5).leg('ivr', 'ended', { cause });
  }

  rings(extension: string, options: { group?: string; takenFrom?: string } = {}): this {
    return this.leg(`to-${extension}`, 'ringing', {
      to: { extension, number: `sip:${extension}@pbx` },
      ...(options.group === undefined ? {} : { group: options.group }),
      ...(options.takenFrom === undefined ? {} : { takenFrom: options.takenFrom as LegId }),
    });
  }

  answers(extension: string): this {
    return this.after(4).leg(`to-${extension}`, 'talking');
  }

  stops(extension: string, cause: EndCause = 'noAnswer'): this {
    return this.leg(`to-${extension}`, 'ended', { cause });
  }

  /** The employee calls the client. */
  dials(extension: string): this {
    return this.leg(`from-${extension}`, 'ringing', {
      from: { extension, number: `sip:${extension}@pbx` },
      to: this.#outside,
    });
  }

  connects(extension: string): this {
    return this.after(4).leg(`from-${extension}`, 'talking');
  }

  hangsUp(extension: string, cause: EndCause = 'callerHungUp'): this {
    return this.leg(`from-${extension}`, 'ended', { cause });
  }

  /** The one who talks in `leg` passes the client on blindly; the other's phone rings for the client at once. */
  transfersBlind(leg: string, extension: string): this {
    this.after(10).leg(leg, 'ended', { cause: 'transferred' });
    return this.leg(`to-${extension}`, 'ringing', {
      from: this.#outside,
      to: { extension, number: `sip:${extension}@pbx` },
      takenFrom: leg as LegId,
      transfer: 'blind',
    });
  }

  /** Holds the client, talks to the other first, then puts both together. */
  transfersAttended(leg: string, from: string, extension: string): this {
    this.after(10).leg(leg, 'held');
    const self = { extension: from, number: `sip:${from}@pbx` };
    this.leg(`to-${extension}`, 'ringing', {
      from: self,
      to: { extension, number: `sip:${extension}@pbx` },
      takenFrom: leg as LegId,
    });
    this.after(3).leg(`to-${extension}`, 'talking');
    this.after(4).leg(leg, 'ended', { cause: 'transferred' });
    return this.leg(`to-${extension}`, 'talking', { from: this.#outside });
  }

  /** The summary: `answeredBy` where somebody talked. */
  ends(options: { to?: Endpoint; from?: Endpoint; cause?: EndCause; talked?: boolean } = {}): this {
    const [from, to] =
      this.#direction === 'outbound'
        ? [options.from ?? {}, this.#outside]
        : [this.#outside, options.to ?? {}];
    const talks = this.events.filter((event) => event.kind === 'leg' && event.state === 'talking');
    const talked = options.talked ?? talks.length > 0;
    this.events.push({
      kind: 'ended',
      id: `${this.id}:summary` as EventId,
      callId: this.id,
      at: this.#at,
      direction: this.#direction,
      from: this.#direction === 'internal' ? { extension: '101' } : from,
      to,
      line: this.#line,
      startedAt: noon,
      ...(talked ? { talkStartedAt: talks[0]?.at ?? noon + 1_000 } : {}),
      endedAt: this.#at,
      cause: options.cause ?? 'normal',
    });
    return this;
  }

  recordingMade(recordingId: string, legId: string): this {
    const id = `made:${recordingId}` as EventId;
    this.events.push({
      kind: 'recordingMade',
      id,
      callId: this.id,
      at: this.#at,
      recordingId,
      legId: legId as LegId,
    });
    return this;
  }

  recording(recordingId: string, extension?: string): this {
    this.events.push({
      kind: 'recordingReady',
      id: `rec:${recordingId}` as EventId,
      callId: this.id,
      at: this.#at,
      recordingId,
      ...(extension === undefined ? {} : { extension }),
    });
    return this;
  }
}

export const inbound = (options?: ConstructorParameters<typeof Story>[1]): Story =>
  new Story('inbound', options);
export const outbound = (options?: ConstructorParameters<typeof Story>[1]): Story =>
  new Story('outbound', options);

export interface Told {
  readonly state: CallState;
  readonly effects: readonly Effect[];
}

/** Gives the inputs to the Call one by one, and every timer that it starts, when it is due. */
export function tell(inputs: readonly CallInput[], town: CallFacts, before?: CallState): Told {
  let state = before;
  let { now } = town;
  const effects: Effect[] = [];
  const timers: TimerEffect[] = [];
  const give = (input: CallInput) => {
    const outcome = decideCall(state, [input], { ...town, now });
    state = outcome.state;
    effects.push(...outcome.effects);
    timers.push(...outcome.effects.filter((effect) => effect.kind === 'timer'));
  };
  for (const input of inputs) give(input);
  for (let timer = timers.shift(); timer !== undefined; timer = timers.shift()) {
    now = Math.max(now, timer.fireAt);
    give(timer.timer);
  }
  if (state === undefined) throw new Error('a story needs an event');
  return { state, effects };
}

/** The decision about the story's call. */
export function decided(story: Story, town: CallFacts = facts()): CallDecision {
  const { decision } = tell(story.events, town).state;
  if (decision === undefined) throw new Error('the call was not decided');
  return decision;
}

/** The CRM writes of one kind that the story causes. */
export function writes<K extends CrmWriteKind>(
  story: Story,
  kind: K,
  town: CallFacts = facts(),
): readonly Extract<CrmWrite, { kind: K }>[] {
  return tell(story.events, town)
    .effects.filter((effect): effect is CrmEffect => effect.kind === 'crm')
    .flatMap((effect) => effect.writes)
    .filter((write): write is Extract<CrmWrite, { kind: K }> => write.kind === kind);
}

/** The trace as `role: reason` and `role: taken`, to be read at a glance. */
export function traceOf(decision: CallDecision): readonly string[] {
  return (decision.records[0]?.trace ?? []).map((step) => `${step.role}: ${step.reason ?? 'taken'}`);
}
