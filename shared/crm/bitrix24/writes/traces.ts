import type { CrmWrite, EnsureClient, EnsureDeal, RecordCall } from '../../../effects/crm-write.ts';
import { documentOf } from '../../../platform/stores/documents.ts';
import type { Table } from '../../../platform/table.ts';
import { taskKey } from '../../callback-task.ts';
import { entityId } from '../../entity-id.ts';
import { type OwnerChange, ownerChangeKey } from '../../owner-change.ts';
import type { Done } from '../../port.ts';
import type { Answer } from '../rest/answer.ts';
import { PortalCallError, resultOf } from '../rest/errors.ts';
import { recordedBefore } from './call-commands.ts';
import type { Courier } from './courier.ts';
import { itemsByOrigin, originCommands } from './deals.ts';
import { listItems, type StatisticsRow, statistics } from './methods.ts';
import { originOf } from './names.ts';
import { isFailure } from './outcomes.ts';
import { madeBefore } from './portal-callbacks.ts';
import { rowCommands, rowIn } from './rows.ts';

const isOf =
  <Kind extends CrmWrite['kind']>(...kinds: readonly Kind[]) =>
  (write: CrmWrite): write is Extract<CrmWrite, { kind: Kind }> =>
    (kinds as readonly string[]).includes(write.kind);

interface Sources {
  readonly courier: Courier;
  readonly table: Table;
  /** Where the recordings of a call are kept, one that still lacks its own is not done. */
  readonly keepsRecordings: (callKey: string) => boolean;
}

/**
 * What the portal, and our registers of callbacks and changed owners, say of writes whose outcome is not known. A recording leaves no trace
 * that tells which one it is, and may be attached again.
 *
 * @throws PortalCallError when the portal does not say.
 */
export async function tracesOf(
  writes: readonly CrmWrite[],
  { courier, table, keepsRecordings }: Sources,
): Promise<ReadonlyMap<string, Done>> {
  const calls = writes.filter(isOf('recordCall'));
  const clients = writes.filter(isOf('ensureClient'));
  const deals = writes.filter(isOf('ensureDeal'));
  const tasks = writes.filter(isOf('createTask'));
  const changes = writes.filter(isOf('changeOwner'));
  const [answers, items] = await Promise.all([
    courier.read({
      ...Object.assign({}, ...calls.map((write, index) => rowCommands(write, `row${index}`))),
      ...originCommands(['lead', 'contact'], clients.map(originOfWrite)),
      ...originCommands(['deal'], [...clients, ...deals].map(originOfWrite)),
    }) as Promise<Readonly<Record<string, Answer<unknown>>>>,
    table.getMany(
      [
        ...tasks.map(({ key }) => taskKey(entityId('task', key))),
        ...changes.map(({ key }) => ownerChangeKey(key)),
      ],
      { consistent: true },
    ),
  ]);
  const found = new Map<string, Done>();
  calls.forEach((write, index) => {
    const row = resultOf(statistics.name, rowIn(write, `row${index}`, answers));
    if (row === undefined || (keepsRecordings(write.key) && lacksRecording(write, row))) return;
    found.set(write.key, recordedBefore(write, row));
  });
  const kinds = ['lead', 'contact', 'deal'] as const;
  const made = itemsByOrigin(answers, kinds, [...clients, ...deals].map(originOfWrite));
  if (isFailure(made)) throw new PortalCallError(listItems.name, made);
  for (const write of [...clients, ...deals]) {
    const done = madeBy(write, made);
    if (done !== undefined) found.set(write.key, done);
  }
  for (const { key } of tasks) {
    const item = items.find(({ pk }) => pk === taskKey(entityId('task', key)).pk);
    const done = item === undefined ? undefined : madeBefore(item);
    if (done !== undefined) found.set(key, done);
  }
  for (const { key, client } of changes) {
    const item = items.find(({ pk }) => pk === ownerChangeKey(key).pk);
    if (item === undefined || documentOf<OwnerChange>(item).doneAt === undefined) continue;
    found.set(key, { outcome: 'done', ref: { kind: client.kind, id: client.id } });
  }
  return found;
}

const originOfWrite = ({ key }: CrmWrite): string => originOf(key);

const lacksRecording = ({ recordingIds }: RecordCall, { RECORD_FILE_ID }: StatisticsRow): boolean =>
  recordingIds.length > 0 && RECORD_FILE_ID === undefined;

/** A client and the deal that is due with him, or a deal. Only a contact has one: see `planOf`. */
function madeBy(write: EnsureClient | EnsureDeal, made: ReadonlyMap<string, string>): Done | undefined {
  const origin = originOf(write.key);
  const deal = made.get(`deal ${origin}`);
  if (write.kind === 'ensureDeal') {
    return deal === undefined
      ? undefined
      : { outcome: 'done', ref: { kind: 'deal', id: deal }, created: true };
  }
  const lead = made.get(`lead ${origin}`);
  if (lead !== undefined) return { outcome: 'done', ref: { kind: 'lead', id: lead }, created: true };
  const contact = made.get(`contact ${origin}`);
  if (contact === undefined || (write.action !== 'contact' && deal === undefined)) return undefined;
  return { outcome: 'done', ref: { kind: 'contact', id: contact }, created: true };
}
