import * as z from 'zod/mini';
import { v2, v3 } from '../rest/method.ts';
import { id, integer, listOf, maybe, maybeId, text } from '../rest/values.ts';

/** The methods that write calls, clients, deals and tasks, and look for them (reference 2, 3, 4.1). */

export const register = v2(
  'telephony.externalCall.register',
  z.object({ CALL_ID: id, CRM_ENTITY_TYPE: text, CRM_ENTITY_ID: maybeId }),
);

export const finish = v2('telephony.externalCall.finish', z.object({ CALL_ID: id }));

/** Of calls that are finished. */
export const statistics = v2(
  'voximplant.statistic.get',
  listOf(
    z.object({
      CALL_ID: id,
      EXTERNAL_CALL_ID: text,
      CRM_ENTITY_TYPE: text,
      CRM_ENTITY_ID: maybeId,
      RECORD_FILE_ID: maybeId,
      TRANSCRIPT_ID: maybeId,
    }),
  ),
);
export type StatisticsRow = z.infer<typeof statistics.result>[number];

/** Ids by kind, the oldest twenty of each. */
const found = z.object({
  LEAD: z._default(listOf(id), []),
  CONTACT: z._default(listOf(id), []),
  COMPANY: z._default(listOf(id), []),
});
export const findByPhone = v2('crm.duplicate.findbycomm', maybe(found));

const item = z.object({
  id,
  originatorId: z._default(text, ''),
  originId: z._default(text, ''),
  createdTime: z._default(text, ''),
  stageId: z._default(text, ''),
  stageSemanticId: z._default(text, ''),
});
export type Item = z.infer<typeof item>;
export const listItems = v2('crm.item.list', z.object({ items: listOf(item) }));
export const updateItem = v2('crm.item.update', z.object({ item: z.object({ id }) }));
const ownedItem = z.object({ id, assignedById: text, updatedTime: z._default(text, '') });
export type OwnedItem = z.infer<typeof ownedItem>;
/** Whose a client is, and since when he is as he is. */
export const listOwners = v2('crm.item.list', z.object({ items: listOf(ownedItem) }));
export const addItem = v2('crm.item.add', z.object({ item: z.object({ id }) }));

export const listDeals = v2(
  'crm.deal.list',
  listOf(z.object({ ID: id, CLOSED: text, CONTACT_ID: maybeId, COMPANY_ID: maybeId, LEAD_ID: maybeId })),
);

/** 1 with leads, 2 without. */
export const crmMode = v2('crm.settings.mode.get', integer);

/** Whose token it is. */
export const profile = v2('profile', z.object({ ID: id }));

export const addTask = v3('tasks.task.add', z.object({ item: z.object({ id }) }));
export const addOldTask = v2('tasks.task.add', z.object({ task: z.object({ id }) }));
export const updateTask = v2('tasks.task.update', z.unknown());
export const completeTask = v2('tasks.task.complete', z.unknown());

const task = z.object({
  id,
  title: z._default(text, ''),
  status: z._default(text, ''),
  description: z._default(text, ''),
  closedDate: z._default(text, ''),
});
export type PortalTask = z.infer<typeof task>;
export const listTasks = v2('tasks.task.list', z.object({ tasks: listOf(task) }));
