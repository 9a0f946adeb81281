import type { CountryCode } from 'libphonenumber-js/min';
import type { CallId } from '../../base/ids.ts';
import { dayIn } from '../../base/time.ts';
import { isSuppressed } from '../../calls/lists.ts';
import { type CallState, type Suppression, suppressions } from '../../calls/state.ts';
import { type CallSummary, summaryOf } from '../../calls/summary.ts';
import type { AggregateStore, Saved } from '../runner/aggregate.ts';
import type { Item, Table } from '../table.ts';
import { type PackedCall, packCall, unpackCall } from './call-packing.ts';
import { DamagedItemError, documentOf, versionOf } from './documents.ts';

export interface CallPage {
  readonly calls: readonly CallSummary[];
  /** Where the next page begins; absent on the last one. */
  readonly cursor?: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

export interface CallListRequest extends PageRequest {
  /** Only calls that began up to then (epoch milliseconds). */
  readonly startedUntil?: number;
}

/** Calls as items: state and outbox packed in one, found again by day (tenant's time zone) and by the client's number. */
export class CallStore implements AggregateStore<CallState> {
  readonly #table: Table;
  readonly #tenant: { readonly country: CountryCode; readonly timeZone: string };

  constructor(table: Table, tenant: { readonly country: CountryCode; readonly timeZone: string }) {
    this.#table = table;
    this.#tenant = tenant;
  }

  async load(id: string): Promise<Saved<CallState> | undefined> {
    const item = await this.#table.get(keyOf(id), { consistent: true });
    if (item === undefined) return undefined;
    return { version: versionOf(item), ...unpacked(item) };
  }

  async save(id: string, { version, state, outbox }: Saved<CallState>): Promise<void> {
    const summary = summaryOf(state, this.#tenant.country);
    const place = `${new Date(summary.startedAt).toISOString()}#${id}`;
    const day = dayIn(summary.startedAt, this.#tenant.timeZone);
    const { notCaptured } = summary;
    const item: Item = {
      ...keyOf(id),
      version,
      call: packCall({ state, outbox }),
      ...listOf(notCaptured, day, place, id),
      ...(summary.client === undefined ? {} : { clientPk: clientKey(summary.client), clientSk: place }),
      summary: JSON.stringify(summary),
    };
    await this.#table.put(item, version === 1 ? 'isNew' : { version: version - 1 });
  }

  async get(callId: CallId): Promise<CallState | undefined> {
    return (await this.load(callId))?.state;
  }

  /** Those of them that exist, in the order of the ids. */
  async getMany(ids: readonly CallId[]): Promise<readonly CallState[]> {
    if (ids.length === 0) return [];
    const items = await this.#table.getMany(ids.map(keyOf));
    const states = new Map(items.map((item) => [item.pk, unpacked(item).state]));
    return ids.flatMap((id) => states.get(keyOf(id).pk) ?? []);
  }

  /** The calls that began on a day (`2026-11-22`), the latest first. @throws BadCursorError */
  async listByDay(day: string, request: CallListRequest): Promise<CallPage> {
    const { startedUntil } = request;
    return this.#list({
      index: 'lists' as const,
      pk: dayKey(day),
      // Instants sort as their text does; `$` comes after the `#` that follows them in a key.
      ...(startedUntil === undefined
        ? {}
        : { between: ['0', `${new Date(startedUntil).toISOString()}$`] as const }),
      ...request,
    });
  }

  /**
   * The calls of one client, the latest first, by E.164 or by the number as it came where it is no phone.
   *
   * @throws BadCursorError
   */
  async listByClient(number: string, request: PageRequest): Promise<CallPage> {
    return this.#list({ index: 'clients' as const, pk: clientKey(number), ...request });
  }

  /** D-22: the calls that fit none of our companies and wait to be given to one, the latest first. @throws BadCursorError */
  async listUnassigned(request: PageRequest): Promise<CallPage> {
    return this.#list({ index: 'lists' as const, pk: unassignedKey, ...request });
  }

  /** D-20: how many calls of a day were suppressed, for each reason. */
  async countSuppressed(day: string): Promise<Readonly<Record<Suppression, number>>> {
    const counts = await Promise.all(
      suppressions.map(async (reason) => {
        const query = { index: 'lists' as const, pk: suppressedKey(day), prefix: `${reason}#` };
        return [reason, await this.#table.count(query)] as const;
      }),
    );
    return Object.fromEntries(counts) as Record<Suppression, number>;
  }

  async #list(query: Parameters<Table['query']>[0]): Promise<CallPage> {
    const { items, cursor } = await this.#table.query({ ...query, descending: true });
    return {
      calls: items.map((item) => documentOf<CallSummary>(item, 'summary')),
      ...(cursor === undefined ? {} : { cursor }),
    };
  }
}

/** A call is in the list of its day; but D-20: a suppressed one is counted only, and D-22: an unassigned one waits. */
function listOf(notCaptured: CallSummary['notCaptured'], day: string, place: string, id: string) {
  if (isSuppressed(notCaptured)) return { listPk: suppressedKey(day), listSk: `${notCaptured}#${id}` };
  return { listPk: notCaptured === 'unassigned' ? unassignedKey : dayKey(day), listSk: place };
}

/** @throws DamagedItemError */
function unpacked(item: Item): PackedCall {
  if (!(item.call instanceof Uint8Array)) throw new DamagedItemError(item, 'call');
  try {
    return unpackCall(item.call);
  } catch (cause) {
    throw Object.assign(new DamagedItemError(item, 'call'), { cause });
  }
}

const keyOf = (id: string) => ({ pk: `CALL#${id}`, sk: 'STATE' });
const suppressedKey = (day: string): string => `SUPPRESSED#${day}`;
const unassignedKey = 'UNASSIGNED';
const dayKey = (day: string): string => `DAY#${day}`;
const clientKey = (number: string): string => `CLIENT#${number}`;
