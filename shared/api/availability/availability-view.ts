import type { Language } from '../../base/language.ts';
import { type AvailabilityFacts, availabilityOf, type WorkState } from '../../people/availability.ts';
import type { Duty } from '../../people/duty.ts';
import type { Employee } from '../../people/employee.ts';
import { unavailabilityInWords } from '../../people/unavailability-words.ts';

const available: Readonly<Record<Language, string>> = { ru: 'доступен', en: 'available' };
const instant = (at: number): string => new Date(at).toISOString();

/** An employee's availability as people and programs read it. */
export function availabilityView(employee: Employee, facts: AvailabilityFacts, language: Language) {
  const availability = availabilityOf(employee, facts);
  const { workState, timeZone } = facts;
  const who = {
    employeeId: employee.id,
    name: employee.name,
    available: availability.kind === 'available',
    inWords:
      availability.kind === 'available'
        ? available[language]
        : unavailabilityInWords(availability, { language, timeZone }),
  };
  const work = workState === undefined ? {} : { workState: workStateView(workState) };
  if (availability.kind === 'available') return { ...who, ...work };
  const { reason } = availability;
  const { lastDay, substituteId } = reason === 'onLeave' ? availability : {};
  const until = 'until' in availability ? availability.until : undefined;
  return {
    ...who,
    reason,
    ...(lastDay === undefined ? {} : { lastDay }),
    ...(substituteId === undefined ? {} : { substituteId }),
    ...(until === undefined ? {} : { until: instant(until) }),
    ...work,
  };
}

function workStateView({ workDay, online, duty, readAt, expiresAt }: WorkState) {
  return {
    ...(workDay === undefined ? {} : { workDay }),
    ...(online === undefined ? {} : { online }),
    ...(duty === undefined ? {} : { duty: dutyView(duty) }),
    readAt: instant(readAt),
    expiresAt: instant(expiresAt),
  };
}

function dutyView({ isOn, until }: Duty) {
  return { isOn, ...(until === undefined ? {} : { until: instant(until) }) };
}
