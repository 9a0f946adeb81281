import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MangoSecret, MangoWebhook } from '../../../infra/local/demo/mango-pbx.ts';
import { contextOf, groupIdOf, userIdOf } from './context.ts';

export interface MangoOptions {
  readonly secret: MangoSecret;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What was asked, and how it was answered. */
export interface MangoRequest {
  readonly method: string;
  readonly status: number;
}

/** Mango Office's API for past calls on this machine. See README.md. */
export interface Mango {
  readonly origin: string;
  readonly requests: MangoRequest[];
  /** A result is ready after so many answers 204. */
  readyAfter: number;
  /** Answers everything with this status. */
  down?: number;
  /** Whose answer is 503: `config/users/request`. */
  refuses?: string;
  /** A call that the PBX had, whatever became of its webhooks. */
  had(webhooks: readonly MangoWebhook[]): void;
  /** Somebody who works there, with or without calls. @returns his id there. */
  hired(extension: string): string;
  /** Moves the times of limits. */
  passed(ms: number): void;
  stop(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body?: object;
}

const refused = (code: number, status = 400): Reply => ({ status, body: { code } });
const allowedLimits = new Set([1, 5, 10, 20, 50, 100, 500, 1000, 2000, 5000]);
/** Least distance of two requests, milliseconds; of a result under one key. */
const distances: Readonly<Record<string, number>> = {
  'stats/calls/request/': 2_000,
  'config/users/request': 2_000,
};
const pollMs = 5_000;
const invalidMs = 120_000;
const monthMs = 31 * 24 * 60 * 60 * 1_000;
const moscow = '+03:00';

export async function startMango({ secret, now }: MangoOptions): Promise<Mango> {
  const contexts: Readonly<Record<string, unknown>>[] = [];
  const people = new Set<string>();
  const groups = new Set<string>();
  const results = new Map<string, { readonly list: readonly object[]; polls: number; polledAt: number }>();
  const lastAt = new Map<string, number>();
  let skew = 0;
  let invalidAt: number[] = [];
  const time = () => Date.now() + skew;

  const order = (body: Readonly<Record<string, unknown>>): Reply => {
    const from = dateOf(body.start_date);
    const to = dateOf(body.end_date);
    const [limit, offset] = [Number(body.limit), Number(body.offset)];
    if (from === undefined || to === undefined || !allowedLimits.has(limit) || !Number.isInteger(offset))
      return refused(3104);
    if (to < from || to - from > monthMs) return refused(3100);
    const list = contexts.filter(({ context_start_time: at }) => {
      const startedAt = Number(at) * 1_000;
      return startedAt >= from && startedAt <= to && startedAt <= now();
    });
    const key = randomBytes(12).toString('base64');
    results.set(key, {
      list: list.slice(offset, offset + limit),
      polls: 0,
      polledAt: Number.NEGATIVE_INFINITY,
    });
    return { status: 200, body: { key } };
  };
  const fetchResult = ({ key }: Readonly<Record<string, unknown>>): Reply => {
    const result = results.get(String(key));
    if (result === undefined) return { status: 404, body: { result: 3300, status: 'not-found' } };
    if (time() - result.polledAt < pollMs) return limited;
    result.polledAt = time();
    result.polls += 1;
    if (result.polls <= mango.readyAfter) return { status: 204 };
    return { status: 200, body: { result: 1000, status: 'complete', data: [{ list: result.list }] } };
  };
  const methods: Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => Reply>> = {
    'stats/calls/request/': order,
    'stats/calls/result/': fetchResult,
    'config/users/request': () => ({
      status: 200,
      body: {
        users: [
          ...[...people].map((extension) => ({
            general: { name: '', user_id: userIdOf(extension) },
            telephony: { extension, numbers: [] },
          })),
          { general: { name: '', user_id: 300_000_000 }, telephony: { extension: null, numbers: [] } },
        ],
      },
    }),
    groups: () => ({
      status: 200,
      body: { groups: [...groups].map((extension) => ({ id: groupIdOf(extension), name: '', extension })) },
    }),
  };
  const answer = (method: string, form: URLSearchParams): Reply => {
    if (mango.down !== undefined) return { status: mango.down };
    if (method === mango.refuses) return { status: 503 };
    invalidAt = invalidAt.filter((at) => time() - at < invalidMs);
    if (invalidAt.length > 1) return { status: 401 };
    const reply = answerValid(method, form);
    const code = (reply.body as { code?: number } | undefined)?.code ?? 0;
    if (code >= 3_000 && code < 4_000) invalidAt.push(time());
    return reply;
  };
  const answerValid = (method: string, form: URLSearchParams): Reply => {
    const json = form.get('json') ?? '';
    const sign = createHash('sha256')
      .update(secret.apiKey + json + secret.apiSalt)
      .digest('hex');
    if (form.get('vpbx_api_key') !== secret.apiKey) return refused(3105);
    if (form.get('sign') !== sign) return refused(3102);
    const run = methods[method];
    if (run === undefined) return { status: 404 };
    const distance = distances[method] ?? 100;
    if (
      time() - (lastAt.get(method) ?? Number.NEGATIVE_INFINITY) < distance &&
      method !== 'stats/calls/result/'
    )
      return limited;
    lastAt.set(method, time());
    return run(JSON.parse(json));
  };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const method = (request.url ?? '').replace(/^\/vpbx\//, '');
    const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
    const { status, body } = request.method === 'POST' ? answer(method, form) : refused(3101, 405);
    mango.requests.push({ method, status });
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const mango: Mango = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    readyAfter: 0,
    had(webhooks) {
      contexts.push(contextOf(webhooks));
      for (const { payload } of webhooks) {
        for (const side of [payload.from, payload.to] as { extension?: string; acd_group?: string }[]) {
          if (side?.acd_group) groups.add(side.acd_group);
          if (side?.extension && side.extension !== side.acd_group) people.add(side.extension);
        }
      }
      for (const group of groups) people.delete(group);
    },
    hired(extension) {
      people.add(extension);
      return String(userIdOf(extension));
    },
    passed: (ms) => {
      skew += ms;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return mango;
}

const limited: Reply = {
  status: 429,
  body: { name: 'Service Unavailable', message: 'Rate limit exceeded.', code: 0, status: 429 },
};

/** `22.11.2026 12:05:00`, Moscow's. */
function dateOf(text: unknown): number | undefined {
  const [, day, month, year, time = '00:00:00'] =
    /^(\d\d)\.(\d\d)\.(\d{4})(?: (\d\d:\d\d:\d\d))?$/.exec(String(text)) ?? [];
  return year === undefined ? undefined : Date.parse(`${year}-${month}-${day}T${time}${moscow}`);
}
