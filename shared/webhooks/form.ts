/**
 * The fields of a form as it was posted, URL-encoded or in parts. The delimiter of parts is read from the body: not
 * every sender puts the same one into its header. Of a field that comes twice the first counts.
 */
export function formFields(text: string): ReadonlyMap<string, string> {
  const pairs = text.startsWith('--') ? partsOf(text) : [...new URLSearchParams(text)];
  return new Map(pairs.reverse());
}

/** The fields that say something, as an object: an empty one means "none". */
export function saidFields(fields: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  return Object.fromEntries([...fields].filter(([, value]) => value !== null && !isBlank(value)));
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

function partsOf(text: string): [string, string][] {
  const delimiter = text.slice(0, Math.max(text.indexOf('\r\n'), 0));
  if (delimiter === '') return [];
  return text.split(delimiter).flatMap((part): [string, string][] => {
    const body = part.indexOf('\r\n\r\n');
    const name = /\bname="([^"]*)"/i.exec(part.slice(0, Math.max(body, 0)))?.[1];
    return name === undefined ? [] : [[name, part.slice(body + 4).replace(/\r\n$/, '')]];
  });
}
