/** A map as PHP writes it in JSON: `[]` when empty, a list when its keys are 0, 1, 2, …, else an object. */
export function phpMap(entries: ReadonlyMap<string, unknown>): unknown {
  const keys = [...entries.keys()];
  return keys.every((key, index) => key === String(index))
    ? [...entries.values()]
    : Object.fromEntries(entries);
}
