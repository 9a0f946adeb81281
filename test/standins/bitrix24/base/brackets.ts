import type { Params } from './params.ts';

type Tree = { [key: string]: string | Tree };

/** Reads `a[b][0]=c` as PHP does. Keys 0, 1, 2, … without a gap become a list. */
export function parseBrackets(query: string): Params {
  const root: Tree = Object.create(null) as Tree;
  for (const [name, value] of new URLSearchParams(query)) {
    const first = name.indexOf('[');
    const head = first <= 0 ? name : name.slice(0, first);
    const rest = first <= 0 ? [] : [...name.slice(first).matchAll(/\[([^\]]*)\]/g)].map((m) => m[1] ?? '');
    put(root, [head, ...rest], value);
  }
  return shaped(root) as Params;
}

/** Writes a tree as the portal posts it to handlers: `data[FIELDS][ID]=5`. */
export function encodeBrackets(params: Params): string {
  const pairs: [string, string][] = [];
  const visit = (prefix: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (typeof value !== 'object') pairs.push([prefix, String(value)]);
    else for (const [key, inner] of Object.entries(value)) visit(`${prefix}[${key}]`, inner);
  };
  for (const [key, value] of Object.entries(params)) visit(key, value);
  return new URLSearchParams(pairs).toString();
}

function put(tree: Tree, path: readonly string[], value: string): void {
  const [head = '', ...rest] = path;
  const key = head === '' ? String(Object.keys(tree).length) : head;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const inner = tree[key];
  const branch: Tree = typeof inner === 'object' ? inner : (Object.create(null) as Tree);
  tree[key] = branch;
  put(branch, rest, value);
}

function shaped(value: string | Tree): unknown {
  if (typeof value === 'string') return value;
  const keys = Object.keys(value);
  const isList = keys.length > 0 && keys.every((key, index) => key === String(index));
  const entries = Object.entries(value).map(([key, inner]) => [key, shaped(inner)] as const);
  return isList ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
