import type { EventId } from '../../base/ids.ts';
import type { CallEvent } from '../../calls/events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { checked, parseObject } from '../../webhooks/json.ts';
import { callIdOf } from '../ids.ts';
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
  const named = { id: idOf(wire), callId: callIdOf('generic', wire.callId) };
  return rest.kind === 'ended' ? { ...rest, ...named, at: rest.endedAt } : { ...rest, ...named };
}

/** The sender's own id, or one of what makes the event the only one of its kind in its call. */
function idOf(wire: WireEvent): EventId {
  if (wire.id !== undefined) return eventIdOf('generic', 'event', wire.id);
  switch (wire.kind) {
    case 'leg':
      return eventIdOf('generic', 'leg', wire.callId, wire.legId, wire.seq);
    case 'ended':
      return eventIdOf('generic', 'ended', wire.callId);
    default:
      return eventIdOf('generic', wire.kind, wire.callId, wire.recordingId);
  }
}
