import type { CallEvent } from '../../../shared/calls/events.ts';
import type { CallState } from '../../../shared/calls/state.ts';
import { CallStore } from '../../../shared/platform/stores/call-store.ts';
import type { Table } from '../../../shared/platform/table.ts';
import { facts, type Story, type Town, tell } from '../../calls/story.ts';

const dayMs = 24 * 60 * 60 * 1_000;

/** Files calls as the processor does, on the day of the stories (2026-11-20) or some days before it. */
export class Journal {
  readonly #store: CallStore;

  constructor(table: Table) {
    this.#store = new CallStore(table, { country: 'RU', timeZone: 'Europe/Moscow' });
  }

  async file(story: Story, options: { town?: Town; daysBefore?: number } = {}): Promise<CallState> {
    const shiftMs = (options.daysBefore ?? 0) * dayMs;
    const town = facts(options.town);
    const events = story.events.map((event) => moved(event, shiftMs));
    const { state } = tell(events, { ...town, now: town.now - shiftMs });
    await this.#store.save(state.id, { version: 1, state, outbox: [] });
    return state;
  }
}

function moved(event: CallEvent, shiftMs: number): CallEvent {
  const at = event.at - shiftMs;
  if (event.kind !== 'ended') return { ...event, at };
  const { talkStartedAt } = event;
  return {
    ...event,
    at,
    startedAt: event.startedAt - shiftMs,
    endedAt: event.endedAt - shiftMs,
    ...(talkStartedAt === undefined ? {} : { talkStartedAt: talkStartedAt - shiftMs }),
  };
}
