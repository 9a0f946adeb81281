import { ForeignIssuerError } from './errors.ts';
import type { Credentials } from './gateway/callers.ts';
import { type IdleBack, type IdleOptions, untilIdle } from './idle.ts';
import type { Pool } from './lambda/pool.ts';
import type { InvocationResult, LocalStack, QueueView } from './local-stack.ts';
import { findByName } from './names.ts';
import { consumedQueues, type Parts } from './parts.ts';
import type { TokenOptions } from './servers/issuer.ts';

/** What tests and `npm start` hold of a running stack. */
export class RunningStack implements LocalStack {
  readonly #parts: Parts;
  readonly #stop: () => Promise<void>;
  #stopped: Promise<void> | undefined;

  /** @param stop ends all parts. */
  constructor(parts: Parts, stop: () => Promise<void>) {
    this.#parts = parts;
    this.#stop = stop;
  }

  get apiUrl() {
    return this.#parts.model.place.apiUrl;
  }

  get issuerUrl() {
    const { issuer } = this.#parts;
    return typeof issuer === 'string' ? issuer : issuer.url;
  }

  get model() {
    return this.#parts.model;
  }

  get dynamodb() {
    return this.#parts.dynamodb.client;
  }

  get sqs() {
    return this.#parts.sqs.client;
  }

  get scheduler() {
    return this.#parts.schedulerClient;
  }

  get clock() {
    return this.#parts.clock;
  }

  get faults() {
    return this.#parts.faults;
  }

  async token(claims: Readonly<Record<string, unknown>> = {}, options: TokenOptions = {}): Promise<string> {
    const { issuer } = this.#parts;
    if (typeof issuer === 'string') throw new ForeignIssuerError(issuer);
    return issuer.token(claims, options);
  }

  tableName(name: string): string {
    return findByName('table', this.model.tables, name).name;
  }

  queue(name: string): QueueView {
    const { sqs } = this.#parts;
    const queue = findByName('queue', this.model.queues, name);
    return {
      name: queue.name,
      url: queue.url,
      depth: () => sqs.depth(queue.name),
      content: () => sqs.content(queue.name),
    };
  }

  async invoke(functionName: string, event: unknown): Promise<InvocationResult> {
    const outcome = await this.#pool(functionName).invoke(JSON.stringify(event ?? null));
    return outcome.ok ? { ok: true, value: JSON.parse(outcome.payload) } : outcome;
  }

  async warm(functionName: string, count = 1): Promise<void> {
    await this.#pool(functionName).warm(count);
  }

  credentials(functionName: string): Credentials {
    const { name, roleArn } = this.#function(functionName);
    return this.#parts.callers.register({
      function: name,
      roleArn,
      kind: 'function',
      instance: `${name}/outside`,
      invocationId: () => undefined,
      kill: async () => undefined,
    });
  }

  async cpuMs(functionName: string): Promise<number> {
    return this.#pool(functionName).cpuMs();
  }

  async killAll(functionName: string): Promise<number> {
    return this.#pool(functionName).killAll();
  }

  logs(functionName?: string) {
    const { logBook } = this.#parts;
    return functionName === undefined ? logBook.all() : logBook.of(this.#function(functionName).name);
  }

  complaints() {
    return this.#parts.logBook.complaints();
  }

  calls() {
    return this.#parts.calls.all();
  }

  invocations() {
    return this.#parts.invocations.all();
  }

  clearRecords(): void {
    this.#parts.calls.clear();
    this.#parts.invocations.clear();
  }

  async idle(options: IdleOptions = {}): Promise<void> {
    await untilIdle(idleBack(this.#parts), options);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  #function(name: string) {
    return findByName('function', this.model.functions, name);
  }

  #pool(name: string): Pool {
    return this.#parts.fleet.pool(this.#function(name).arn);
  }
}

function idleBack({ model, clock, sqs, fleet, gateway, api, scheduler }: Parts): IdleBack {
  const names = consumedQueues(model).map(({ name }) => name);
  const underway = () => gateway.underway + api.underway + scheduler.delivering;
  return {
    clock,
    busy: () => [
      ...fleet.busy().map(([name, count]) => `${name} has ${count} invocations`),
      ...names
        .map((name) => ({ name, ready: sqs.ahead(name), inFlight: inHand(sqs, name) }))
        .filter(({ ready, inFlight }) => ready + inFlight > 0)
        .map(({ name, ready, inFlight }) => `${name} holds ${ready} messages and ${inFlight} in flight`),
      ...(underway() === 0 ? [] : [`${underway()} requests are underway`]),
    ],
    delayed: () => {
      const holding = names
        .map((name) => ({ name, delayed: sqs.depth(name).delayed, hidden: sqs.hidden(name) }))
        .filter(({ delayed, hidden }) => delayed + hidden.count > 0);
      if (holding.length === 0) return undefined;
      const delayMs = sqs.nextDelayMs(holding.map(({ name }) => name)) ?? Number.POSITIVE_INFINITY;
      return {
        words: holding.map(
          ({ name, delayed, hidden }) =>
            `${name} holds ${delayed} delayed messages and ${hidden.count} that come back`,
        ),
        nextMs: Math.min(delayMs, ...holding.map(({ hidden }) => hidden.nextMs)),
      };
    },
  };
}

/** Messages that somebody works on. */
const inHand = (sqs: Parts['sqs'], name: string): number => sqs.depth(name).inFlight - sqs.hidden(name).count;
