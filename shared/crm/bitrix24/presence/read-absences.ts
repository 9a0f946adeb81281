import { dayAfter, dayIn } from '../../../base/time.ts';
import { logger } from '../../../platform/logger.ts';
import { inChunks } from '../directory/many.ts';
import type { Answer } from '../rest/answer.ts';
import { type Command, command } from '../rest/batch.ts';
import type { BatchOptions, Bitrix24Client } from '../rest/client.ts';
import type { ToldAbsence } from './absences.ts';
import { type CalendarEntry, getAccessibility, listMessengerUsers, type MessengerUser } from './methods.ts';

export interface AbsenceQuestion {
  readonly client: Bitrix24Client;
  /** What the portal granted: nothing else is asked for. */
  readonly scope: readonly string[];
  readonly now: number;
  readonly timeZone: string;
  readonly days: number;
}

/** Users in one command, and such pairs of commands in one request. */
const usersAtOnce = 50;
const pairsAtOnce = 10;

/**
 * What the portal tells of the absences of these users, from today on: of fifty by two commands, of five hundred by
 * one request. Users of whom it could not be asked now are missing from the answer.
 */
export async function readAbsences(
  userIds: readonly string[],
  { client, scope, now, timeZone, days }: AbsenceQuestion,
  options: BatchOptions,
): Promise<ReadonlyMap<string, ToldAbsence>> {
  const told = new Map<string, ToldAbsence>();
  const asks = { messenger: scope.includes('im'), calendar: scope.includes('calendar') };
  if (!asks.messenger && !asks.calendar) return told;
  const from = dayIn(now, timeZone);
  const period = { from, to: dayAfter(from, days) };
  for (const some of inChunks(inChunks(userIds, usersAtOnce), pairsAtOnce)) {
    const commands = some.flatMap((users, at): [string, Command<unknown>][] => [
      [`m${at}`, command(listMessengerUsers, { ID: users, RESULT_TYPE: 'array' })],
      [`c${at}`, command(getAccessibility, { users, ...period })],
    ]);
    const asked = commands.filter(([name]) => (name.startsWith('m') ? asks.messenger : asks.calendar));
    const answers = await client.batch(Object.fromEntries(asked), options);
    some.forEach((users, at) => {
      const messenger = usable(answers[`m${at}`] as Answer<MessengerUser[]> | undefined);
      const calendar = usable(answers[`c${at}`] as Answer<Record<string, CalendarEntry[]>> | undefined);
      if (messenger === 'later' || calendar === 'later') return;
      const until = new Map(messenger?.map(({ id, absent }) => [id, absent]));
      for (const user of users) {
        const end = until.get(user);
        told.set(user, { ...(end === undefined ? {} : { until: end }), calendar: calendar?.[user] ?? [] });
      }
    });
  }
  return told;
}

/** What is refused for good is not told by this portal; what did not come now comes later. */
function usable<Result>(answer: Answer<Result> | undefined): Result | undefined | 'later' {
  if (answer === undefined) return undefined;
  if (answer.kind === 'result') return answer.result;
  if (answer.kind !== 'refused') return 'later';
  logger.warn('Bitrix24 does not tell absences', { portalCode: answer.code });
  return undefined;
}
