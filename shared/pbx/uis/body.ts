import { MalformedError } from '../../webhooks/errors.ts';
import { parseObject } from '../../webhooks/json.ts';

/**
 * The fields of a notification that say something. UIS puts JSON values into the customer's template; where an
 * account puts them in bare (a time without quotes, nothing at all), that is no JSON, and the template is read line
 * by line: it has one field in each.
 *
 * @throws MalformedError when there are no fields.
 */
export function readBody(text: string): Record<string, unknown> {
  const fields = Object.entries(jsonOf(text) ?? linesOf(text));
  return Object.fromEntries(fields.filter(([, value]) => !isNothing(value)));
}

function jsonOf(text: string): object | undefined {
  try {
    return parseObject(text);
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

const line = /^\s*\{?\s*"(\w{1,60})"\s*:(.*?),?\s*\}?\s*$/;

function linesOf(text: string): object {
  const fields = text.split('\n').flatMap((one): [string, string][] => {
    const [, name, value] = one.length > 2_000 ? [] : (line.exec(one) ?? []);
    return name === undefined || value === undefined ? [] : [[name, unquoted(value.trim())]];
  });
  if (fields.length === 0) throw new MalformedError('The body has no fields: is the template in place?');
  return Object.fromEntries(fields);
}

const unquoted = (value: string): string => value.replace(/^"+|"+$/g, '').trim();

/** Empty, or a placeholder that this kind of notification doesn't know. */
function isNothing(value: unknown): boolean {
  if (value === null || (Array.isArray(value) && value.length === 0)) return true;
  return typeof value === 'string' && (/^(null|\s*)$/.test(value) || /^\{\{.*\}\}$/.test(value));
}
