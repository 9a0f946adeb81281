import type { CallId } from '../../../base/ids.ts';
import type { Answer } from '../rest/answer.ts';
import { command } from '../rest/batch.ts';
import { type StatisticsRow, statistics } from './methods.ts';
import { cardOrigin, originOf } from './names.ts';

/** What names a recorded call: its key, and the live call that it may have taken over. */
export interface Identity {
  readonly key: string;
  readonly cardOf?: CallId;
}

/** The ids that the portal may know it by. */
const originsOf = ({ key, cardOf }: Identity): readonly string[] =>
  cardOf === undefined ? [originOf(key)] : [originOf(key), cardOrigin(cardOf)];

/** The names of the commands that look for a call in the statistics of those that are finished. */
export const rowNames = (identity: Identity, name: string): readonly string[] =>
  originsOf(identity).map((_, index) => `${name}_${index}`);

/** These commands. */
export const rowCommands = (identity: Identity, name: string) =>
  Object.fromEntries(
    originsOf(identity).map((origin, index) => [
      `${name}_${index}`,
      command(statistics, { FILTER: { EXTERNAL_CALL_ID: origin }, SORT: 'ID', ORDER: 'ASC' }),
    ]),
  );

/** What they have found: only the row that was asked for, whatever the filter found. */
export function rowIn(
  identity: Identity,
  name: string,
  answers: Readonly<Record<string, Answer<unknown>>>,
): Answer<StatisticsRow | undefined> {
  let found: StatisticsRow | undefined;
  for (const [index, origin] of originsOf(identity).entries()) {
    const answer = answers[`${name}_${index}`] as Answer<readonly StatisticsRow[]>;
    if (answer.kind !== 'result') return answer;
    found ??= answer.result.find(({ EXTERNAL_CALL_ID }) => EXTERNAL_CALL_ID === origin);
  }
  return { kind: 'result', result: found };
}
