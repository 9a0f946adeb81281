import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { Operation } from '../../shared/api/operation.ts';
import { openLineId, ticketId } from './forged-ticket.ts';
import type { HttpRequest } from './http-line.ts';
import type { Random } from './random.ts';

/** Tokens that let nobody in, and one that does. */
export interface Tokens {
  readonly right: string;
  readonly employee: string;
  /** Right in form, and of nobody who may. */
  readonly powerless: readonly string[];
  readonly wrong: readonly string[];
}

export async function makeTokens(stack: LocalStack): Promise<Tokens> {
  const administrator = { roles: ['administrator'], employee_id: 'director' };
  const right = await stack.token(administrator, { expiresInSeconds: 7 * 86_400 });
  const claims = [
    {},
    { roles: [] },
    { roles: 'administrators' },
    { roles: { administrator: true } },
    { roles: ['Administrator', '__proto__'] },
    { roles: 7 },
  ];
  const powerless = await Promise.all(
    claims.map((one) => stack.token(one, { expiresInSeconds: 7 * 86_400 })),
  );
  const [head = '', body = '', signature = ''] = right.split('.');
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    right,
    employee: await stack.token(
      { roles: ['employee'], employee_id: 'ivanov' },
      { expiresInSeconds: 7 * 86_400 },
    ),
    powerless,
    wrong: [
      '',
      'x',
      '..',
      `${head}.${body}.`,
      `${head}.${body}.${signature.slice(0, -8)}AAAAAAAA`,
      `${encoded({ alg: 'none' })}.${body}.`,
      `${encoded({ alg: 'HS256', kid: 'x' })}.${body}.${signature}`,
      `${head}.${encoded({ ...administrator, exp: 9_999_999_999 })}.${signature}`,
      await stack.token(administrator, { expiresInSeconds: -360 }),
      await stack.token({ ...administrator, aud: 'somebody-else' }),
      await stack.token({ ...administrator, iss: 'https://somebody-else.example.com' }),
    ],
  };
}

/** Requests of this operation that must be refused; nothing where it is public and asks for nothing. */
export function forgeriesOf(
  operation: Operation,
  tokens: Tokens,
): ((random: Random) => HttpRequest) | undefined {
  const kinds: ((random: Random) => HttpRequest)[] = [];
  const request = (random: Random, change: Change): HttpRequest => ({
    method: operation.method,
    path: `${change.path ?? pathOf(operation, plainParameter)}${change.query ?? ''}`,
    headers: {
      host: 'api.example.com',
      ...(operation.access === 'public' ? {} : { authorization: `Bearer ${change.token ?? tokens.right}` }),
      'content-type': 'application/json',
      ...(operation.versioned === true ? { 'if-match': random.pick(['"1"', '"0"', '"x"', '*']) } : {}),
      ...change.headers,
    },
    body: change.body ?? (operation.body === undefined ? '' : '{}'),
  });
  if (operation.access !== 'public') {
    const outsiders = operation.access.includes('employee')
      ? tokens.powerless
      : [...tokens.powerless, tokens.employee];
    kinds.push(
      (random) => request(random, { token: random.pick(tokens.wrong) }),
      (random) => request(random, { token: random.pick(outsiders) }),
    );
  }
  if (operation.body !== undefined) {
    kinds.push(
      (random) =>
        request(random, { body: random.chance(0.02) ? `{"a":"${megabyte}"}` : random.pick(bodies) }),
      (random) =>
        request(random, { headers: { 'content-type': random.pick(['text/plain', 'application/xml', '']) } }),
    );
  }
  if (operation.query !== undefined) {
    kinds.push((random) => request(random, { query: `?${random.pick(queries)}` }));
  }
  if (operation.params !== undefined && operation.method !== 'PUT') {
    kinds.push((random) => request(random, { path: pathOf(operation, () => random.pick(parameters)) }));
  }
  return kinds.length === 0 ? undefined : (random) => random.pick(kinds)(random);
}

interface Change {
  readonly path?: string;
  readonly query?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Mostly of what there is. */
const plainParameter = (name: string, path: string) => {
  if (path.startsWith('/api/ticket')) return ticketId;
  if (path.startsWith('/api/open-lines/')) return openLineId;
  return { provider: 'mango', kind: 'contact', name: 'calls', version: '1' }[name] ?? 'sidorov';
};

const pathOf = ({ path }: Operation, value: (name: string, path: string) => string) =>
  path.replace(/\{(\w+)\+?\}/g, (_, name: string) => encodeURIComponent(value(name, path)));

const megabyte = 'x'.repeat(1_000_000);
const bodies = [
  '',
  'null',
  '[]',
  '7',
  '"text"',
  '{',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"colour":"red"}',
  '['.repeat(60_000) + ']'.repeat(60_000),
  `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`,
  '{"direction":{},"from":[],"name":7,"defaultResponsible":{"rotation":"x"},"trunks":{},"pbx":[]}',
  '\u0000\ud800',
];
const queries = [
  '__proto__=1',
  'colour=red',
  'limit=-1&limit=x',
  'cursor=%00&colour=1',
  '%ff=1&x',
  'day=yesterday&from=x&phone=&lang=xx&colour',
];
const parameters = [
  'nobody',
  '__proto__',
  'constructor',
  '%00',
  '\u0000',
  '../../x',
  'x'.repeat(2_000),
  "' OR 1=1",
  '{"$ne":null}',
  '7'.repeat(300),
];
