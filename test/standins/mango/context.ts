import type { MangoWebhook } from '../../../infra/local/demo/mango-pbx.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Side {
  readonly extension?: string;
  readonly number?: string;
  readonly acd_group?: string;
}

interface CallPayload {
  readonly call_id: string;
  readonly timestamp: number;
  readonly call_state: string;
  readonly location: string;
  readonly disconnect_reason?: number;
  readonly transfer?: string;
  readonly from: Side;
  readonly to: Side;
}

interface SummaryPayload {
  readonly entry_id: string;
  readonly call_direction: 0 | 1 | 2;
  readonly from: Side;
  readonly to: Side;
  readonly line_number?: string;
  readonly create_time: number;
  readonly end_time: number;
  readonly talk_time: number;
}

interface Leg {
  readonly callId: string;
  readonly extension: string;
  readonly number: unknown;
  readonly group?: string;
  readonly startedAt: number;
  answeredAt?: number;
  endedAt?: number;
  reason?: number;
  transfer?: unknown;
}

/** Ids by which statistics name users and groups; they are not short numbers. */
export const userIdOf = (extension: string): number => 300_000_000 + Number(extension);
export const groupIdOf = (extension: string): number => 7_000 + Number(extension);

/** A call as the statistics tell it, made of what its webhooks told. @throws TypeError without its summary. */
export function contextOf(webhooks: readonly MangoWebhook[]): Fields {
  const payloads = <Payload>(path: string) =>
    webhooks.filter((one) => one.path === path).map(({ payload }) => payload as Payload);
  const [summary] = payloads<SummaryPayload>('/events/summary');
  if (summary === undefined) throw new TypeError('a call without a summary');
  const { entry_id, call_direction, from, to, line_number, create_time, end_time, talk_time } = summary;
  const type = { 0: 3, 1: 1, 2: 2 }[call_direction];
  const legs = new Map<string, Leg>();
  for (const event of payloads<CallPayload>('/events/call')) read(event, type === 1, legs);
  const recordings = payloads<{ readonly recording_id: string }>('/events/record/added').map(
    ({ recording_id }) => recording_id,
  );
  const all = [...legs.values()];
  const answered = all.find(({ answeredAt }) => answeredAt !== undefined);
  const shown = all.map((leg) => ({ leg, entry: entryOf(leg, leg === answered ? recordings : []) }));
  const groups = Map.groupBy(
    shown.filter(({ leg }) => leg.group !== undefined),
    ({ leg }) => leg.group ?? '',
  );
  const { extension, number } = from;
  return {
    entry_id,
    context_type: type,
    context_status: talk_time > 0 ? 1 : 0,
    caller_id: extension === undefined ? null : userIdOf(extension),
    caller_name: '',
    caller_number: number ?? null,
    called_number: type === 1 ? line_number : (to.number ?? null),
    context_start_time: create_time,
    duration: end_time - create_time,
    talk_duration: talk_time > 0 ? end_time - talk_time : 0,
    context_init_type: '0',
    recall_status: 2,
    context_calls: [
      ...shown.filter(({ leg }) => leg.group === undefined).map(({ entry }) => ({ ...entry, members: [] })),
      ...[...groups].map(([group, members]) => ({
        call_type: 'group',
        call_abonent_id: groupIdOf(group),
        call_start_time: Math.min(...members.map(({ leg }) => leg.startedAt)),
        // Of service: without an answer of its own.
        call_answer_time: null,
        call_end_time: null,
        recording_id: [],
        external_call_id: null,
        members: members.map(({ entry }) => entry),
      })),
    ],
  };
}

function read(event: CallPayload, isInbound: boolean, legs: Map<string, Leg>): void {
  const { call_id, timestamp, call_state, location, disconnect_reason, from, to } = event;
  if (location !== 'abonent') return;
  const isCalled = isInbound || to.extension !== undefined;
  const leg: Leg = legs.get(call_id) ?? {
    callId: call_id,
    extension: (isCalled ? to.extension : from.extension) ?? '',
    number: isCalled ? to.number : null,
    ...(to.acd_group === undefined ? {} : { group: to.acd_group }),
    startedAt: timestamp,
  };
  if (event.transfer !== undefined) leg.transfer = event.transfer;
  if (call_state === 'Connected') leg.answeredAt ??= timestamp;
  if (call_state === 'Disconnected') {
    leg.endedAt = timestamp;
    if (disconnect_reason !== undefined) leg.reason = disconnect_reason;
  }
  legs.set(call_id, leg);
}

function entryOf(leg: Leg, recordings: readonly unknown[]): Fields {
  return {
    call_type: 'user',
    call_abonent_id: userIdOf(leg.extension),
    call_abonent_info: '',
    call_abonent_number: leg.number ?? null,
    call_start_time: leg.startedAt,
    call_answer_time: leg.answeredAt ?? null,
    call_end_time: leg.endedAt ?? null,
    call_end_reason: leg.reason ?? null,
    hold_duration: null,
    recording_id: recordings,
    external_call_id: leg.callId,
    BlindTransfer: leg.transfer === 'blind',
    ConsultTransfer: leg.transfer === 'consultative',
  };
}
