import type { EmployeeId } from '../../base/ids.ts';
import { dayIn } from '../../base/time.ts';
import type { OwnWorkDay, WorkSources } from '../../people/work-sources.ts';
import type { Item, Key, Table, TableWrite } from '../table.ts';
import { documentOf } from './documents.ts';

export type OwnDay = NonNullable<WorkSources['ownDay']>;
export type OwnAgent = NonNullable<WorkSources['agent']>;

/** When a console was last heard, and when that is looked at next: absent while nobody counts him as online. */
export interface Presence {
  readonly seenAt: number;
  readonly checkAt?: number;
}

/** A check that is late by more was lost: the next sign of the console starts a new one. */
const lateMs = 60_000;

export const dayKey = (id: EmployeeId): Key => ({ pk: `WORKSTATE#${id}`, sk: 'DAY' });
export const seenKey = (id: EmployeeId): Key => ({ pk: `WORKSTATE#${id}`, sk: 'SEEN' });

/**
 * What is told here of people's work: an item for the day that somebody opens and closes, one for his presence, by his
 * console and the PBX.
 */
export class OwnWorkStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Opens, pauses or closes somebody's day; where it stands so since today, it stays as it is.
   *
   * @param at Epoch milliseconds; the tenant's zone.
   * @param audit What to write beside a change.
   * @returns the day as it is now.
   */
  async changeDay(
    id: EmployeeId,
    workDay: OwnWorkDay,
    { now, timeZone }: { readonly now: number; readonly timeZone: string },
    audit: (before: OwnWorkDay | undefined) => readonly TableWrite[],
  ): Promise<OwnDay> {
    const item = await this.#table.get(dayKey(id), { consistent: true });
    const before = item === undefined ? undefined : documentOf<OwnDay>(item);
    const isSo = before?.workDay === workDay && dayIn(before.since, timeZone) === dayIn(now, timeZone);
    if (isSo) return before;
    const after = { workDay, since: now };
    const put = { ...dayKey(id), document: JSON.stringify(after) };
    await this.#table.transact([{ put }, ...audit(before?.workDay)]);
    return after;
  }

  /** @returns whether a check of his presence is running: then this is all there is to do. */
  async heard(id: EmployeeId, now: number): Promise<boolean> {
    const { done } = await this.#table.update(seenKey(id), {
      expression: 'SET #seenAt = :now',
      condition: '#checkAt > :late',
      names: { '#seenAt': 'seenAt', '#checkAt': 'checkAt' },
      values: { ':now': now, ':late': now - lateMs },
    });
    return done;
  }

  /** His console was heard, and a check was started. */
  async startCheck(id: EmployeeId, now: number, checkAt: number): Promise<void> {
    await this.#table.update(seenKey(id), {
      expression: 'SET #seenAt = :now, #checkAt = :checkAt',
      names: { '#seenAt': 'seenAt', '#checkAt': 'checkAt' },
      values: { ':now': now, ':checkAt': checkAt },
    });
  }

  async presence(id: EmployeeId): Promise<Presence | undefined> {
    const item = await this.#table.get(seenKey(id), { consistent: true });
    return item === undefined ? undefined : presenceIn(item);
  }

  /** As which operator of the PBX somebody is told of. @returns false where something later is known already. */
  async agentTold(id: EmployeeId, { status, since }: OwnAgent): Promise<boolean> {
    const { done } = await this.#table.update(seenKey(id), {
      expression: 'SET #agentStatus = :status, #agentSince = :since',
      condition: 'attribute_not_exists(#agentSince) OR #agentSince <= :since',
      names: { '#agentStatus': 'agentStatus', '#agentSince': 'agentSince' },
      values: { ':status': status, ':since': since },
    });
    return done;
  }

  /** The next check, unless another one is in its place. */
  async moveCheck(id: EmployeeId, from: number, to: number): Promise<void> {
    await this.#table.update(seenKey(id), {
      expression: 'SET #checkAt = :to',
      condition: '#checkAt = :from',
      names: { '#checkAt': 'checkAt' },
      values: { ':from': from, ':to': to },
    });
  }

  /** @returns false where his console was heard in the meantime, or another check is in the place of this one. */
  async endCheck(id: EmployeeId, { seenAt, checkAt }: Required<Presence>): Promise<boolean> {
    const { done } = await this.#table.update(seenKey(id), {
      expression: 'REMOVE #checkAt',
      condition: '#checkAt = :checkAt AND #seenAt = :seenAt',
      names: { '#seenAt': 'seenAt', '#checkAt': 'checkAt' },
      values: { ':seenAt': seenAt, ':checkAt': checkAt },
    });
    return done;
  }
}

/** Nothing where his console was never heard. */
export function presenceIn({ seenAt, checkAt }: Item): Presence | undefined {
  if (seenAt === undefined) return undefined;
  return { seenAt: seenAt as number, ...(checkAt === undefined ? {} : { checkAt: checkAt as number }) };
}

/** Nothing where no PBX ever told of him. */
export function agentIn({ agentStatus, agentSince }: Item): OwnAgent | undefined {
  if (agentSince === undefined) return undefined;
  return { status: agentStatus as OwnAgent['status'], since: agentSince as number };
}
