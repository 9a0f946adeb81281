import type { CallId, EffectId } from '../../../base/ids.ts';
import type { CardEffect } from '../../../effects/card.ts';
import type { Clock } from '../../../platform/clock.ts';
import { ConflictError } from '../../../platform/table.ts';
import type { Answer, Failure } from '../rest/answer.ts';
import { ref } from '../rest/params.ts';
import { type PortalCall, portalCallOf, type Registered } from '../writes/call-commands.ts';
import { type Carrier, Courier } from '../writes/courier.ts';
import { type CallCard, type CardStore, noCard } from './card-store.ts';
import { hideFrom, registerCard, showTo } from './commands.ts';
import { type Step, stepFor } from './step.ts';

export interface LiveCardsParts {
  readonly carrier: Carrier;
  readonly store: CardStore;
  readonly clock: Clock;
  /** How long a request may take. */
  readonly timeoutMs: number;
}

/**
 * What became of an effect: those see the card who shall (`done`); it can't be so, or would come too late (`dropped`);
 * or it is to be tried again, since something may be open that is to be closed.
 */
export type CardFate =
  | { readonly kind: 'done' }
  | { readonly kind: 'dropped'; readonly reason: 'tooLate' | 'refused' | 'stopped'; readonly detail?: string }
  | { readonly kind: 'again'; readonly reason: string; readonly cause?: unknown };

type Opening = Extract<Step, { kind: 'open' }>;
type Changing = Extract<Step, { kind: 'change' }>;
const done: CardFate = { kind: 'done' };

/** Lets the cards in the portal follow what the core says; see ARCHITECTURE.md. */
export class LiveCards {
  readonly #parts: LiveCardsParts;

  constructor(parts: LiveCardsParts) {
    this.#parts = parts;
  }

  /**
   * Cards of several calls share requests; of several effects of one call the last counts.
   *
   * @returns a fate for each effect. Rejects when our own table does not say what is open.
   */
  async follow(effects: readonly CardEffect[]): Promise<ReadonlyMap<EffectId, CardFate>> {
    const { carrier, store, timeoutMs } = this.#parts;
    const fates = new Map<EffectId, CardFate>(effects.map(({ id }) => [id, done]));
    const latest = new Map<CallId, CardEffect>();
    for (const effect of effects) {
      if (effect.number >= (latest.get(effect.callId)?.number ?? 0)) latest.set(effect.callId, effect);
    }
    const cards = await store.getMany([...latest.keys()]);
    const courier = new Courier(carrier, { timeoutMs });
    await courier.run(
      [...latest.values()].map((effect) => async () => {
        const card = cards.get(effect.callId) ?? noCard(effect.callId);
        try {
          fates.set(effect.id, await this.#follow(effect, card, courier));
        } catch (cause) {
          fates.set(effect.id, { kind: 'again', reason: 'the card could not be noted', cause });
        }
      }),
    );
    return fates;
  }

  async #follow(effect: CardEffect, card: CallCard, courier: Courier): Promise<CardFate> {
    const step = stepFor(effect, card, this.#parts.clock());
    switch (step.kind) {
      case 'nothing':
        return done;
      case 'drop':
        return { kind: 'dropped', reason: step.reason };
      case 'note':
        await this.#put({ ...card, number: effect.number });
        return done;
      case 'open':
        return this.#open(effect, card, step, courier);
      case 'change':
        return this.#change(effect, card, step, courier);
    }
  }

  /** What is asked is noted before, so that whoever comes next asks for the same call. */
  async #open(effect: CardEffect, before: CallCard, step: Opening, courier: Courier): Promise<CardFate> {
    const { callId, number } = effect;
    const { registration, show, hide } = step;
    const mayBeOpen = [...new Set([...before.crmUserIds, ...show])];
    // Most telephones ring alone: one command then, which counts where many share a request.
    const isAlone = before.registration === undefined && show.join() === registration.userId;
    const card = await this.#put({ ...before, number, registration, crmUserIds: mayBeOpen });
    const answers = await courier.send(
      (at): Record<string, ReturnType<typeof registerCard | typeof showTo>> => {
        const id = ref(at('reg'), 'CALL_ID');
        return {
          reg: registerCard(callId, registration, isAlone),
          ...(show.length > 0 && !isAlone ? { show: showTo(id, show) } : {}),
          ...(hide.length > 0 ? { hide: hideFrom(id, hide) } : {}),
        };
      },
    );
    const { reg, ...others } = answers;
    const registered = reg as Answer<Registered>;
    if (registered.kind === 'refused') return this.#withAnother(effect, card, registered, courier);
    if (registered.kind !== 'result') return fateOf(registered);
    return this.#settle(effect, card, portalCallOf(registered.result), others, courier);
  }

  /** Inferred: what the portal refuses in a registration is its user. The others are to see the card all the same. */
  async #withAnother(
    effect: CardEffect,
    card: CallCard,
    refusal: Failure,
    courier: Courier,
  ): Promise<CardFate> {
    const wanted = effect.card?.crmUserIds ?? [];
    const [next, ...rest] = wanted.slice(wanted.indexOf(card.registration?.userId ?? '') + 1);
    if (next === undefined || card.registration === undefined) return fateOf(refusal);
    const registration = { ...card.registration, userId: next };
    const step: Opening = { kind: 'open', registration, show: [next, ...rest], hide: [] };
    return this.#open(effect, card, step, courier);
  }

  async #change(effect: CardEffect, card: CallCard, step: Changing, courier: Courier): Promise<CardFate> {
    const { portal, show, hide } = step;
    const answers = await courier.send(() => ({
      ...(show.length > 0 ? { show: showTo(portal.id, show) } : {}),
      ...(hide.length > 0 ? { hide: hideFrom(portal.id, hide) } : {}),
    }));
    return this.#settle(effect, card, portal, answers, courier);
  }

  async #settle(
    effect: CardEffect,
    card: CallCard,
    portal: PortalCall,
    answers: Readonly<Record<string, Answer<unknown>>>,
    courier: Courier,
  ): Promise<CardFate> {
    const crmUserIds = effect.card?.crmUserIds ?? [];
    const failed = Object.values(answers).find((answer): answer is Failure => answer.kind !== 'result');
    if (failed !== undefined) return fateOf(failed);
    try {
      await this.#put({ ...card, number: effect.number, portal, crmUserIds });
      return done;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      return this.#closedMeanwhile(card, portal, crmUserIds, error, courier);
    }
  }

  /** The writer has said that the call is over, maybe before the portal showed the card: it is hidden again. */
  async #closedMeanwhile(
    { callId }: CallCard,
    portal: PortalCall,
    crmUserIds: readonly string[],
    cause: unknown,
    courier: Courier,
  ): Promise<CardFate> {
    const now = (await this.#parts.store.getMany([callId])).get(callId);
    if (now?.isOver !== true) return { kind: 'again', reason: 'another process has changed the card', cause };
    if (crmUserIds.length === 0) return done;
    const { hide } = await courier.send(() => ({ hide: hideFrom(portal.id, crmUserIds) }));
    return hide.kind === 'result' ? done : fateOf(hide);
  }

  #put(card: CallCard): Promise<CallCard> {
    return this.#parts.store.put(card, this.#parts.clock());
  }
}

function fateOf(failure: Failure): CardFate {
  const { kind, code, reason } = failure;
  if (kind === 'retry' || kind === 'unknown') return { kind: 'again', reason: `${code}: ${reason}` };
  return {
    kind: 'dropped',
    reason: kind === 'stopped' ? 'stopped' : 'refused',
    detail: `${code}: ${reason}`,
  };
}
