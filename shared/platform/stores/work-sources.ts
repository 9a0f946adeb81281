import { defined } from '../../base/defined.ts';
import type { EmployeeId } from '../../base/ids.ts';
import type { WorkSources } from '../../people/work-sources.ts';
import type { Item, Key, Table } from '../table.ts';
import { documentOf } from './documents.ts';
import { agentIn, dayKey, type OwnDay, presenceIn, seenKey } from './own-work-store.ts';
import { type KnownWork, workStateKey } from './work-state-store.ts';

/** All that is kept here of somebody's work. */
export type KeptWork = Pick<WorkSources, 'crm' | 'ownDay' | 'seenAt' | 'agent'>;

/** What the CRM told of those in open lines is read anew every five minutes: until then it is gone by. */
const watchedMs = 6 * 60_000;

/** The items of it, to be read together with others. */
export const workKeys = (id: EmployeeId): readonly Key[] => [workStateKey(id), dayKey(id), seenKey(id)];

/** Of those of whom there is something among the items; other items are passed over. */
export function keptWorkIn(items: readonly Item[]): ReadonlyMap<EmployeeId, KeptWork> {
  const known = new Map<EmployeeId, KeptWork>();
  for (const item of items) {
    if (!item.pk.startsWith('WORKSTATE#')) continue;
    const id = item.pk.slice('WORKSTATE#'.length) as EmployeeId;
    known.set(id, { ...known.get(id), ...sourceIn(item) });
  }
  return known;
}

export async function loadKeptWork(
  table: Table,
  ids: readonly EmployeeId[],
): Promise<ReadonlyMap<EmployeeId, KeptWork>> {
  return ids.length === 0
    ? new Map()
    : keptWorkIn(await table.getMany(ids.flatMap(workKeys), { consistent: true }));
}

function sourceIn(item: Item): KeptWork {
  switch (item.sk) {
    case 'DAY':
      return { ownDay: documentOf<OwnDay>(item) };
    case 'SEEN':
      return defined({ seenAt: presenceIn(item)?.seenAt, agent: agentIn(item) });
    default: {
      const { state } = documentOf<KnownWork>(item);
      return { crm: { ...state, expiresAt: Math.max(state.expiresAt, state.readAt + watchedMs) } };
    }
  }
}
