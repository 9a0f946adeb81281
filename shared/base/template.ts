/** Placeholders in braces, `{number}`. */
const placeholder = /\{(\w+)\}/g;

/** Puts values in the place of their names; a name without a value leaves nothing. */
export function filledIn(template: string, values: Readonly<Record<string, string | undefined>>): string {
  return template.replace(placeholder, (_, name: string) => values[name] ?? '').trim();
}

/** The names that a template asks for. */
export function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(placeholder)].map(([, name]) => name as string);
}
