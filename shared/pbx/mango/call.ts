import * as z from 'zod/mini';
import { defined } from '../../base/defined.ts';
import type { Endpoint, LegEvent, TransferKind } from '../../calls/events.ts';
import { checked } from '../../webhooks/json.ts';
import { whole } from '../../webhooks/scalars.ts';
import { causeOf } from './codes.ts';
import { callIdOf, eventIdOf, id, instant, legIdOf, text, tidy } from './fields.ts';

const states = {
  Appeared: 'ringing',
  Connected: 'talking',
  OnHold: 'held',
  Disconnected: 'ended',
} as const;

const transfers: ReadonlyMap<string | undefined, TransferKind> = new Map([
  ['consultative', 'attended'],
  ['blind', 'blind'],
  ['return_blind', 'returned'],
]);

const flag = z.optional(z.unknown());
const side = {
  extension: z.optional(text),
  number: z.optional(text),
  line_number: z.optional(text),
  was_transferred: flag,
  // So spelled in the vendor's first edition.
  was_transfered: flag,
};

const callSchema = z.object({
  entry_id: id,
  call_id: id,
  timestamp: instant,
  seq: whole(1_000_000),
  call_state: z.enum(['Appeared', 'Connected', 'OnHold', 'Disconnected']),
  location: z.optional(text),
  // So misspelled in the vendor's own examples.
  locaton: z.optional(text),
  from: z._default(z.object({ ...side, taken_from_call_id: z.optional(id) }), () => ({})),
  to: z._default(z.object({ ...side, acd_group: z.optional(text) }), () => ({})),
  disconnect_reason: z.optional(whole(99_999)),
  transfer: z.optional(text),
  command_id: z.optional(text),
  task_id: z.optional(text),
  callback_initiator: z.optional(text),
});
type Call = z.infer<typeof callSchema>;

/** `/events/call`: one state of one leg. */
export function parseCall(payload: object): LegEvent {
  const call = checked(callSchema, tidy(payload), 'call_state');
  return {
    id: eventIdOf('call', call.call_id, call.seq),
    callId: callIdOf(call.entry_id),
    at: call.timestamp,
    kind: 'leg',
    legId: legIdOf(call.call_id),
    seq: call.seq,
    state: states[call.call_state],
    place: placeOf(call),
    from: endpointOf(call.from),
    to: isForwarded(call) ? employeeAt(call.to) : endpointOf(call.to),
    ...defined({
      line: call.to.line_number ?? call.from.line_number,
      group: call.to.acd_group,
      takenFrom:
        call.from.taken_from_call_id === undefined ? undefined : legIdOf(call.from.taken_from_call_id),
      transfer: transfers.get(call.transfer),
      startedByCommand: startedByCommand(call) ? true : undefined,
      cause: legCauseOf(call),
    }),
  };
}

export function endpointOf(side: {
  readonly extension?: string | undefined;
  readonly number?: string | undefined;
}): Endpoint {
  return defined({ extension: side.extension, number: side.number });
}

/** An end that is somebody of the company: on a telephone without an extension its number stands for one. */
export function employeeAt(side: Parameters<typeof endpointOf>[0]): Endpoint {
  return endpointOf({ ...side, extension: side.extension ?? side.number });
}

/** The client's call rings at an employee's place; a call that was made by command rings the client as well. */
function isForwarded(call: Call): boolean {
  return placeOf(call) === 'employee' && call.from.extension === undefined && !startedByCommand(call);
}

/** Where no known place is given, an employee's number on either side says that the leg is an employee's. */
function placeOf(call: Call): LegEvent['place'] {
  const location = call.location ?? call.locaton;
  if (location === 'abonent') return 'employee';
  if (location === 'queue') return 'queue';
  if (location?.startsWith('ivr')) return 'ivr';
  return call.to.extension !== undefined || call.from.extension !== undefined ? 'employee' : 'ivr';
}

/**
 * The PBX called on command. A command with an earlier leg only moves a call that is there. The initiator's name is
 * not looked at: its letters C are Cyrillic in part of the vendor's manual.
 */
function startedByCommand(call: Call): boolean {
  if (call.callback_initiator !== undefined || call.task_id !== undefined) return true;
  return call.command_id !== undefined && call.from.taken_from_call_id === undefined;
}

/** The reason counts at the end only: some accounts send one with `Appeared`. */
function legCauseOf(call: Call): LegEvent['cause'] {
  if (call.call_state !== 'Disconnected') return undefined;
  const cause = call.disconnect_reason === undefined ? undefined : causeOf(call.disconnect_reason);
  if (cause === 'answeredElsewhere') return cause;
  return wasTransferred(call.from) || wasTransferred(call.to) ? 'transferred' : cause;
}

function wasTransferred(side: { readonly was_transferred?: unknown; readonly was_transfered?: unknown }) {
  return [side.was_transferred, side.was_transfered].some((value) =>
    ['true', '1'].includes(String(value).toLowerCase()),
  );
}
