import ICAL from 'ical.js';
import { instantOf } from '../base/calendar.ts';
import { dayAfter } from '../base/time.ts';
import { CalendarRefusedError } from './errors.ts';
import { whyNotFollowed } from './recurrence.ts';

/** One event, or one time of an event that repeats. */
export interface Occurrence {
  readonly summary: string;
  /** Those who are named in it by address, else by name. */
  readonly attendees: readonly string[];
  readonly time:
    | { readonly kind: 'days'; readonly from: string; readonly to: string }
    /** Epoch milliseconds, the end excluded. */
    | { readonly kind: 'hours'; readonly from: number; readonly to: number };
}

export interface CalendarSpan {
  /** Epoch milliseconds: times that end before it or begin after it are left out. */
  readonly from: number;
  readonly to: number;
  /** The tenant's: of whole days, and of times that name no zone. */
  readonly timeZone: string;
}

const mostEvents = 2_000;
const mostOccurrences = 5_000;
/** Times that are looked at, also those that passed long ago. */
const mostSteps = 20_000;

/**
 * Reads an iCalendar text (RFC 5545): events and their repetitions, in any time zone that is known by its IANA name or
 * described in the text, without those that are excepted or cancelled.
 *
 * @throws CalendarRefusedError
 */
export function readCalendar(text: string, span: CalendarSpan): readonly Occurrence[] {
  const events = eventsIn(text);
  const masters = events.filter((event) => !event.isRecurrenceException());
  const exceptions = Map.groupBy(
    events.filter((event) => event.isRecurrenceException()),
    ({ uid }) => uid,
  );
  const counter = { steps: 0 };
  const occurrences = masters.flatMap((event) => {
    for (const exception of exceptions.get(event.uid) ?? []) event.relateException(exception);
    return named(event, () => occurrencesOf(event, span, counter));
  });
  if (occurrences.length > mostOccurrences) {
    refuse('calendar', `has ${occurrences.length} times; ${mostOccurrences} are the most`);
  }
  return occurrences;
}

function eventsIn(text: string): readonly ICAL.Event[] {
  const root = parsed(text);
  const components = root.getAllSubcomponents('vevent');
  if (components.length > mostEvents) {
    refuse('calendar', `has ${components.length} events; ${mostEvents} are the most`);
  }
  return components.map((component) => new ICAL.Event(component, { strictExceptions: false }));
}

function parsed(text: string): ICAL.Component {
  let root: ICAL.Component;
  try {
    root = new ICAL.Component(ICAL.parse(text));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    return refuse('calendar', `is no iCalendar text: ${reason.slice(0, 200)}`, cause);
  }
  if (root.name !== 'vcalendar') refuse('calendar', 'is not one VCALENDAR');
  return root;
}

/** What is wrong with an event is said by its name. */
function named<T>(event: ICAL.Event, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof CalendarRefusedError) throw cause;
    const name = String(event.summary ?? event.uid ?? 'without a name').slice(0, 100);
    const reason = cause instanceof Error ? cause.message.slice(0, 200) : 'can not be read';
    return refuse(`event "${name}"`, reason, cause);
  }
}

function occurrencesOf(
  event: ICAL.Event,
  span: CalendarSpan,
  counter: { steps: number },
): readonly Occurrence[] {
  checkStart(event.component);
  for (const property of event.component.getAllProperties('rrule')) {
    const why = whyNotFollowed(property.getFirstValue() as ICAL.Recur);
    if (why !== undefined) throw new TypeError(why);
  }
  const excepted = exceptedIn(event, span);
  const found: Occurrence[] = [];
  const iterator = event.iterator();
  for (let next = iterator.next(); next; next = iterator.next()) {
    counter.steps += 1;
    if (counter.steps > mostSteps) refuse('calendar', `repeats more than ${mostSteps} times up to now`);
    const at = instantOfTime(next, event.component, 'dtstart', span);
    if (at >= span.to) break;
    if (excepted.has(at)) continue;
    const occurrence = occurrenceAt(event, next, span);
    if (occurrence !== undefined) found.push(occurrence);
    if (found.length > mostOccurrences) break;
  }
  return found;
}

/** Times of EXDATE as instants: they may be in another zone than the event. */
function exceptedIn(event: ICAL.Event, span: CalendarSpan): ReadonlySet<number> {
  const times = event.component.getAllProperties('exdate').flatMap((property) => {
    const zone = property.getFirstParameter('tzid');
    return property.getValues().map((value) => instantInZone(value as ICAL.Time, zone, span));
  });
  return new Set(times);
}

function occurrenceAt(event: ICAL.Event, at: ICAL.Time, span: CalendarSpan): Occurrence | undefined {
  const { item, startDate, endDate } = event.getOccurrenceDetails(at);
  const { component } = item;
  if (component !== event.component) checkStart(component);
  if (String(component.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED') return undefined;
  const from = instantOfTime(startDate, component, 'dtstart', span);
  const to = instantOfTime(endDate, component, 'dtstart', span);
  if (to < from) throw new TypeError('ends before it begins');
  if (from >= span.to || to <= span.from || to === from) return undefined;
  const time = startDate.isDate
    ? { kind: 'days' as const, from: dayOf(startDate), to: dayAfter(dayOf(endDate), -1) }
    : { kind: 'hours' as const, from, to };
  return { summary: String(item.summary ?? ''), attendees: attendeesOf(component), time };
}

function attendeesOf(component: ICAL.Component): readonly string[] {
  return component.getAllProperties('attendee').map((property) => {
    const address = String(property.getFirstValue() ?? '').replace(/^mailto:/i, '');
    return address.includes('@') ? address : (property.getFirstParameter('cn') ?? address);
  });
}

/** The library makes a day of everything: `20261399` would be in April. */
function checkStart(component: ICAL.Component): void {
  for (const name of ['dtstart', 'dtend'] as const) {
    const property = component.getFirstProperty(name);
    if (property === null || property === undefined) {
      if (name === 'dtstart') throw new TypeError('does not say when it begins (DTSTART)');
      continue;
    }
    const written = String((property.jCal as unknown[])[3]);
    const utc = /T/.test(written) ? `${written.replace(/Z$/, '')}Z` : `${written}T00:00:00Z`;
    const at = Date.parse(utc);
    if (!Number.isFinite(at) || new Date(at).toISOString().slice(0, 10) !== written.slice(0, 10)) {
      throw new TypeError(`has a time that is none (${name.toUpperCase()}: ${written.slice(0, 40)})`);
    }
  }
}

function instantOfTime(time: ICAL.Time, component: ICAL.Component, name: string, span: CalendarSpan): number {
  return instantInZone(time, component.getFirstProperty(name)?.getFirstParameter('tzid'), span);
}

/** By the IANA name of a zone where it has one, since texts describe zones as they were years ago. */
function instantInZone(time: ICAL.Time, zone: string | undefined, { timeZone }: CalendarSpan): number {
  const clock = `${two(time.hour)}:${two(time.minute)}`;
  const seconds = time.isDate ? 0 : time.second * 1_000;
  if (time.isDate) return instantOf(dayOf(time), '00:00', timeZone);
  if (time.zone?.tzid === 'UTC' || zone === undefined) {
    const isUtc = time.zone?.tzid === 'UTC';
    return instantOf(dayOf(time), clock, isUtc ? 'UTC' : timeZone) + seconds;
  }
  if (isTimeZone(zone)) return instantOf(dayOf(time), clock, zone) + seconds;
  if (time.zone?.tzid === zone) return time.toUnixTime() * 1_000;
  throw new TypeError(`names the time zone ${zone.slice(0, 60)}, which is neither known nor described`);
}

const zones = new Map<string, boolean>();

function isTimeZone(name: string): boolean {
  let known = zones.get(name);
  if (known === undefined) {
    try {
      known = new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
    } catch {
      known = false;
    }
    if (zones.size < 1_000) zones.set(name, known);
  }
  return known;
}

const two = (number: number): string => String(number).padStart(2, '0');
const dayOf = ({ year, month, day }: ICAL.Time): string =>
  `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;

function refuse(field: string, reason: string, cause?: unknown): never {
  throw new CalendarRefusedError([{ field, reason }], cause);
}
