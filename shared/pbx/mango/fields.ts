import * as z from 'zod/mini';
import type { CallId, EventId, LegId } from '../../base/ids.ts';
import { printable } from '../../webhooks/printable.ts';
import { scalar, scalarText, whole } from '../../webhooks/scalars.ts';

/**
 * Mango Office's fields as they really come: numbers as strings and the other way round, an empty string or null
 * for "none". Fields we don't use are not looked at; the vendor adds new ones.
 */

/** Text, or a number where the vendor documents one: extensions, phones. */
export const text = scalarText(0, 200);

/** Opaque ids, at most 128 bytes by the vendor's word; kept as they are. */
export const id = z.pipe(z.pipe(scalar, z.transform(String)), printable(1, 160));

/** Seconds since the epoch (never shifted by a time zone, whatever the editions say) as milliseconds. */
export const instant = z.pipe(
  whole(9_999_999_999),
  z.transform((seconds) => seconds * 1000),
);

/**
 * A payload, and its two sides, without the fields that say "none". An empty group is no such field: it is a group
 * without a number. An empty array is how PHP writes an empty object.
 */
export function tidy(payload: object): object {
  const fields = withoutBlanks(payload);
  for (const side of ['from', 'to'] as const) {
    const value = fields[side];
    if (typeof value === 'object' && !Array.isArray(value)) fields[side] = withoutBlanks(value as object);
  }
  return fields;
}

function withoutBlanks(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name, value]) => !isBlank(name, value)));
}

function isBlank(name: string, value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '' && name !== 'acd_group';
  return value === null || (Array.isArray(value) && value.length === 0);
}

export function callIdOf(entryId: string): CallId {
  return `mango:${entryId}` as CallId;
}

export function legIdOf(callId: string): LegId {
  return callId as LegId;
}

/** Deterministic ids of the vendor's own keys of idempotency; with ids of 160 they stay within 200 characters. */
export function eventIdOf(kind: string, ...parts: readonly (string | number)[]): EventId {
  return ['mango', kind, ...parts].join(':') as EventId;
}
