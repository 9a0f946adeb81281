import type { CallFacts } from '../../calls/facts.ts';
import { isReplayable, type Replay, type ReplayFacts, replay } from '../../calls/replay/replay.ts';
import type { CallState } from '../../calls/state.ts';
import type { CallPage, CallStore } from '../../platform/stores/call-store.ts';
import { CallFactsLoader } from '../../platform/stores/facts.ts';
import type { SettingsSource } from '../../platform/stores/settings-snapshot.ts';
import { daysBetween } from '../days.ts';
import { dayBefore, encoded, type Position, positionOf } from '../journal/day-cursor.ts';
import { type DraftParts, draftedSettings, savedSettings } from './draft.ts';
import { maxReplayDays, type ReplayRequest } from './replay-schemas.ts';

export interface ReplayParts extends DraftParts {
  readonly calls: CallStore;
}

export interface ReplayPage extends Replay {
  readonly cursor?: string;
}

/** Days without calls cost a read each; after this many the page ends as it is, with a cursor for the rest. */
const maxReads = 40;
/** Calls whose facts are read side by side. */
const atOnce = 10;

/**
 * A page of past calls, decided again.
 *
 * @throws BadRequestError, BadCursorError, SettingsRefusedError, SettingsMissingError
 */
export async function replayCalls(parts: ReplayParts, request: ReplayRequest): Promise<ReplayPage> {
  const { from, to, draft = {} } = request;
  daysBetween(from, to, maxReplayDays);
  const saved = savedSettings(parts);
  const isDraft = draft.calls !== undefined || draft.trunks !== undefined;
  const drafted = isDraft ? await draftedSettings(parts, draft) : saved;
  const { states, cursor } = await readPage(parts.calls, request);
  const facts = new Map<CallState, ReplayFacts>();
  const replayable = states.filter(isReplayable);
  for (let start = 0; start < replayable.length; start += atOnce) {
    await Promise.all(
      replayable.slice(start, start + atOnce).map(async (state) => {
        const known = await factsFor(state, parts, saved);
        const foreseen = isDraft ? await factsFor(state, parts, drafted) : known;
        facts.set(state, { saved: known, draft: foreseen });
      }),
    );
  }
  const factsOf = (state: CallState): ReplayFacts => {
    const known = facts.get(state);
    if (known === undefined) throw new TypeError(`no facts were read for ${state.id}`);
    return known;
  };
  return { ...replay(states, factsOf), ...(cursor === undefined ? {} : { cursor }) };
}

async function readPage(
  calls: CallStore,
  { from, to, limit, cursor }: ReplayRequest,
): Promise<{ readonly states: readonly CallState[]; readonly cursor?: string }> {
  const days = { first: from, last: to };
  const found: CallPage['calls'][number][] = [];
  let position: Position | undefined = positionOf(cursor, days);
  for (let read = 0; read < maxReads && position !== undefined && found.length < limit; read += 1) {
    const { day, ...place }: Position = position;
    const page = await calls.listByDay(day, { ...place, limit: limit - found.length });
    found.push(...page.calls);
    position = page.cursor === undefined ? dayBefore(day, from) : { day, cursor: page.cursor };
  }
  const states = await calls.getMany(found.map(({ callId }) => callId));
  return { states, ...(position === undefined ? {} : { cursor: encoded(position) }) };
}

/** What the processor would read if the call were to be decided at the moment at which it was, by these settings. */
async function factsFor(
  { decision, ...state }: CallState,
  { table, tenant }: ReplayParts,
  settings: SettingsSource,
): Promise<CallFacts> {
  const clock = () => decision?.at ?? 0;
  const loader = new CallFactsLoader({ table, tenant, clock, settings });
  const phone = decision?.client?.phone;
  const timer = {
    kind: 'settle' as const,
    callId: state.id,
    number: state.settlements,
    hints: {
      ...(phone === undefined ? {} : { phone }),
      extensions: (decision?.participants ?? []).map(({ extension }) => extension),
      employeeIds: [],
    },
  };
  return loader.load([timer], Promise.resolve(state));
}
