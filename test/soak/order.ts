import { isDeepStrictEqual } from 'node:util';
import { callSettings } from '../../infra/local/demo/company.ts';
import { type CallInput, decideCall } from '../../shared/calls/decide.ts';
import type { CallEvent } from '../../shared/calls/events.ts';
import type { CallFacts } from '../../shared/calls/facts.ts';
import type { CallState } from '../../shared/calls/state.ts';
import type { CrmWrite } from '../../shared/effects/crm-write.ts';
import { mango } from '../../shared/pbx/mango/adapter.ts';
import { employee, facts, unmapped } from '../calls/story.ts';
import { catchesAll, colleagues, lastInLine, ourLines, outsiders } from './cast.ts';
import { makeCall } from './plan.ts';
import type { Promised } from './promise.ts';
import { Random } from './random.ts';

/**
 * Each event arrives at a moment of its own, up to ten minutes after its time, and timers fire at theirs, on a virtual
 * clock. In process: the PBX's adapter and the Call's decision, no queue and no table; the soak has those.
 */
const figures = { short: { seeds: 5, calls: 100 }, full: { seeds: 1_000, calls: 200 } };
const latestMs = 10 * 60 * 1_000;
/** The waits for late events, in seconds: what a tenant has who set none, and the longest that can be set. */
const defaultWaits = { quietSeconds: 3, missingSeconds: 30 };
const longWaits = { quietSeconds: 900, missingSeconds: 900 };
/** What comes later than the waits last can't be counted on; a few seeds say how much that is. */
const seedsBeyondTheWaits = 20;

export const orderDoesNotMatter: Promised = {
  id: 'R3',
  asked: '1,000 seeds × 200 calls, events shuffled within 10 minutes: 0 differ from the same calls in order',
  async run(scale) {
    const { seeds, calls } = figures[scale];
    const [byDefault, patient] = [factsWith(defaultWaits), factsWith(longWaits)];
    const different = { late: 0, atOnce: 0, tooLate: 0 };
    for (let seed = 1; seed <= seeds; seed += 1) {
      const random = new Random(seed);
      for (let index = 0; index < calls; index += 1) {
        const events = callEvents(random, `order-${seed}-${index}`);
        const inOrder = events.map((event) => ({ event, at: event.at }));
        const late = events.map((event) => ({ event, at: event.at + random.next() * latestMs }));
        const end = Math.max(...events.map(({ at }) => at));
        const atOnce = random.shuffled(events).map((event) => ({ event, at: end }));
        if (!isDeepStrictEqual(play(late, patient), play(inOrder, patient))) different.late += 1;
        const right = play(inOrder, byDefault);
        if (!isDeepStrictEqual(play(atOnce, byDefault), right)) different.atOnce += 1;
        if (seed <= seedsBeyondTheWaits && !isDeepStrictEqual(play(late, byDefault), right))
          different.tooLate += 1;
      }
    }
    const tooLate = (different.tooLate / (Math.min(seeds, seedsBeyondTheWaits) * calls)) * 100;
    return {
      measured: [
        `${seeds} seeds × ${calls} calls: ${different.late} differ where each event is up to 10 minutes late and the waits for late events are set to 15`,
        `${different.atOnce} differ in any order with the default waits`,
        `(10 minutes late with the default waits of 3 and 30 s: ${tooLate.toFixed(0)}% are decided before all is known)`,
      ].join('; '),
      holds: different.late === 0 && different.atOnce === 0,
    };
  },
};

function factsWith(lateEvents: CallFacts['settings']['lateEvents']): CallFacts {
  const employees = [
    ...colleagues.map(({ id, extension }) => employee(id, extension)),
    ...outsiders.map((extension) => unmapped(`outsider-${extension}`, extension)),
  ];
  const captureUnmappedCalls = { enabled: true, catchAllEmployeeId: catchesAll };
  return facts({
    employees,
    settings: { ...callSettings, defaultResponsible: lastInLine, captureUnmappedCalls, lateEvents },
    trunks: ourLines.map(({ number, responsible }) => ({
      number: `+${number}`,
      ...(responsible === undefined ? {} : { trunkResponsible: responsible }),
    })),
  });
}

function callEvents(random: Random, name: string): readonly CallEvent[] {
  const { webhooks } = makeCall({
    name,
    startedAt: Date.UTC(2026, 10, 20, 9) / 1_000 + random.below(600),
    caller: { phone: `+7917${String(1_000_000 + random.below(8_000_000))}` },
    random,
  });
  return webhooks.flatMap(({ path, payload }) => mango.parse({ path, text: JSON.stringify(payload) }));
}

interface Arrival {
  readonly at: number;
  readonly event: CallInput;
}

/** What the CRM would hold: what is written by kind and key, with recordings where they end up. */
function play(events: readonly Arrival[], town: CallFacts): unknown {
  const agenda: Arrival[] = [...events];
  const written = new Map<string, unknown>();
  let state: CallState | undefined;
  for (;;) {
    const next = takeFirst(agenda);
    if (next === undefined) break;
    const outcome = decideCall(state, [next.event], { ...town, now: next.at });
    state = outcome.state;
    for (const effect of outcome.effects) {
      if (effect.kind === 'timer') agenda.push({ at: effect.fireAt, event: effect.timer });
      else if (effect.kind === 'crm') for (const write of effect.writes) keep(write, written);
    }
  }
  return { written, known: state?.evidence.map(({ id }) => id) };
}

/** The earliest; of several at one moment the one that was there first. */
function takeFirst(agenda: Arrival[]): Arrival | undefined {
  let first = 0;
  for (let place = 1; place < agenda.length; place += 1) {
    if ((agenda[place]?.at ?? 0) < (agenda[first]?.at ?? 0)) first = place;
  }
  return agenda.splice(first, 1)[0];
}

/** A recording is with its call, whether it was there in time or was attached later. */
function keep(write: CrmWrite, written: Map<string, unknown>): void {
  if (write.kind !== 'recordCall') {
    if (write.kind === 'attachRecording') written.set(`${write.callKey} ${write.recordingId}`, true);
    else written.set(`${write.kind} ${write.key}`, write);
    return;
  }
  const { recordingIds, ...record } = write;
  written.set(`recordCall ${write.key}`, record);
  for (const recordingId of recordingIds) written.set(`${write.key} ${recordingId}`, true);
}
