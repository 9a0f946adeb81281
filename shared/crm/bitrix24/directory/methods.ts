import * as z from 'zod/mini';
import { v2 } from '../rest/method.ts';
import { flag, id, listOf, maybeId, text } from '../rest/values.ts';

const item = z.object({
  id,
  title: text,
  name: text,
  lastName: text,
  assignedById: maybeId,
  companyId: maybeId,
  stageId: text,
  stageSemanticId: text,
  createdTime: text,
  fm: listOf(z.object({ typeId: text, value: text })),
});

/** A lead, contact or company with what the directory is made of. `fm` comes only where all fields are asked for. */
export type Item = z.infer<typeof item>;

export const listItems = v2('crm.item.list', z.object({ items: listOf(item) }));
/** The same, where nothing but ids is asked for. */
export const listItemIds = v2('crm.item.list', z.object({ items: listOf(z.object({ id })) }));

const user = z.object({
  ID: id,
  ACTIVE: flag,
  NAME: text,
  LAST_NAME: text,
  EMAIL: text,
  UF_DEPARTMENT: listOf(id),
});
export type User = z.infer<typeof user>;
export const userFields = ['ID', 'ACTIVE', 'NAME', 'LAST_NAME', 'EMAIL', 'UF_DEPARTMENT'];

export const getUsers = v2('user.get', listOf(user));
export const getUserIds = v2('user.get', listOf(z.object({ ID: id })));

const department = z.object({ ID: id, PARENT: maybeId, UF_HEAD: maybeId });
export type Department = z.infer<typeof department>;
export const getDepartments = v2('department.get', listOf(department));

export const entityTypeIds = { lead: 1, contact: 3, company: 4 } as const;
/** Fixed by the portal. */
export const pageSize = 50;
