import type { CallId, LegId } from '../base/ids.ts';

export function callIdOf(provider: string, id: string): CallId {
  return `${provider}:${id}` as CallId;
}

/** The leg of one who takes part in a call, where the PBX names people and no legs. */
export function legIdOf(...parts: readonly string[]): LegId {
  return parts.join(':') as LegId;
}
