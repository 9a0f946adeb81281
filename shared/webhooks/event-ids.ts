import { createHash } from 'node:crypto';
import type { EventId } from '../base/ids.ts';

const maxLength = 200;

/** An event's id, made of what makes it the only one of its kind. The parts can't run into each other. */
export function eventIdOf(provider: string, kind: string, ...parts: readonly (string | number)[]): EventId {
  const escaped = parts.map((part) => String(part).replace(/[%:]/g, encodeURIComponent));
  const id = [provider, kind, ...escaped].join(':');
  if (id.length <= maxLength) return id as EventId;
  return `${provider}:${kind}:sha256:${createHash('sha256').update(id).digest('hex')}` as EventId;
}
