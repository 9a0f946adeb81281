import { dayIn } from '../base/time.ts';
import type { AgentStatus } from './agent-status.ts';
import type { AvailabilityFacts, WorkDay, WorkState } from './availability.ts';
import type { Duty } from './duty.ts';

/** What somebody said of his day with his own switch. */
export const ownWorkDays = ['opened', 'paused', 'closed'] as const satisfies readonly WorkDay[];
export type OwnWorkDay = (typeof ownWorkDays)[number];

/** All that is told of one employee's work. What is absent, nobody told. Times are epoch milliseconds. */
export interface WorkSources {
  /** By the CRM. With a work day in it his time is tracked there. */
  readonly crm?: WorkState;
  readonly ownDay?: { readonly workDay: OwnWorkDay; readonly since: number };
  /** When his console was last heard. */
  readonly seenAt?: number;
  /** By the PBX: as which operator he was last told of there. */
  readonly agent?: { readonly status: AgentStatus; readonly since: number };
  readonly duty?: Duty;
}

export interface WorkMoment {
  readonly now: number;
  /** Of the tenant. */
  readonly timeZone: string;
  /** How long somebody counts as online after his console was heard. */
  readonly presenceGraceMs: number;
}

/** What this is made of is read again for every question. */
const goodMs = 60_000;
/** PBXs tell changes alone: after a long shift without one, he who forgot to log out, or whose logout was lost, has left. */
const longestShiftMs = 16 * 3_600_000;

/**
 * One picture of all sources, in this order: the rota binds everybody who is in it; where the CRM tracks somebody's
 * time its work day alone counts (D-40); else the day that he closed himself; else presence (OL-09), by console, CRM or
 * PBX, any of which is enough; else, where nobody ever told of presence, the day that he opened today. A break that he
 * took here or in the PBX counts beside all of them (OL-28).
 */
export function workFactsOf(
  sources: WorkSources,
  moment: WorkMoment,
): Pick<AvailabilityFacts, 'workState' | 'isOnBreak'> {
  const { ownDay, agent } = sources;
  const workState = stateOf(sources, moment);
  const isOnBreak =
    ownDay?.workDay === 'paused' || (agent?.status === 'notReady' && isLoggedIn(agent, moment));
  return {
    ...(workState === undefined ? {} : { workState }),
    ...(isOnBreak ? { isOnBreak } : {}),
  };
}

function stateOf(sources: WorkSources, moment: WorkMoment): WorkState | undefined {
  const { crm, ownDay, seenAt, agent, duty } = sources;
  const rota = duty === undefined ? {} : { duty };
  const isToldHere = ownDay !== undefined || seenAt !== undefined || agent !== undefined;
  if (crm !== undefined && (crm.workDay !== undefined || !isToldHere)) return { ...crm, ...rota };
  if (!isToldHere && duty === undefined) return undefined;
  const online = presenceOf(sources, moment);
  const workDay = workDayOf(sources, online, moment);
  return {
    ...(workDay === undefined ? {} : { workDay }),
    ...(online === undefined ? {} : { online }),
    ...(crm?.absentUntil === undefined ? {} : { absentUntil: crm.absentUntil }),
    ...rota,
    readAt: moment.now,
    expiresAt: moment.now + goodMs,
  };
}

/** Nothing where nobody told of it, or so long ago that it says nothing. */
function presenceOf({ crm, seenAt, agent }: WorkSources, moment: WorkMoment): boolean | undefined {
  const { now, presenceGraceMs } = moment;
  const told = [
    seenAt === undefined ? undefined : now < seenAt + presenceGraceMs,
    crm === undefined || crm.expiresAt <= now ? undefined : crm.online,
    agent === undefined ? undefined : isLoggedIn(agent, moment),
  ].filter((one) => one !== undefined);
  return told.length === 0 ? undefined : told.includes(true);
}

function isLoggedIn({ status, since }: NonNullable<WorkSources['agent']>, { now }: WorkMoment): boolean {
  return status !== 'loggedOut' && now < since + longestShiftMs;
}

function workDayOf(
  { ownDay }: WorkSources,
  online: boolean | undefined,
  { now, timeZone }: WorkMoment,
): WorkDay | undefined {
  if (ownDay?.workDay === 'closed') return 'closed';
  if (ownDay === undefined || online !== undefined) return undefined;
  return dayIn(ownDay.since, timeZone) === dayIn(now, timeZone) ? 'opened' : 'expired';
}
