import * as z from 'zod/mini';
import { v2, v3 } from '../../../../shared/crm/bitrix24/rest/method.ts';
import { id, integer, text } from '../../../../shared/crm/bitrix24/rest/values.ts';

/** Methods of the portal as tests call them. */
export const serverTime = v2('server.time', text);
export const addItem = v2('crm.item.add', z.object({ item: z.object({ id: integer }) }));
export const addTaskV3 = v3('tasks.task.add', z.object({ item: z.object({ id }) }));
export const anything = (name: string) => v2(name, z.unknown());
