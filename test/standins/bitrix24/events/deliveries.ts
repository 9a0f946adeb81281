import { encodeBrackets } from '../base/brackets.ts';
import type { Params } from '../base/params.ts';

/** One event on its way to a handler, and what became of it. */
export interface Delivery {
  readonly event: string;
  readonly handler: string;
  readonly body: Params;
  /** `lost` by a fault, an HTTP status, or `failed`: nobody there, no answer in time. */
  outcome: 'underway' | 'lost' | 'failed' | number;
}

const atOnce = 20;
const handlerTimeoutMs = 10_000;

/** Posts events to handlers, each exactly once: a failure is noted and never tried again. */
export class Deliveries {
  readonly #all: Delivery[] = [];
  readonly #queue: Delivery[] = [];
  readonly #chance: () => number;
  #underway = 0;
  #waiting: (() => void)[] = [];
  /** Share of events that never leave the portal. */
  lossShare = 0;
  /** Whether this one is lost, asked before `lossShare`. */
  loses: (delivery: Delivery) => boolean = () => false;

  constructor(chance: () => number) {
    this.#chance = chance;
  }

  all(event?: string): readonly Delivery[] {
    return this.#all.filter((delivery) => event === undefined || delivery.event === event);
  }

  send(event: string, handler: string, body: Params): void {
    const delivery: Delivery = { event, handler, body, outcome: 'underway' };
    this.#all.push(delivery);
    if (this.loses(delivery) || (this.lossShare > 0 && this.#chance() < this.lossShare)) {
      delivery.outcome = 'lost';
      return;
    }
    this.#queue.push(delivery);
    this.#pump();
  }

  /** Resolves when everything has been sent. */
  async settled(): Promise<void> {
    if (this.#queue.length + this.#underway === 0) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #pump(): void {
    while (this.#underway < atOnce) {
      const delivery = this.#queue.shift();
      if (delivery === undefined) break;
      this.#underway += 1;
      void this.#post(delivery).finally(() => {
        this.#underway -= 1;
        this.#pump();
      });
    }
    if (this.#underway > 0 || this.#queue.length > 0) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #post(delivery: Delivery): Promise<void> {
    try {
      const response = await fetch(delivery.handler, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'user-agent': 'Bitrix24 Webhook Engine',
        },
        body: encodeBrackets(delivery.body),
        redirect: 'manual',
        signal: AbortSignal.timeout(handlerTimeoutMs),
      });
      await response.arrayBuffer();
      delivery.outcome = response.status;
    } catch {
      // As the real one: noted, never sent again.
      delivery.outcome = 'failed';
    }
  }
}
