import { UnknownNameError } from './errors.ts';

/** Something of the template that a test names. */
interface Named {
  readonly name: string;
  readonly logicalId?: string;
}

/**
 * The one thing that a short name means: `event-processor` for `dutyline-acme-event-processor`, `events` for
 * `dutyline-acme-events.fifo`. A full name or logical id wins over a name's end, an end over any part; and `events`
 * means it also beside a `dutyline-acme-ticket-events.fifo`.
 *
 * @throws UnknownNameError (DL7009) when nothing or more than one thing fits.
 */
export function findByName<Item extends Named>(kind: string, items: readonly Item[], wanted: string): Item {
  const word = plain(wanted);
  const ways: readonly ((item: Item) => boolean)[] = [
    ({ name, logicalId }) => name === wanted || logicalId === wanted,
    ({ name, logicalId }) => plain(name).endsWith(word) || plain(withoutHash(logicalId)).endsWith(word),
    ({ name, logicalId }) => plain(name).includes(word) || plain(withoutHash(logicalId)).includes(word),
  ];
  for (const fits of ways) {
    const [only, ...others] = items.filter(fits);
    if (only === undefined) continue;
    const plainest = others.length === 0 ? only : plainestOf([only, ...others], word);
    if (plainest !== undefined) return plainest;
    break;
  }
  throw new UnknownNameError(
    kind,
    wanted,
    items.map(({ name }) => name),
  );
}

/** The one to whose name the others only add something before the word. */
function plainestOf<Item extends Named>(items: readonly Item[], word: string): Item | undefined {
  return items.find(({ name }) => {
    if (!plain(name).endsWith(word)) return false;
    const before = plain(name).slice(0, -word.length);
    return items.every((other) => plain(other.name).startsWith(before));
  });
}

function plain(name: string): string {
  return name
    .replace(/\.fifo$/, '')
    .replace(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
}

/** CDK ends logical ids with eight hexadecimal digits. */
function withoutHash(logicalId = ''): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
