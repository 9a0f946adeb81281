/** Time as the portal writes it, in its own zone: `2026-08-21T10:15:00+03:00`. */
export function iso(epochMs: number, zoneMinutes: number): string {
  const local = new Date(epochMs + zoneMinutes * 60_000).toISOString().slice(0, 19);
  const sign = zoneMinutes < 0 ? '-' : '+';
  const minutes = Math.abs(zoneMinutes);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${local}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const withZone = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** Epoch milliseconds of a date with its zone; `undefined` for anything else. */
export function parseIso(value: string): number | undefined {
  const at = withZone.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
