import * as z from 'zod/mini';
import type { Answer, Failure } from './answer.ts';
import {
  type BatchAnswers,
  batchAnswers,
  batchBody,
  type Commands,
  commandVerdicts,
  readBatch,
} from './batch.ts';
import type { Share } from './budget.ts';
import type { Line, Outgoing } from './line.ts';
import { type Method, operatingName } from './method.ts';
import { jsonParams, type Params } from './params.ts';
import { resultFrom } from './results.ts';
import { integer } from './values.ts';

export interface CallOptions {
  /** For what it is; `writes` without it. */
  readonly share?: Share;
  /** How long to wait for room in the portal's limit before giving the call back; 1000 without it. */
  readonly patienceMs?: number;
  /** 30 seconds without it, 50 for a batch: the portal ends a request after 60. */
  readonly timeoutMs?: number;
  /** v3: 1 to 255 printable characters; the portal does a write with it once in 24 hours. */
  readonly idempotencyKey?: string;
}

export interface BatchOptions extends Omit<CallOptions, 'idempotencyKey'> {
  /** Stop at the first command that fails. What was done before it stays done. */
  readonly halt?: boolean;
}

/**
 * Calls the REST methods of the tenant's portal. Everything that can happen to a call is a value (`Answer`); it rejects
 * only when our own table or vault does not work.
 *
 * @example
 * const { reg, fin } = await client.batch(
 *   {
 *     reg: command(register, { USER_ID: 31, … }),
 *     fin: command(finish, { CALL_ID: ref('reg', 'CALL_ID'), USER_ID: 31 }),
 *   },
 *   { halt: true },
 * );
 * if (fin.kind === 'result') …
 */
export class Bitrix24Client {
  readonly #line: Line;

  constructor(line: Line) {
    this.#line = line;
  }

  /** One method, one request. */
  async call<Result>(
    method: Method<Result>,
    params: Params = {},
    options: CallOptions = {},
  ): Promise<Answer<Result>> {
    const reply = await this.#line.send({
      version: method.version,
      method: method.name,
      body: method.version === 'v3' ? params : jsonParams(params),
      methods: [operatingName(method)],
      headers: options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey },
      ...waiting(options, 30_000),
    });
    if (reply.kind !== 'body') return reply;
    const read = z.safeParse(envelope, reply.body);
    if (!read.success) {
      return { kind: 'unknown', code: 'UNREADABLE', reason: `${method.name} answered without a result.` };
    }
    this.#line.noteReset(operatingName(method), read.data.time?.operating_reset_at);
    const answer = resultFrom(method, read.data.result, read.data);
    const isReplayed = reply.headers.get('idempotent-replayed') === 'true';
    return answer.kind === 'result' && isReplayed ? { ...answer, isReplayed } : answer;
  }

  /**
   * Up to 50 commands in one request, one after the other on the portal. Where the request as a whole failed, that is
   * the answer to each command.
   *
   * @throws BatchMisuseError
   */
  async batch<Named extends Commands>(
    commands: Named,
    { halt = false, ...options }: BatchOptions = {},
  ): Promise<BatchAnswers<Named>> {
    return (await this.#batch(commands, halt, options)) as BatchAnswers<Named>;
  }

  async #batch(
    commands: Commands,
    halt: boolean,
    options: CallOptions,
  ): Promise<Readonly<Record<string, Answer<unknown>>>> {
    const named = Object.entries(commands);
    const body = batchBody(commands, halt);
    if (named.length === 0) return {};
    const outgoing: Outgoing = {
      version: 'v2',
      method: 'batch',
      body,
      methods: [...new Set(named.map(([, { method }]) => operatingName(method)))],
      headers: {},
      ...waiting(options, 50_000),
    };
    const reply = await this.#line.send(outgoing);
    if (reply.kind !== 'body') return toAll(commands, reply);
    const answer = readBatch(reply.body);
    if (answer === undefined) {
      return toAll(commands, {
        kind: 'unknown',
        code: 'UNREADABLE',
        reason: 'A batch was answered strangely.',
      });
    }
    for (const [name, { method }] of named) {
      this.#line.noteReset(operatingName(method), answer.result_time[name]?.operating_reset_at);
    }
    const failures = new Map<string, Failure>();
    for (const { name, complaint, verdict } of commandVerdicts(commands, answer)) {
      failures.set(name, await this.#line.commandFailed(complaint, verdict, reply.access));
    }
    return batchAnswers(commands, answer, failures, halt);
  }
}

const envelope = z.object({
  result: z.unknown(),
  next: z.optional(integer),
  total: z.optional(integer),
  time: z.optional(z.object({ operating_reset_at: z.optional(integer) })),
});

function waiting({ share = 'writes', patienceMs = 1_000, timeoutMs }: CallOptions, usualTimeoutMs: number) {
  return { share, patienceMs, timeoutMs: timeoutMs ?? usualTimeoutMs };
}

const toAll = (commands: Commands, failure: Failure): Readonly<Record<string, Failure>> =>
  Object.fromEntries(Object.keys(commands).map((name) => [name, failure]));
