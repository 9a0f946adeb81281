import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An item as it goes over the wire. */
export type WireItem = Readonly<Record<string, AttributeValue>>;

const indexes = [
  ['listPk', 'listSk'],
  ['clientPk', 'clientSk'],
] as const;

/** Bytes of an item as DynamoDB counts them: names, texts, and numbers by their digits. */
export function sizeOf(item: WireItem): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOf(value),
    0,
  );
}

function bytesOf(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/\D/g, '').length / 2) + 1;
  if (value.M !== undefined) return 3 + sizeOf(value.M) + Object.keys(value.M).length;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, one) => sum + 1 + bytesOf(one), 0);
  return 1;
}

/** What is billed for a write of the item itself: by the larger of what was there and what is there now. */
export function writeUnits(before: WireItem | undefined, after: WireItem | undefined): number {
  const largest = Math.max(...[before, after].map((item) => (item === undefined ? 0 : sizeOf(item))));
  return Math.max(1, Math.ceil(largest / 1_024));
}

/**
 * What is billed for a write in the two indexes: nothing where an entry stays as it is, one write where it comes, goes
 * or changes, two where its key changes.
 */
export function indexUnits(before: WireItem | undefined, after: WireItem | undefined): number {
  let units = 0;
  for (const keys of indexes) {
    const [old, now] = [entryOf(before, keys), entryOf(after, keys)];
    if (old === undefined && now === undefined) continue;
    if (JSON.stringify(old) === JSON.stringify(now)) continue;
    const moved = old !== undefined && now !== undefined && keys.some((key) => old[key]?.S !== now[key]?.S);
    units += moved ? writeUnits(old, undefined) + writeUnits(undefined, now) : writeUnits(old, now);
  }
  return units;
}

function entryOf(item: WireItem | undefined, keys: readonly [string, string]): WireItem | undefined {
  if (item === undefined || keys.some((key) => item[key] === undefined)) return undefined;
  return Object.fromEntries(
    ['pk', 'sk', ...keys, 'summary'].flatMap((name) => {
      const value = item[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
