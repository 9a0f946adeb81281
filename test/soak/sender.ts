import { setTimeout as pause } from 'node:timers/promises';
import { mangoSecret } from '../../infra/local/demo/company.ts';
import { type MangoWebhook, sendMango } from '../../infra/local/demo/mango-pbx.ts';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { Delivery } from './plan.ts';

/** The stack may have so many messages waiting before the sender waits as well. */
const mostWaiting = 400;
/** Deliveries that are under way at once. */
const lines = 8;
const mostAttempts = 50;

/** A PBX that sends until it is answered, and keeps the books on what was acknowledged. */
export class Sender {
  /** Webhooks that were answered with 2xx, under a key that a repeat shares: how often. */
  readonly acknowledged = new Map<string, number>();
  /** Answers 5xx, and requests without any answer, of which every one was sent again. */
  unanswered = 0;
  refused = 0;
  /** Malformed and yet answered with 2xx. */
  readonly wronglyTaken: MangoWebhook[] = [];
  readonly #stack: LocalStack;

  constructor(stack: LocalStack) {
    this.#stack = stack;
  }

  /** Acknowledgements, repeats counted. */
  get answered(): number {
    let all = 0;
    for (const times of this.acknowledged.values()) all += times;
    return all;
  }

  async sendAll(deliveries: readonly Delivery[]): Promise<void> {
    const queue = [...deliveries].reverse();
    const line = async () => {
      for (let delivery = queue.pop(); delivery !== undefined; delivery = queue.pop()) {
        await this.#roomInTheQueue();
        for (const webhook of delivery.webhooks) await this.#sendGood(webhook);
        for (const webhook of delivery.malformed) await this.#sendMalformed(webhook);
      }
    };
    await Promise.all(Array.from({ length: lines }, line));
  }

  async #sendGood(webhook: MangoWebhook): Promise<void> {
    const status = await this.#send(webhook);
    if (status >= 300) throw new Error(`${JSON.stringify(webhook)} was answered with ${status}`);
    const key = keyOf(webhook);
    this.acknowledged.set(key, (this.acknowledged.get(key) ?? 0) + 1);
  }

  async #sendMalformed(webhook: MangoWebhook): Promise<void> {
    const status = await this.#send(webhook);
    if (status < 300) this.wronglyTaken.push(webhook);
    else this.refused += 1;
  }

  async #send(webhook: MangoWebhook): Promise<number> {
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const response = await sendMango(this.#stack.apiUrl, mangoSecret, webhook).catch(() => undefined);
      await response?.arrayBuffer();
      if (response !== undefined && response.status < 500) return response.status;
      this.unanswered += 1;
      await pause(20);
    }
    throw new Error(`${JSON.stringify(webhook)} was not answered ${mostAttempts} times`);
  }

  async #roomInTheQueue(): Promise<void> {
    while (this.#stack.queue('events').depth().ready > mostWaiting) await pause(20);
  }
}

/** What a webhook tells, by the PBX's own ids: `<entry_id> leg <call_id> <seq>`. */
function keyOf({ path, payload }: MangoWebhook): string {
  const { entry_id, call_id, seq, recording_id } = payload;
  switch (path) {
    case '/events/call':
      return `${entry_id} leg ${call_id} ${seq}`;
    case '/events/summary':
      return `${entry_id} ended`;
    default:
      return `${entry_id} recording ${recording_id}`;
  }
}
