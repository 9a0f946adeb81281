import { configuredNumber, type Numbering } from './channel-kind.ts';
import type { Call, Channel } from './model.ts';
import { employeeAt, originOf } from './origin.ts';
import type { Reach } from './reach.ts';

type Reaches = ReadonlyMap<string, Reach>;

/**
 * Finds out whose call it is, by its first channel: a trunk that called in is the client of an inbound call; a
 * telephone that has a trunk called makes an outbound one. Until a client shows, the call may be anything.
 */
export function findDirection(call: Call, reaches: Reaches, numbering: Numbering): void {
  if (call.direction === undefined) {
    const first = firstOf(call);
    if (first === undefined) return;
    if (first.kind === 'trunk' && first.callsIn) {
      call.direction = 'inbound';
      call.client = first.id;
      call.clientNumber = first.number;
      call.line = inboundLine(first, numbering);
      return;
    }
    const client = calledClient(call, reaches);
    if (client === undefined) return;
    call.direction = 'outbound';
    take(call, client, numbering);
  } else if (call.direction === 'outbound' && call.talkStartedAt === undefined) {
    // The first trunk refused, the next one is tried.
    const before = call.client === undefined ? undefined : call.channels[call.client];
    const client = before?.hangup === undefined ? undefined : calledClient(call, reaches);
    if (client !== undefined) take(call, client, numbering);
  }
}

/** The trunk channel through which an employee, or a command for him, has the client called. */
function calledClient(call: Call, reaches: Reaches): Channel | undefined {
  const called = parties(call).filter(
    (channel) =>
      channel.kind === 'trunk' &&
      channel.dial !== undefined &&
      employeeAt(call, channel) === undefined &&
      originOf(call, channel, reaches).kind !== 'client',
  );
  return (
    called.find(({ upAt }) => upAt !== undefined) ??
    called.findLast(({ hangup }) => hangup === undefined) ??
    called.at(-1)
  );
}

function take(call: Call, client: Channel, numbering: Numbering): void {
  call.client = client.id;
  call.clientNumber = client.dial?.number ?? call.clientNumber;
  call.line = configuredNumber(client, numbering) ?? client.shownNumber ?? client.endpoint;
}

/** The DID that was called; a line without one is known by its number in the settings, else by its name. */
function inboundLine(client: Channel, numbering: Numbering): string {
  const isNumber = client.exten !== undefined && /^\+?\d{3,}$/.test(client.exten);
  return (isNumber ? client.exten : undefined) ?? configuredNumber(client, numbering) ?? client.endpoint;
}

/** The channel with which the call began: it gave the call its id. Half of a Local channel stands for whom it rings. */
export function firstOf(call: Call): Channel | undefined {
  const first = call.channels[call.id];
  return first === undefined || first.kind === 'local' ? parties(call)[0] : first;
}

/** Telephones and trunks, in the order in which they were made: their events may come in another. */
export function parties(call: Call): readonly Channel[] {
  return Object.values(call.channels)
    .filter(({ kind }) => kind === 'trunk' || kind === 'phone')
    .sort((a, b) => serialOf(a.id) - serialOf(b.id) || a.createdAt - b.createdAt);
}

/** `pbx1-1795309584.12` is the thirteenth channel since Asterisk's start. */
const serialOf = (id: string): number => Number(id.slice(id.lastIndexOf('.') + 1)) || 0;
