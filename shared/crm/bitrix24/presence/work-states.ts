import type { EmployeeId } from '../../../base/ids.ts';
import { dayIn } from '../../../base/time.ts';
import type { WorkDay, WorkState, WorkStateSource } from '../../../people/availability.ts';
import type { Employee } from '../../../people/employee.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { KnownWork, WorkStateStore } from '../../../platform/stores/work-state-store.ts';
import { eachOf, inChunks } from '../directory/many.ts';
import type { Answer } from '../rest/answer.ts';
import { type Command, command } from '../rest/batch.ts';
import type { Bitrix24Client } from '../rest/client.ts';
import type { InstallationStore } from '../rest/installation.ts';
import { absentUntil } from './absences.ts';
import {
  type CalendarEntry,
  getAccessibility,
  getOnline,
  getTracking,
  getWorkDay,
  listMessengerUsers,
} from './methods.ts';

export interface WorkStateParts {
  readonly client: Bitrix24Client;
  readonly installations: InstallationStore;
  readonly store: WorkStateStore;
  readonly clock: Clock;
  /** The tenant's. */
  readonly timeZone: string;
  /** Of whom something else was read than before; told before it is kept, so that a failure does both again. */
  readonly onChanged?: (ids: readonly EmployeeId[], readAt: number) => Promise<void>;
}

/** Reference 8.h: who waits for an answer gets one of at most a minute ago. */
const goodMs = 60_000;
const trackingGoodMs = 24 * 60 * 60 * 1_000;
/** With the three lists beside them, what one batch holds. */
const usersAtOnce = 47;
/** Somebody waits. */
const options = { share: 'interactive', patienceMs: 2_000, timeoutMs: 15_000 } as const;

interface Wanted {
  readonly id: EmployeeId;
  readonly userId: string;
  readonly known?: KnownWork;
}

/**
 * The work day and presence of employees, kept for a minute. Of 47 whose time is known to be tracked, or not, they are
 * one request; whether it is tracked is asked once a day. Inferred: the one who installed the application, being an
 * administrator, may ask about everybody's work day.
 */
export class WorkStates implements WorkStateSource {
  readonly #parts: WorkStateParts;

  constructor(parts: WorkStateParts) {
    this.#parts = parts;
  }

  async of(employees: readonly Employee[]): Promise<ReadonlyMap<EmployeeId, WorkState>> {
    const { store, clock, installations, onChanged } = this.#parts;
    const users = employees.flatMap(({ id, crmUserId, status }) =>
      crmUserId === undefined || status === 'dismissed' ? [] : [{ id, userId: crmUserId }],
    );
    const known = await store.load(users.map(({ id }) => id));
    const wanted = users
      .map((user): Wanted => {
        const work = known.get(user.id);
        return work === undefined ? user : { ...user, known: work };
      })
      .filter((user) => (user.known?.state.expiresAt ?? 0) <= clock());
    const states = new Map([...known].map(([id, { state }]) => [id, state]));
    const scope = wanted.length === 0 ? undefined : (await installations.read())?.installation.scope;
    if (scope === undefined) return states;
    for (const some of inChunks(wanted, usersAtOnce)) {
      const read = await this.#read(some, scope);
      const changed = [...read].filter(([id, { state }]) => isOther(states.get(id), state));
      const readAt = changed[0]?.[1].state.readAt;
      if (readAt !== undefined)
        await onChanged?.(
          changed.map(([id]) => id),
          readAt,
        );
      await eachOf([...read], 10, ([id, work]) => store.put(id, work));
      for (const [id, { state }] of read) states.set(id, state);
    }
    return states;
  }

  /** Those who could not be asked about are missing. */
  async #read(
    wanted: readonly Wanted[],
    scope: readonly string[],
  ): Promise<ReadonlyMap<EmployeeId, KnownWork>> {
    const now = this.#parts.clock();
    const tracked = await this.#tracking(wanted, scope, now);
    const ID = wanted.map(({ userId }) => userId);
    const followed = wanted.filter(({ userId }) => tracked.get(userId)?.isTracked === true);
    const asked = (name: string, one: [string, Command<unknown>]) => (scope.includes(name) ? [one] : []);
    const today = dayIn(now, this.#parts.timeZone);
    const answers = await this.#batch([
      ['online', command(getOnline, { FILTER: { '@ID': ID }, select: ['ID', 'IS_ONLINE'], start: -1 })],
      ...asked('im', ['absent', command(listMessengerUsers, { ID, RESULT_TYPE: 'array' })]),
      ...asked('calendar', ['calendar', command(getAccessibility, { users: ID, from: today, to: today })]),
      ...followed.map(({ userId }): [string, Command<unknown>] => [
        `t${userId}`,
        command(getWorkDay, { USER_ID: userId }),
      ]),
    ]);
    const online = new Map(
      resultIn<{ ID: string; IS_ONLINE: boolean }[]>(answers.online)?.map((user) => [
        user.ID,
        user.IS_ONLINE,
      ]),
    );
    const absent = new Map(
      resultIn<{ id: string; absent?: string }[]>(answers.absent)?.map((user) => [user.id, user.absent]),
    );
    const calendar = resultIn<Record<string, CalendarEntry[]>>(answers.calendar);
    return new Map(
      wanted.flatMap(({ id, userId }) => {
        const isOnline = online.get(userId);
        const tracking = tracked.get(userId);
        const day = resultIn<{ STATUS: string }>(answers[`t${userId}`])?.STATUS;
        // D-40: of somebody who is tracked presence says nothing; without his day nothing is known.
        if (isOnline === undefined || tracking === undefined || (tracking.isTracked && day === undefined))
          return [];
        const end = absent.get(userId);
        const told = { ...(end === undefined ? {} : { until: end }), calendar: calendar?.[userId] ?? [] };
        const until = absentUntil(told, now);
        const state: WorkState = {
          ...(day === undefined ? {} : { workDay: day.toLowerCase() as WorkDay }),
          online: isOnline,
          ...(until === undefined ? {} : { absentUntil: until }),
          readAt: now,
          expiresAt: now + goodMs,
        };
        const { isTracked, trackingReadAt } = tracking;
        return [[id, { state, isTracked, trackingReadAt }] as const];
      }),
    );
  }

  async #tracking(wanted: readonly Wanted[], scope: readonly string[], now: number) {
    type Tracking = Pick<KnownWork, 'isTracked' | 'trackingReadAt'>;
    const tracked = new Map<string, Tracking>();
    const unknown = wanted.filter(({ known }) => (known?.trackingReadAt ?? 0) + trackingGoodMs <= now);
    for (const { userId, known } of wanted) {
      if (known !== undefined) tracked.set(userId, known);
      // A portal without working time tracks nobody's.
      if (!scope.includes('timeman')) tracked.set(userId, { isTracked: false, trackingReadAt: now });
    }
    if (unknown.length === 0 || !scope.includes('timeman')) return tracked;
    const answers = await this.#batch(
      unknown.map(({ userId }) => [`s${userId}`, command(getTracking, { USER_ID: userId })]),
    );
    for (const { userId } of unknown) {
      const answer = answers[`s${userId}`];
      // Refused for good: there is no such thing in the portal's plan.
      if (answer?.kind === 'refused') tracked.set(userId, { isTracked: false, trackingReadAt: now });
      const settings = resultIn<{ UF_TIMEMAN: boolean }>(answer);
      if (settings !== undefined)
        tracked.set(userId, { isTracked: settings.UF_TIMEMAN, trackingReadAt: now });
    }
    return tracked;
  }

  #batch(
    commands: readonly [string, Command<unknown>][],
  ): Promise<Readonly<Record<string, Answer<unknown>>>> {
    return this.#parts.client.batch(Object.fromEntries(commands), options);
  }
}

/** Whether it says something else of his work; the first that is ever known of him is nothing else. */
function isOther(before: WorkState | undefined, after: WorkState): boolean {
  if (before === undefined) return false;
  const { workDay, online, absentUntil } = after;
  return before.workDay !== workDay || before.online !== online || before.absentUntil !== absentUntil;
}

function resultIn<Result>(answer: Answer<unknown> | undefined): Result | undefined {
  return answer?.kind === 'result' ? (answer.result as Result) : undefined;
}
