import * as z from 'zod/mini';
import { v2 } from '../rest/method.ts';
import { flag, id, integer, listOf, mapOf, maybe, text } from '../rest/values.ts';

/** Reference 4.3: `absent` is when his absence ends. */
const messengerUser = z.object({ id, absent: maybe(text) });
export type MessengerUser = z.infer<typeof messengerUser>;
export const listMessengerUsers = v2('im.user.list.get', listOf(messengerUser));

export const getOnline = v2('user.get', listOf(z.object({ ID: id, IS_ONLINE: flag })));

/** Reference 4.5: whether his work time is tracked. */
export const getTracking = v2('timeman.settings', z.object({ UF_TIMEMAN: z._default(flag, false) }));
export const getWorkDay = v2(
  'timeman.status',
  z.object({ STATUS: z.enum(['OPENED', 'CLOSED', 'PAUSED', 'EXPIRED']) }),
);

const entry = z.object({
  ACCESSIBILITY: text,
  /** `dd.mm.yyyy …` */
  DATE_FROM: text,
  DATE_TO: text,
  /** Epoch seconds. */
  DATE_FROM_TS_UTC: maybe(integer),
  DATE_TO_TS_UTC: maybe(integer),
  /** Whole days. */
  DT_SKIP_TIME: z._default(flag, false),
});
export type CalendarEntry = z.infer<typeof entry>;

/** Reference 4.6: what people have in their calendars, by user. */
export const getAccessibility = v2('calendar.accessibility.get', mapOf(listOf(entry)));
