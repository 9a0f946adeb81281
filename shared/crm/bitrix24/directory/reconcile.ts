import { createHash } from 'node:crypto';
import type { Employee } from '../../../people/employee.ts';
import { type PartyKind, type PartyRef, partyKinds } from '../../../people/party.ts';
import type { Clock } from '../../../platform/clock.ts';
import { logger } from '../../../platform/logger.ts';
import type { DirectoryStore } from '../../../platform/stores/directory-store.ts';
import type { EmployeeStore } from '../../../platform/stores/employee-store.ts';
import type { Leaves } from '../presence/leaves.ts';
import { type Command, command } from '../rest/batch.ts';
import type { Bitrix24Client } from '../rest/client.ts';
import { resultOf } from '../rest/errors.ts';
import type { InstallationStore } from '../rest/installation.ts';
import { ref } from '../rest/params.ts';
import { entityTypeIds, getUserIds, type Item, listItemIds, listItems, pageSize } from './methods.ts';
import { listOffline, type OfflineEvent, offlineAtOnce, refsIn, takeOffline } from './offline.ts';
import { type Parties, refOf, unhurried } from './parties.ts';
import type { People } from './people.ts';
import type { StoredSyncState, SyncState, SyncStateStore, Walk } from './sync-state.ts';

export interface ReconcileParts {
  readonly client: Bitrix24Client;
  readonly installations: InstallationStore;
  readonly directory: DirectoryStore;
  readonly employees: EmployeeStore;
  readonly parties: Parties;
  readonly people: People;
  readonly leaves: Leaves;
  readonly states: SyncStateStore;
  readonly clock: Clock;
}

/** Clocks differ, and a change may be told by the portal a little after it has happened. */
const overlapMs = 600_000;
const walkEveryMs = 24 * 60 * 60 * 1_000;
/** Pages of fifty in one request, each from where the one before ended. */
const pagesPerRequest = 10;
const firstKind: PartyKind = 'company';
/** Of fifty kept events each; what is left waits in the portal for the next run. */
const mostRounds = 20;

/** Finds what events did not tell. See ARCHITECTURE.md. */
export class Reconciliation {
  readonly #parts: ReconcileParts;

  constructor(parts: ReconcileParts) {
    this.#parts = parts;
  }

  /**
   * Looks at what changed since the last look, then goes on with a walk where one is due, until `deadline`; the next
   * run goes on where this one stopped. Two runs at once: one of them stops at its next write.
   *
   * @param deadline epoch milliseconds.
   * @throws PortalCallError where the portal does not answer; ConflictError where another run is at it.
   */
  async run(deadline: number): Promise<void> {
    const { installations, states, leaves, clock } = this.#parts;
    const installation = (await installations.read())?.installation;
    if (installation === undefined) return;
    const { memberId, scope } = installation;
    const stored = await states.read();
    const everybody = await this.#everybody();
    const owners = ownersIn(everybody);
    const known = stored?.state.memberId === memberId ? stored.state : undefined;
    const startedAt = clock();
    if (known?.lookedAt !== undefined) await this.#look(known.lookedAt - overlapMs);
    await leaves.follow(everybody, scope);
    const looked: SyncState = { ...(known ?? { memberId, owners }), owners, lookedAt: startedAt };
    const isDue =
      known === undefined ||
      known.owners !== owners ||
      (known.walk === undefined && startedAt - (known.walkedAt ?? 0) >= walkEveryMs);
    const walk = isDue ? await this.#newWalk(startedAt, everybody) : looked.walk;
    let now = await states.write({ ...looked, ...(walk === undefined ? {} : { walk }) }, stored);
    while (now.state.walk !== undefined && clock() < deadline) now = await this.#step(now, now.state.walk);
  }

  /** What was added or changed: ids first, since what they say by now is what counts. */
  async #look(since: number): Promise<void> {
    const { parties, people, client } = this.#parts;
    const after = new Date(since).toISOString();
    const found: PartyRef[] = [];
    const last = new Map<PartyKind, number>(partyKinds.map((kind) => [kind, 0]));
    let kept: readonly OfflineEvent[] | undefined;
    while (last.size > 0) {
      const lists = [...last].map(([kind, id]): [PartyKind, Command<{ items: { id: string }[] }>] => [
        kind,
        command(listItemIds, {
          entityTypeId: entityTypeIds[kind],
          filter: { '>updatedTime': after, '>id': id },
          select: ['id'],
          order: { id: 'ASC' },
          start: -1,
        }),
      ]);
      const commands = Object.fromEntries(lists) as Record<PartyKind, (typeof lists)[number][1]>;
      const { offline, ...answers } = await client.batch({ ...commands, offline: listOffline }, unhurried);
      // A portal whose plan has no such queue refuses: then the daily walk finds what was deleted.
      kept ??= offline.kind === 'result' ? offline.result.slice(0, offlineAtOnce) : [];
      for (const kind of [...last.keys()]) {
        const answer = answers[kind];
        if (answer === undefined) throw new TypeError(`no answer for ${kind}`);
        const { items } = resultOf('crm.item.list', answer);
        found.push(...items.map(({ id }) => refOf(kind, id)));
        const highest = Math.max(0, ...items.map(({ id }) => Number(id)));
        if (items.length < pageSize || highest <= (last.get(kind) ?? 0)) last.delete(kind);
        else last.set(kind, highest);
      }
    }
    await this.#followed(await parties.follow([...found, ...refsIn(kept ?? [])]));
    await this.#take(kept ?? []);
    await people.follow(await this.#changedUsers(after));
    if (found.length > 0) logger.info('Bitrix24 changes looked at', { entities: found.length });
  }

  /** What the portal kept of deletions, now that it was looked at; and what there is behind it. */
  async #take(first: readonly OfflineEvent[]): Promise<void> {
    const { client, parties } = this.#parts;
    for (let looked = first, round = 1; looked.length > 0 && round <= mostRounds; round += 1) {
      const others = await takeOffline(client, looked);
      await this.#followed(await parties.follow(refsIn(others)));
      if (looked.length < offlineAtOnce) return;
      const { offline } = await client.batch({ offline: listOffline }, unhurried);
      looked = resultOf('event.offline.list', offline).slice(0, offlineAtOnce);
      await this.#followed(await parties.follow(refsIn(looked)));
    }
  }

  /** Inferred: a dismissal moves `TIMESTAMP_X` as every change does; the daily walk looks at everybody in any case. */
  async #changedUsers(after: string): Promise<readonly string[]> {
    const { client } = this.#parts;
    const ids: string[] = [];
    for (let last = 0; ; ) {
      const answer = await client.call(
        getUserIds,
        {
          FILTER: { '>TIMESTAMP_X': after, '>ID': last },
          sort: 'ID',
          order: 'ASC',
          select: ['ID'],
          start: -1,
        },
        unhurried,
      );
      const page = resultOf('user.get', answer).map(({ ID }) => ID);
      ids.push(...page);
      const highest = Math.max(0, ...page.map(Number));
      if (page.length < pageSize || highest <= last) return ids;
      last = highest;
    }
  }

  async #newWalk(startedAt: number, everybody: readonly Employee[]): Promise<Walk> {
    const { client, people } = this.#parts;
    await people.follow(everybody.flatMap(({ crmUserId }) => crmUserId ?? []));
    const commands = partyKinds.map((kind): [string, Command<unknown>] => [
      kind,
      command(listItemIds, { entityTypeId: entityTypeIds[kind], select: ['id'], start: 0 }),
    ]);
    const answers = await client.batch(Object.fromEntries(commands), unhurried);
    const totals = Object.values(answers).map((answer) =>
      answer.kind === 'result' ? (answer.total ?? 0) : 0,
    );
    return {
      startedAt,
      kind: firstKind,
      lastId: 0,
      seen: 0,
      total: totals.reduce((sum, total) => sum + total, 0),
    };
  }

  /** One request's worth of one type: what is there is taken, what the directory has beside it is asked about. */
  async #step(now: StoredSyncState, walk: Walk): Promise<StoredSyncState> {
    const { parties, directory, states, clock } = this.#parts;
    const { kind, lastId } = walk;
    const { items, isLast } = await this.#pages(kind, lastId);
    const upTo = isLast ? undefined : Number(items.at(-1)?.id);
    const there = new Set<string>(items.map(({ id }) => id));
    const ours = await directory.idsBetween(kind, lastId + 1, upTo);
    await this.#followed(await parties.absorb(kind, items));
    await this.#followed(
      await parties.follow(ours.filter((id) => !there.has(id)).map((id) => ({ kind, id }))),
    );
    const seen = walk.seen + items.length;
    if (upTo !== undefined) {
      return states.write({ ...now.state, walk: { ...walk, lastId: upTo, seen } }, now);
    }
    const next = partyKinds[partyKinds.indexOf(kind) + 1];
    if (next !== undefined) {
      return states.write({ ...now.state, walk: { ...walk, kind: next, lastId: 0, seen } }, now);
    }
    const { walk: _, ...rest } = now.state;
    const walkedAt = clock();
    logger.info('Bitrix24 walked through', {
      seen,
      seconds: Math.round((walkedAt - walk.startedAt) / 1_000),
    });
    return states.write({ ...rest, walkedAt, filledAt: rest.filledAt ?? walkedAt }, now);
  }

  /**
   * Inferred: that a page can begin where the one before it in the batch ended. Where that is not understood, a page is
   * none that follows, and is left out: the next request asks for it by its number.
   */
  async #pages(kind: PartyKind, lastId: number): Promise<{ items: readonly Item[]; isLast: boolean }> {
    const commands = Array.from({ length: pagesPerRequest }, (_, page) => [
      `p${page}`,
      command(listItems, {
        entityTypeId: entityTypeIds[kind],
        filter: { '>id': page === 0 ? lastId : ref(`p${page - 1}`, 'items', pageSize - 1, 'id') },
        select: ['*'],
        order: { id: 'ASC' },
        start: -1,
      }),
    ]);
    const answers = await this.#parts.client.batch(
      Object.fromEntries(commands) as Record<string, Command<{ items: Item[] }>>,
      unhurried,
    );
    const items: Item[] = [];
    for (let page = 0; page < pagesPerRequest; page += 1) {
      const answer = answers[`p${page}`];
      if (answer === undefined) throw new TypeError('no answer for a page');
      // Later pages of a type that ended before them may be anything.
      if (page > 0 && answer.kind !== 'result') return { items, isLast: false };
      const found = resultOf('crm.item.list', answer).items;
      let last = Number(items.at(-1)?.id ?? lastId);
      for (const { id } of found) {
        if (Number(id) <= last) return { items, isLast: false };
        last = Number(id);
      }
      items.push(...found);
      if (found.length < pageSize) return { items, isLast: true };
    }
    return { items, isLast: false };
  }

  /** The first of what could not be looked at: the next run begins before it again. */
  async #followed(failures: ReadonlyMap<string, unknown>): Promise<void> {
    for (const error of failures.values()) throw error;
  }

  async #everybody(): Promise<readonly Employee[]> {
    const { employees } = this.#parts;
    const all: Employee[] = [];
    let cursor: string | undefined;
    do {
      const page = await employees.list({ limit: 500, ...(cursor === undefined ? {} : { cursor }) });
      all.push(...page.employees);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return all;
  }
}

/** Who is which user, as one text that changes with it. */
function ownersIn(everybody: readonly Employee[]): string {
  const pairs = everybody.flatMap(({ id, crmUserId }) =>
    crmUserId === undefined ? [] : [`${crmUserId} ${id}`],
  );
  return createHash('sha256').update(pairs.sort().join('\n')).digest('base64url').slice(0, 22);
}
