import * as z from 'zod/mini';
import { scalarText, whole } from '../../../webhooks/scalars.ts';
import { id } from '../fields.ts';

/**
 * Extended statistics of calls (vendor's API, 3.4.2.3): one context a call, one entry a leg, with the members of a
 * ring group beneath it. Numbers come in quotes or without; some entries are of service and lack their times.
 */
const blank = <Value>(schema: z.ZodMiniType<Value>): z.ZodMiniType<Value | undefined> =>
  z.pipe(
    z.transform((value: unknown): unknown => (value === null || value === '' ? undefined : value)),
    z.optional(schema),
  );
const seconds = blank(whole(9_999_999_999));
const text = blank(scalarText(0, 200));
const flag = z._default(z.boolean(), false);

const legFields = {
  call_type: text,
  call_abonent_id: text,
  /** Not in the manual; some accounts have it. */
  call_abonent_extension: text,
  call_abonent_number: text,
  call_start_time: seconds,
  call_answer_time: seconds,
  call_end_time: seconds,
  call_end_reason: blank(whole(99_999)),
  recording_id: z._default(z.array(id), () => []),
  /** Inferred: the `call_id` of the leg's events. Both are described with the same words. */
  external_call_id: blank(id),
  BlindTransfer: flag,
  ConsultTransfer: flag,
};
const member = z.object(legFields);
const leg = z.object({ ...legFields, members: z._default(z.array(member), () => []) });

const context = z.object({
  entry_id: id,
  /** 1 inbound, 2 outbound, 3 internal. */
  context_type: whole(3),
  caller_id: text,
  caller_number: text,
  called_number: text,
  context_start_time: seconds,
  duration: seconds,
  talk_duration: seconds,
  /** 4 to 6: ordered by a command, the employee is rung first. */
  context_init_type: blank(whole(99)),
  context_calls: z._default(z.array(leg), () => []),
});

export type StatMember = z.infer<typeof member>;
export type StatLeg = z.infer<typeof leg>;
export type StatContext = z.infer<typeof context>;

const result = z.object({
  status: z.string(),
  data: z._default(z.array(z.object({ list: z._default(z.array(z.unknown()), () => []) })), () => []),
});

export type StatResult =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly status: string }
  /** `entries` counts those too that are not of this form. */
  | { readonly kind: 'complete'; readonly contexts: readonly StatContext[]; readonly entries: number };

/** @param answer of `stats/calls/result/`. */
export function readResult(answer: unknown): StatResult {
  const read = z.safeParse(result, answer);
  if (!read.success) return { kind: 'failed', status: 'UNREADABLE' };
  const { status, data } = read.data;
  if (status === 'request' || status === 'work') return { kind: 'waiting' };
  if (status !== 'complete') return { kind: 'failed', status };
  const entries = data.flatMap(({ list }) => list);
  const contexts = entries.flatMap((entry) => {
    const one = z.safeParse(context, entry);
    return one.success ? [one.data] : [];
  });
  return { kind: 'complete', contexts, entries: entries.length };
}
