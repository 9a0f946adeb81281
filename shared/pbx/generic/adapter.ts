import { createHash } from 'node:crypto';
import type { CallId, EventId } from '../../base/ids.ts';
import type { CallEvent } from '../../calls/events.ts';
import { checked, parseObject } from '../json.ts';
import type { PbxAdapter } from '../port.ts';
import { type WireEvent, wireBatchSchema, wireEventSchema } from './schema.ts';
import { verifyGeneric } from './signature.ts';

/** Our own protocol, for any PBX: docs/generic-call-events.md. */
export const generic: PbxAdapter = {
  provider: 'generic',
  route: (path) => (path === '' || path === '/events' ? 'events' : 'unknown'),
  verify: verifyGeneric,
  parse: ({ text }) => {
    const body = parseObject(text);
    return 'events' in body
      ? checked(wireBatchSchema, body, 'kind').events.map(toCallEvent)
      : [toCallEvent(checked(wireEventSchema, body, 'kind'))];
  },
};

function toCallEvent(wire: WireEvent): CallEvent {
  const { id: _, ...rest } = wire;
  const named = { id: eventIdOf(wire), callId: `generic:${wire.callId}` as CallId };
  return rest.kind === 'ended' ? { ...rest, ...named, at: rest.endedAt } : { ...rest, ...named };
}

/** The sender's own id, or one of what makes the event the only one of its kind in its call. */
function eventIdOf(wire: WireEvent): EventId {
  if (wire.id !== undefined) return idOf('event', wire.id);
  switch (wire.kind) {
    case 'leg':
      return idOf('leg', wire.callId, wire.legId, wire.seq);
    case 'ended':
      return idOf('ended', wire.callId);
    default:
      return idOf(wire.kind, wire.callId, wire.recordingId);
  }
}

/** The parts can't run into each other, and an id that grows too long is hashed. */
function idOf(kind: string, ...parts: readonly (string | number)[]): EventId {
  const escaped = parts.map((part) => String(part).replace(/[%:]/g, encodeURIComponent));
  const id = ['generic', kind, ...escaped].join(':');
  if (id.length <= 200) return id as EventId;
  return `generic:${kind}:sha256:${createHash('sha256').update(id).digest('hex')}` as EventId;
}
