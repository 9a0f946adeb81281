import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Rules and decisions that are built. Each has a test whose name begins with its id. */
const range = (prefix: string, from: number, to: number, except: readonly number[] = []): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)
    .filter((number) => !except.includes(number))
    .map((number) => `${prefix}-${String(number).padStart(2, '0')}`);

const built = [
  ...range('IT', 1, 17),
  ...range('IT', 20, 25),
  ...range('IT', 29, 31),
  ...range('MG', 1, 15, [12]),
  ...range('MG', 20, 26),
  ...range('MG', 30, 38, [32, 34, 35]),
  ...range('MG', 45, 51, [48, 49]),
  ...range('MG', 55, 62),
  ...range('D', 1, 6),
  ...range('D', 9, 22),
  ...range('D', 40, 54),
  'D-67',
  'D-84',
  ...range('OL', 1, 10),
  ...range('OL', 20, 30),
  'OL-32',
  'OL-33',
  'R5',
  'R12',
  'R14',
];

const root = import.meta.dirname;
const source = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

/** A name may begin with several. */
const named = new Set(
  [...source.matchAll(/['"`]((?:(?:IT|MG|D|R|OL)-?\d+,? )+)/g)].flatMap(([, ids = '']) =>
    ids.trim().split(/,? /),
  ),
);

describe('the rulebook', () => {
  it.each(built)('%s has a test of its own', (id) => {
    expect(named).toContain(id);
  });
});
