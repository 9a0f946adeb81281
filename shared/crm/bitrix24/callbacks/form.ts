import { MalformedCallbackError } from './errors.ts';

/** What a form with bracket keys says: `data[FIELDS][ID]=5` is `{ data: { FIELDS: { ID: '5' } } }`. All is text. */
export interface Form {
  readonly [name: string]: string | Form;
}

type Level = { [name: string]: string | Level };

/** An event has a dozen fields, four deep at most. */
const maxFields = 1_000;
const maxDepth = 8;
/** Names that mean something else to JavaScript; no field of the portal is called so. */
const reserved: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a form as PHP writes it. Its levels have no prototype. A name that comes twice has its last value, as in PHP.
 *
 * @throws MalformedCallbackError
 */
export function parseForm(body: string): Form {
  const root = newLevel();
  let fields = 0;
  for (const [name, value] of new URLSearchParams(body)) {
    fields += 1;
    if (fields > maxFields) throw new MalformedCallbackError('has too many fields');
    put(root, pathOf(name), value);
  }
  return root;
}

const newLevel = (): Level => Object.create(null) as Level;

/** `a[b][]` is `['a', 'b', '']`. */
function pathOf(name: string): readonly string[] {
  const [, head, brackets = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [];
  if (head === undefined) throw new MalformedCallbackError('has a field whose name cannot be read');
  const path = [head, ...brackets.split(/\]\[|[[\]]/).slice(1, -1)];
  if (path.length > maxDepth) throw new MalformedCallbackError('is nested too deeply');
  if (path.some((key) => reserved.has(key))) throw new MalformedCallbackError('has a field that may not be');
  return path;
}

function put(root: Level, path: readonly string[], value: string): void {
  let level = root;
  for (const [index, part] of path.entries()) {
    const key = part === '' ? String(Object.keys(level).length) : part;
    const there = level[key];
    if (index === path.length - 1) {
      if (typeof there === 'object') throw new MalformedCallbackError('gives one field two meanings');
      level[key] = value;
      return;
    }
    if (typeof there === 'string') throw new MalformedCallbackError('gives one field two meanings');
    const next = there ?? newLevel();
    level[key] = next;
    level = next;
  }
}
