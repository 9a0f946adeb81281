import type { CallId } from '../../../../shared/base/ids.ts';
import type { CallEnded, EndCause, Endpoint } from '../../../../shared/calls/events.ts';
import { talkEndCause, unreachedCause } from './causes.ts';
import { firstOf } from './direction.ts';
import { sayEmployeeLegs } from './employee-legs.ts';
import type { Call, RelayedEnd, SaidLeg } from './model.ts';
import { clientEnd, say } from './say.ts';
import type { View } from './view.ts';

/** When the client is gone, employees who go on talking among themselves are no part of his call any more. */
const lingerMs = 2_000;

/** Nobody is in the call any more, or nobody who matters. */
export function isFinished({ call, client, now }: View): boolean {
  const alive = Object.values(call.channels).filter(({ hangup }) => hangup === undefined);
  if (alive.length === 0) return true;
  const leftAt = client?.hangup?.at;
  if (leftAt === undefined) return false;
  // One whom nobody reached may be called again by the next trunk.
  if (call.direction === 'outbound' && call.talkStartedAt === undefined) return false;
  if (now - leftAt >= lingerMs) return true;
  call.lookAgainAt = leftAt + lingerMs;
  return false;
}

/** Says the end of legs that are still open, and of the call. Nothing for what was no call to anybody. */
export function sayEnd(view: View): RelayedEnd | undefined {
  const { call, client, now } = view;
  if (call.direction === undefined) {
    call.clientNumber = numberInVain(call);
    call.direction = call.clientNumber === undefined ? 'internal' : 'outbound';
    if (call.direction === 'outbound') sayEmployeeLegs(view);
  }
  call.isOver = true;
  call.overAt = now;
  const endedAt = client?.hangup?.at ?? lastHangup(call) ?? now;
  for (const leg of Object.values(call.legs)) {
    if (leg.state === 'ended') continue;
    say(call, leg.id, { ...leg, state: 'ended', at: Math.max(endedAt, leg.at), cause: 'normal' });
  }
  sayUnreachable(view);
  const legs = Object.values(call.legs);
  if (call.direction === 'internal' && legs.length === 0) return undefined;
  const talkStartedAt = call.talkStartedAt ?? (call.direction === 'internal' ? talkAmong(call) : undefined);
  const cause = causeOf(view, legs);
  return {
    kind: 'ended',
    callId: call.id as CallId,
    direction: call.direction,
    ...endsOf(view, legs),
    ...(call.line === undefined ? {} : { line: call.line }),
    startedAt: call.startedAt,
    ...(talkStartedAt === undefined ? {} : { talkStartedAt }),
    endedAt: Math.max(endedAt, call.startedAt, ...legs.map(({ at }) => at)),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Whom a command was to have called, when the employee it rang first did not answer. */
function numberInVain(call: Call): string | undefined {
  const first = firstOf(call);
  return first?.kind === 'phone' && first.dial?.by === undefined ? first.dial?.number : undefined;
}

/** Telephones that were to ring and couldn't be reached are said only where nothing rang at all. */
function sayUnreachable({ call, client, now }: View): void {
  if (call.direction !== 'inbound' || client === undefined || Object.keys(call.legs).length > 0) return;
  const wanted = new Set(Object.values(call.channels).flatMap((channel) => channel.wanted ?? []));
  for (const extension of wanted) {
    const at = client.hangup?.at ?? now;
    say(
      call,
      `${client.id}/${extension}`,
      {
        state: 'ended',
        place: 'employee',
        from: clientEnd(call),
        to: { extension },
        at,
        cause: 'unavailable',
      },
      extension,
    );
  }
}

const lastHangup = (call: Call): number | undefined => {
  const times = Object.values(call.channels).flatMap(({ hangup }) =>
    hangup === undefined ? [] : [hangup.at],
  );
  return times.length === 0 ? undefined : Math.max(...times);
};

/** Of an internal call: since when two employees talked. */
const talkAmong = (call: Call): number | undefined =>
  call.unsaid.find((event) => event.state === 'talking')?.at;

function endsOf({ call }: View, legs: readonly SaidLeg[]): Pick<CallEnded, 'from' | 'to'> {
  const employees = legs
    .filter(({ extension }) => extension !== undefined)
    .sort((a, b) => a.startedAt - b.startedAt);
  const firstMet = employees
    .filter(({ metAt }) => metAt !== undefined)
    .sort((a, b) => (a.metAt ?? 0) - (b.metAt ?? 0))[0];
  const first = firstMet ?? employees[0];
  if (call.direction === 'internal') return { from: first?.from ?? {}, to: first?.to ?? {} };
  const employee: Endpoint = first?.extension === undefined ? {} : { extension: first.extension };
  if (call.direction === 'outbound') return { from: employee, to: clientEnd(call) };
  const queue = legs.find(({ place }) => place === 'queue')?.to;
  return { from: clientEnd(call), to: first === undefined ? (queue ?? {}) : employee };
}

function causeOf({ call, client }: View, legs: readonly SaidLeg[]): EndCause | undefined {
  const last = [...legs].sort((a, b) => a.at - b.at || (a.metAt ?? 0) - (b.metAt ?? 0)).at(-1);
  if (call.direction === 'internal') return last?.cause;
  if (call.talkStartedAt !== undefined) {
    const met = legs
      .filter(({ metAt }) => metAt !== undefined)
      .sort((a, b) => (a.lastMetAt ?? 0) - (b.lastMetAt ?? 0))
      .at(-1);
    const employee = met === undefined ? undefined : call.channels[met.id];
    return employee === undefined ? met?.cause : talkEndCause(call, employee);
  }
  if (call.direction === 'outbound') return unreachedCause(client);
  if (last === undefined) return client?.upAt === undefined ? 'unavailable' : 'normal';
  return client?.hangupRequestedAt === undefined ? last.cause : 'callerHungUp';
}
