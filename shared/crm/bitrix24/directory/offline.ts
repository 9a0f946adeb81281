import * as z from 'zod/mini';
import type { PartyRef } from '../../../people/party.ts';
import { logger } from '../../../platform/logger.ts';
import { crmChangeSchema, entityOf } from '../callbacks/changes.ts';
import { type Command, command } from '../rest/batch.ts';
import type { Bitrix24Client } from '../rest/client.ts';
import { resultOf } from '../rest/errors.ts';
import { v2 } from '../rest/method.ts';
import { integer, listOf, text } from '../rest/values.ts';
import { refOf, unhurried } from './parties.ts';

const event = z.object({
  ID: integer,
  EVENT_NAME: text,
  EVENT_DATA: z.optional(z.unknown()),
});
export type OfflineEvent = z.infer<typeof event>;

/** Reads only: whoever dies after it has lost nothing. */
const listEvents = v2('event.offline.list', listOf(event));
const takeEvents = v2('event.offline.get', z.object({ events: listOf(event) }));

export const listOffline: Command<OfflineEvent[]> = command(listEvents, { order: { ID: 'ASC' } });
/** More are taken in the next round. */
export const offlineAtOnce = 50;

/** The entities that the events name. */
export function refsIn(events: readonly OfflineEvent[]): readonly PartyRef[] {
  return events.flatMap(({ EVENT_NAME, EVENT_DATA }) => {
    const entity = entityOf(EVENT_NAME.toUpperCase());
    const data = z.safeParse(
      z.object({ FIELDS: z.object({ ID: z.union([z.string(), z.number()]) }) }),
      EVENT_DATA,
    );
    const id = crmChangeSchema.shape.id.safeParse(data.success ? String(data.data.FIELDS.ID) : '');
    return entity === undefined || entity === 'user' || !id.success ? [] : [refOf(entity, id.data)];
  });
}

/**
 * Takes what was looked at out of the portal's queue (reference 1.6). Taken up to an id, without reserving: a run that
 * dies in between leaves the events where they are. Inferred: the filter; so what the portal gave beside them is told.
 *
 * @returns events that were taken and not looked at.
 */
export async function takeOffline(
  client: Bitrix24Client,
  looked: readonly OfflineEvent[],
): Promise<readonly OfflineEvent[]> {
  if (looked.length === 0) return [];
  const known = new Set(looked.map(({ ID }) => ID));
  const answer = await client.call(
    takeEvents,
    { filter: { '<=ID': Math.max(...known) }, order: { ID: 'ASC' }, limit: offlineAtOnce, clear: 1 },
    unhurried,
  );
  const { events } = resultOf('event.offline.get', answer);
  logger.info('Bitrix24 offline events taken', { events: events.length });
  return events.filter(({ ID }) => !known.has(ID));
}
