import { MangoCall, type MangoWebhook } from '../../infra/local/demo/mango-pbx.ts';
import { type KnownClient, knownClients, ourLines, unwanted } from './cast.ts';
import { type Caller, type Truth, tellCall } from './plots.ts';
import type { Random } from './random.ts';

/** One call as it is sent, and what must come of it. */
export interface PlannedCall {
  /** The PBX's id of the call. */
  readonly entryId: string;
  readonly phone?: string;
  /** A client who was in the CRM before this call. */
  readonly isKnown: boolean;
  /** The settings keep this client's calls out. */
  readonly isUnwanted: boolean;
  readonly truth: Truth;
  readonly recordings: number;
}

/** Something that goes out: webhooks one after the other, as they come from one call. */
export interface Delivery {
  readonly webhooks: readonly MangoWebhook[];
  /** Sent beside them, and not to be taken. */
  readonly malformed: readonly MangoWebhook[];
}

export interface Round {
  readonly calls: readonly PlannedCall[];
  readonly deliveries: readonly Delivery[];
}

export interface Shares {
  readonly repeated: number;
  readonly reordered: number;
  readonly malformed: number;
}

export interface MadeCall {
  readonly plan: PlannedCall;
  readonly webhooks: readonly MangoWebhook[];
}

interface NewCall {
  readonly name: string;
  /** Epoch seconds. */
  readonly startedAt: number;
  readonly caller: Caller;
  readonly random: Random;
}

/** Makes up one call, on any of our lines. */
export function makeCall({ name, startedAt, caller, random }: NewCall): MadeCall {
  const line = random.pick(ourLines);
  const call = new MangoCall({ name, startedAt, client: caller.phone?.slice(1), line: line.number });
  const truth = tellCall({ call, line, caller, random });
  const plan = {
    entryId: call.entryId,
    ...(caller.phone === undefined ? {} : { phone: caller.phone }),
    isKnown: caller.owner !== undefined,
    isUnwanted: caller.phone === unwanted,
    truth,
    recordings: call.webhooks.filter(({ path }) => path === '/events/record/added').length,
  };
  return { plan, webhooks: call.webhooks };
}

/** Makes up calls, round by round; what one round sends may come once more in any later one. */
export class Plan {
  readonly #random: Random;
  readonly #shares: Shares;
  readonly #later: MangoWebhook[][];
  readonly #born: KnownClient[] = [];
  #made = 0;

  /** @param rounds how many there will be. */
  constructor(random: Random, shares: Shares, rounds: number) {
    this.#random = random;
    this.#shares = shares;
    this.#later = Array.from({ length: rounds }, () => []);
  }

  /** @param startedAt of its calls, epoch seconds. */
  round(index: number, calls: number, startedAt: number): Round {
    const made = Array.from({ length: calls }, () => this.#call(startedAt));
    const first = made.map(({ webhooks }) => this.#delivery(webhooks, index));
    const again = (this.#later[index] ?? []).map((webhook) => ({ webhooks: [webhook], malformed: [] }));
    // Calls of this round are known to nobody before it is over.
    for (const { plan } of made) this.#remember(plan);
    return { calls: made.map(({ plan }) => plan), deliveries: this.#random.shuffled([...first, ...again]) };
  }

  #call(startedAt: number): MadeCall {
    this.#made += 1;
    return makeCall({ name: `soak-${this.#made}`, startedAt, caller: this.#caller(), random: this.#random });
  }

  #caller(): Caller {
    const share = this.#random.next();
    if (share < 0.03) return { phone: unwanted };
    if (share < 0.08) return {};
    if (share < 0.2) return this.#random.pick(knownClients);
    if (share < 0.28 && this.#born.length > 0) return this.#random.pick(this.#born);
    return { phone: `+7917${String(1_000_000 + this.#made)}` };
  }

  #remember({ phone, isKnown, isUnwanted, truth: { newClient } }: PlannedCall): void {
    if (phone === undefined || isKnown || isUnwanted || newClient === undefined) return;
    this.#born.push({ phone, owner: newClient.owner });
  }

  #delivery(webhooks: readonly MangoWebhook[], round: number): Delivery {
    const { reordered, repeated, malformed } = this.#shares;
    const sent = [...webhooks];
    for (let place = 0; place < webhooks.length - 1; place += 1) {
      if (!this.#random.chance(reordered)) continue;
      const other = Math.min(place + 1 + this.#random.below(3), webhooks.length - 1);
      [sent[place], sent[other]] = [sent[other] as MangoWebhook, sent[place] as MangoWebhook];
    }
    for (const webhook of webhooks) {
      if (!this.#random.chance(repeated)) continue;
      const when = round + this.#random.below(this.#later.length - round);
      if (when === round) sent.splice(this.#random.below(sent.length + 1), 0, webhook);
      else this.#later[when]?.push(webhook);
    }
    const broken = webhooks.filter(() => this.#random.chance(malformed));
    return { webhooks: sent, malformed: broken.map((webhook) => this.#broken(webhook)) };
  }

  /** The event with a field missing, or one that says what cannot be. */
  #broken({ path, payload }: MangoWebhook): MangoWebhook {
    const damage = this.#random.pick([
      { entry_id: undefined },
      { entry_id: { $ne: null } },
      path === '/events/call' ? { call_state: 'Exploded' } : { entry_id: '' },
      path === '/events/call' ? { seq: 'many' } : { entry_id: ['a', 'b'] },
      path === '/events/call' ? { timestamp: 'yesterday' } : { entry_id: 'x'.repeat(1_000) },
    ]);
    return { path, payload: { ...payload, ...damage } };
  }
}
