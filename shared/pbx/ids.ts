import { createHash } from 'node:crypto';
import type { CallId, EventId, LegId } from '../base/ids.ts';

const maxLength = 200;

/** An event's id, made of what makes it the only one of its kind. The parts can't run into each other. */
export function eventIdOf(provider: string, kind: string, ...parts: readonly (string | number)[]): EventId {
  const escaped = parts.map((part) => String(part).replace(/[%:]/g, encodeURIComponent));
  const id = [provider, kind, ...escaped].join(':');
  if (id.length <= maxLength) return id as EventId;
  return `${provider}:${kind}:sha256:${createHash('sha256').update(id).digest('hex')}` as EventId;
}

export function callIdOf(provider: string, id: string): CallId {
  return `${provider}:${id}` as CallId;
}

/** The leg of one who takes part in a call, where the PBX names people and no legs. */
export function legIdOf(...parts: readonly string[]): LegId {
  return parts.join(':') as LegId;
}
