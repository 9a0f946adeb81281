import type { Random } from './random.ts';

type Fields = Readonly<Record<string, unknown>>;

export const formOf = (fields: Fields) => new URLSearchParams(fields as Record<string, string>).toString();

/** Another word than this: of the same length, cut, lengthened, empty, or of another world. */
export function wrong(word = '', random: Random): string {
  const at = random.below(Math.max(word.length, 1));
  const other = word[at] === 'x' ? 'y' : 'x';
  return random.pick([
    '',
    'x',
    `${word}x`,
    word.slice(0, -5),
    word.slice(0, at) + other + word.slice(at + 1),
    [...word].reverse().join('-'),
    'v1=0,v1=0,v1=0,v1=0,v1=0,v1=0',
    '%00',
    '__proto__',
    '9'.repeat(500),
  ]);
}

const deep = (open: string, close: string, times: number) => open.repeat(times) + close.repeat(times);
const megabyte = 'x'.repeat(1_000_000);

/** Values that are no word, number or time, as JSON. */
const nothings = [
  '{}',
  '[[]]',
  'true',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  deep('[', ']', 2_000),
  deep('{"a":', '}', 1).replace(':}', ':1}'),
  `"${'7'.repeat(5_000)}"`,
];

export function damagedJson(
  payload: Fields,
  vital: readonly string[],
  isClosed = false,
): (random: Random) => string {
  const whole = (random: Random) =>
    random.pick([
      () => '',
      () => 'null',
      () => '[]',
      () => '"text"',
      () => '{',
      () => '{"__proto__":{"polluted":true}}',
      () => deep('[', ']', 60_000),
      () => `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`,
      () => JSON.stringify({ ...payload, padding: megabyte }),
      () => JSON.stringify(payload).slice(0, 1 + random.below(20)),
    ])();
  const field = (random: Random) => {
    const name = random.pick(vital);
    const others = Object.entries(payload).filter(([other]) => other !== name);
    const pairs = others.map(([other, value]) => `${JSON.stringify(other)}:${JSON.stringify(value)}`);
    const damage = random.chance(0.2) ? [] : [`${JSON.stringify(name)}:${random.pick(nothings)}`];
    return `{${random.shuffled([...pairs, ...damage]).join(',')}}`;
  };
  const more = (random: Random) => {
    const name = random.pick(['__proto__', 'constructor', 'colour', '']);
    return `${JSON.stringify(payload).slice(0, -1)},${JSON.stringify(name)}:${random.pick(nothings)}}`;
  };
  // Megabytes are not what there is most of.
  return (random) =>
    random.chance(0.1) ? whole(random) : isClosed && random.chance(0.3) ? more(random) : field(random);
}

export function damagedForm(payload: Fields, vital: readonly string[]): (random: Random) => string {
  return (random) => {
    if (random.chance(0.02)) return formOf({ ...payload, padding: megabyte });
    const { [random.pick(vital)]: _, ...others } = payload;
    const name = vital.find((one) => !(one in others)) ?? '';
    const damage = random.pick([
      {},
      { [name]: '' },
      { [name]: '7'.repeat(5_000) },
      { [name]: `\u0000${random.below(1_000)}` },
      { [name]: '[object Object]'.repeat(50) },
    ]);
    return formOf({
      ...others,
      ...damage,
      '__proto__[polluted]': 'true',
    });
  };
}
