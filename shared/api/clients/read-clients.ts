import type { CountryCode } from 'libphonenumber-js/min';
import type { EmployeeId } from '../../base/ids.ts';
import { normalisePhone } from '../../base/phone.ts';
import type { RecordPage, RecordStore } from '../../crm/builtin/record-store.ts';
import type { CallRecord, Deal } from '../../crm/builtin/records.ts';
import type { CallbackTask } from '../../crm/callback-task.ts';
import type { Party, PartyRef } from '../../people/party.ts';
import { clientsAmong } from '../../people/precedence.ts';
import type { DirectoryStore, StoredParty } from '../../platform/stores/directory-store.ts';
import type { Caller } from '../access.ts';
import { BadRequestError, ForbiddenError, NotFoundError } from '../errors.ts';
import { repeatOnConflict } from '../repeat-on-conflict.ts';

/** What is read of the built-in CRM, and by whom. */

/** Everybody with this phone, in any spelling; the one whom a call is about first. Nobody where it is no phone. */
export async function clientsWith(
  directory: DirectoryStore,
  spelling: string,
  country: CountryCode,
): Promise<readonly Party[]> {
  const phone = normalisePhone(spelling, country);
  const parties = phone === undefined ? [] : await directory.findByPhone(phone);
  const [client] = clientsAmong(parties);
  return client === undefined ? parties : [client, ...parties.filter((party) => party !== client)];
}

/** @throws NotFoundError */
export async function existingClient(directory: DirectoryStore, ref: PartyRef): Promise<StoredParty> {
  const stored = await directory.get(ref);
  if (stored === undefined) throw new NotFoundError('There is no such client.');
  return stored;
}

/** Employees see the records of their own clients, and those which they own. */
export async function callsOf(
  records: RecordStore,
  { party }: StoredParty,
  page: { readonly limit: number; readonly cursor?: string },
  caller: Caller,
): Promise<RecordPage<CallRecord>> {
  const { items, ...rest } = await records.callsByClient(party, page);
  const seesAll = caller.isAdministrator || party.ownerId === caller.employeeId;
  return {
    items: seesAll ? items : items.filter(({ callOwnerId }) => callOwnerId === caller.employeeId),
    ...rest,
  };
}

/** @throws ForbiddenError for somebody else's tasks, BadRequestError where nobody is meant. */
export function assigneeFor(asked: EmployeeId | undefined, caller: Caller): EmployeeId {
  const assignee = asked ?? caller.employeeId;
  if (assignee === undefined) {
    throw new BadRequestError('Say whose tasks you mean.', [{ field: 'assignee', reason: 'is required' }]);
  }
  if (!caller.isAdministrator && assignee !== caller.employeeId) {
    throw new ForbiddenError('Employees see only their own tasks.');
  }
  return assignee;
}

/** @throws NotFoundError, also for somebody else's task. */
export async function completeTask(
  records: RecordStore,
  id: string,
  caller: Caller,
  at: number,
): Promise<CallbackTask> {
  const task = await records.task(id);
  if (task === undefined || (!caller.isAdministrator && task.taskAssigneeId !== caller.employeeId)) {
    throw new NotFoundError('There is no such task, or it is not yours.');
  }
  return (await repeatOnConflict(() => records.completeTask(id, at))) ?? task;
}

/** @throws NotFoundError, also for somebody else's deal. */
export async function closeDeal(
  records: RecordStore,
  client: PartyRef,
  id: string,
  caller: Caller,
  at: number,
): Promise<Deal> {
  const deal = (await records.dealsOf(client)).find((one) => one.id === id);
  if (deal === undefined || (!caller.isAdministrator && deal.ownerId !== caller.employeeId)) {
    throw new NotFoundError('There is no such deal, or it is not yours.');
  }
  return (await repeatOnConflict(() => records.closeDeal(client, id, at))) ?? deal;
}
