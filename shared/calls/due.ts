import { isOpenAt, nextOpening } from '../base/calendar.ts';
import type { CallFacts } from './facts.ts';

/**
 * MG-59, D-15: when a client who could not reach us is to be called back. Within working time so many minutes after
 * the call's end, though that may be after hours; otherwise when the next working day begins.
 */
export function callbackDueAt(endedAt: number, { settings, tenant }: CallFacts): number {
  const { workingTime, dueMinutes } = settings.callbackTasks;
  const calendar = { ...workingTime, timeZone: tenant.timeZone };
  const soon = endedAt + dueMinutes * 60_000;
  return isOpenAt(endedAt, calendar) ? soon : (nextOpening(endedAt, calendar) ?? soon);
}
