/** The first of what went wrong, to stand behind their number: ` (a; b)`; nothing where nothing did. */
export function fewOf(things: readonly string[]): string {
  const different = [...new Set(things)];
  return different.length === 0 ? '' : ` (${different.slice(0, 5).join('; ')})`;
}
