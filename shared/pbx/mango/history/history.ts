import { clockIn } from '../../../base/time.ts';
import type { CallEvent } from '../../../calls/events.ts';
import type { Evidence } from '../../../calls/evidence.ts';
import { PbxApiError } from '../../errors.ts';
import type { PastCall, PbxHistory } from '../../history-port.ts';
import { callIdOf } from '../fields.ts';
import type { MangoApi } from './api.ts';
import { readResult, type StatContext } from './contexts.ts';
import { type MangoDirectory, mangoExtensions, mangoGroups } from './directory.ts';
import { lackingIn } from './lacking.ts';
import { tellContext } from './tell.ts';

export interface MangoHistoryParts {
  readonly api: MangoApi;
  readonly pause: (ms: number) => Promise<void>;
}

export interface MangoPastCall extends PastCall {
  readonly context: StatContext;
}

/** The most that may be asked for at once (reference B7). */
const pageSize = 5_000;
const maxPages = 20;
/** Limits (reference B6): a result may be asked for every 5 s, a statistic be ordered every 2. */
const pollMs = 5_000;
const maxPolls = 12;
const orderMs = 2_500;
/** Inferred: dates without a zone are Moscow's, as the vendor's newer manual has all times. */
const zone = 'Europe/Moscow';

/** Past calls by Mango Office's extended statistics; users and groups are asked for once, where they are needed. */
export class MangoHistory implements PbxHistory<MangoPastCall> {
  readonly #parts: MangoHistoryParts;
  #extensions: Promise<MangoDirectory['extensions']> | undefined;
  #groups: Promise<MangoDirectory['groups']> | undefined;

  constructor(parts: MangoHistoryParts) {
    this.#parts = parts;
  }

  async calls(from: number, to: number): Promise<readonly MangoPastCall[]> {
    const found: MangoPastCall[] = [];
    for (let page = 0; page < maxPages; page += 1) {
      if (page > 0) await this.#parts.pause(orderMs);
      const { contexts, entries } = await this.#page(from, to, page * pageSize);
      for (const context of contexts) {
        const { context_start_time: start, duration, entry_id } = context;
        if (start === undefined || duration === undefined) continue;
        if (start * 1_000 < from || start * 1_000 > to) continue;
        found.push({ callId: callIdOf(entry_id), endedAt: (start + duration) * 1_000, context });
      }
      if (entries < pageSize) return found;
    }
    throw new PbxApiError('stats/calls/result/', 'TOO_MANY');
  }

  async missing(
    calls: readonly { readonly call: MangoPastCall; readonly known: Evidence }[],
  ): Promise<readonly CallEvent[]> {
    const lacking = (directory: MangoDirectory) =>
      calls.flatMap(({ call, known }) => {
        const told = tellContext(call.context, directory);
        return told === undefined ? [] : lackingIn(told, known);
      });
    // That something is missing shows without knowing whose short numbers these are.
    if (lacking({ extensions: new Map(), groups: new Map() }).length === 0) return [];
    this.#groups ??= mangoGroups(this.#parts.api);
    const [extensions, groups] = await Promise.all([this.agents(), this.#groups]);
    return lacking({ extensions, groups });
  }

  agents(): Promise<MangoDirectory['extensions']> {
    this.#extensions ??= mangoExtensions(this.#parts.api);
    return this.#extensions;
  }

  async #page(from: number, to: number, offset: number) {
    const { api, pause } = this.#parts;
    const ordered = (await api.ask('stats/calls/request/', {
      start_date: dated(from),
      // A minute that has begun is asked for as a whole.
      end_date: dated(to + 60_000),
      limit: String(pageSize),
      offset: String(offset),
    })) as { readonly key?: unknown } | undefined;
    if (typeof ordered?.key !== 'string') throw new PbxApiError('stats/calls/request/', 'UNREADABLE');
    for (let poll = 1; poll <= maxPolls; poll += 1) {
      const answer = await api.ask('stats/calls/result/', { key: ordered.key });
      const result = answer === undefined ? ({ kind: 'waiting' } as const) : readResult(answer);
      if (result.kind === 'complete') return result;
      if (result.kind === 'failed') throw new PbxApiError('stats/calls/result/', result.status);
      await pause(pollMs);
    }
    throw new PbxApiError('stats/calls/result/', 'NOT_READY');
  }
}

/** `22.11.2026 12:05:00` */
function dated(at: number): string {
  const { time, date } = clockIn(at, zone);
  return `${date} ${time}:00`;
}
