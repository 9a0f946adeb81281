import { describe, expect, it } from 'vitest';
import { type Capture, captures, eventsOf } from './captures.ts';
import { translate } from './translate.ts';
import { comparison, differences } from './verdict.ts';

/** What explains a truth to people, or says again what another field says. */
const comments = [
  'note',
  // The line by its name in Asterisk; by its number it is `did`.
  'trunk',
  // Of a queue it is told that there was one; its name stands for the number that was called.
  'queue',
  'toQueue',
  // Said by `failReason` and `expected`.
  'clientResult',
];

type Path = readonly (string | number)[];

/** The way to every single statement of a truth. */
function statements(value: unknown, path: Path = []): readonly Path[] {
  if (value === null || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    comments.includes(key) ? [] : statements(inner, [...path, key]),
  );
}

/** The same with one statement that is not true. */
function falsified(truth: Capture['calls'], path: Path): Capture['calls'] {
  const copy = structuredClone(truth) as unknown as Record<string | number, unknown>;
  const holder = path.slice(0, -1).reduce((inner, key) => inner[key] as typeof copy, copy);
  const key = path.at(-1) ?? '';
  holder[key] = otherThan(holder[key]);
  return copy as unknown as Capture['calls'];
}

function otherThan(value: unknown): unknown {
  if (typeof value === 'number') return value + 3;
  if (typeof value === 'boolean') return !value;
  return value === null ? 'noAnswer' : `${String(value)}0`;
}

/** Who hung up is not told of calls among employees, nor of calls to clients who were not reached. */
const isTold = ({ calls }: Capture, [index, field]: Path): boolean => {
  const call = calls[Number(index)];
  if (field !== 'hangupBy') return true;
  return (
    call?.direction === 'inbound' || (call?.direction === 'outbound' && call.expected.final === 'answered')
  );
};

describe('the comparison with what happened', () => {
  it.each(captures)('$id holds every single statement of its truth', (one) => {
    const compare = comparison(translate(eventsOf(one)));
    const unheard = statements(one.calls)
      .filter((path) => isTold(one, path))
      .filter((path) => compare({ ...one, calls: falsified(one.calls, path) }).length === 0);
    expect(unheard.map((path) => path.join('.'))).toEqual([]);
  });

  it('misses no call that is not told, and none that there was not', () => {
    const [one, other] = captures as [Capture, Capture];
    expect(differences(one, [])).toEqual([expect.stringMatching(/nothing was told/)]);
    expect(differences({ ...one, calls: [] }, translate(eventsOf(one)))).toHaveLength(1);
    expect(differences(other, translate(eventsOf(one)))).toHaveLength(2);
  });
});
