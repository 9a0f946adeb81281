import type { CallId } from '../../../base/ids.ts';
import type { CrmWrite, RecordCall } from '../../../effects/crm-write.ts';
import type { PartyRef } from '../../../people/party.ts';
import type { Clock } from '../../../platform/clock.ts';
import { ConflictError } from '../../../platform/table.ts';
import type { CrmOutcome } from '../../port.ts';
import { numberOf, type PortalCall, portalCallOf } from '../writes/call-commands.ts';
import type { Courier } from '../writes/courier.ts';
import { notNow } from '../writes/outcomes.ts';
import { type CallCard, type CardStore, noCard } from './card-store.ts';
import { registerCard } from './commands.ts';
import { registrationMs } from './step.ts';

/** How a record deals with the live call that its card belongs to. */
export type Ending =
  /** There is none in the portal. */
  | { readonly kind: 'none' }
  /** The live call is finished, and is the record. */
  | { readonly kind: 'finish'; readonly portal: PortalCall }
  /**
   * The live call is not what is to be recorded: it belongs to another client, since this one was created after it.
   * It is hidden and never finished; inferred: the portal shows such a call nowhere.
   */
  | { readonly kind: 'leave'; readonly portal: PortalCall; readonly crmUserIds: readonly string[] };

export interface EndingsParts {
  readonly store: CardStore;
  readonly courier: Courier;
  readonly clock: Clock;
}

/** What the writer knows of the cards of the calls that it records. */
export class Endings {
  readonly #parts: EndingsParts;
  #cards: ReadonlyMap<CallId, CallCard> = new Map();
  readonly #forgotten = new Set<CallId>();

  constructor(parts: EndingsParts) {
    this.#parts = parts;
  }

  /** Nothing is read where no call had a card. */
  async read(writes: readonly CrmWrite[]): Promise<void> {
    const ids = writes.flatMap((write) => (write.kind === 'recordCall' ? (write.cardOf ?? []) : []));
    this.#cards = await this.#parts.store.getMany(ids);
  }

  /** The portal does not know the live call any more, and has not finished it. */
  forget({ cardOf }: RecordCall): void {
    if (cardOf !== undefined) this.#forgotten.add(cardOf);
  }

  /**
   * After this no card of the call opens any more: either the live call is finished, or its item says that it is over.
   *
   * @param target the client whom the record belongs to; `created` for one who is created together with it.
   */
  async of(write: RecordCall, target: PartyRef | 'created' | undefined): Promise<Ending | CrmOutcome> {
    const { cardOf } = write;
    if (cardOf === undefined) return { kind: 'none' };
    const known = this.#cards.get(cardOf) ?? noCard(cardOf);
    if (this.#forgotten.has(cardOf)) {
      await this.#close(known);
      return { kind: 'none' };
    }
    if (known.portal !== undefined && isOf(write, target, known)) {
      return { kind: 'finish', portal: known.portal };
    }
    const card = await this.#close(known);
    const portal = card.portal ?? (await this.#askAgain(card));
    if (portal === undefined || 'outcome' in portal) return portal ?? { kind: 'none' };
    if (isOf(write, target, { ...card, portal })) return { kind: 'finish', portal };
    return { kind: 'leave', portal, crmUserIds: card.crmUserIds };
  }

  /** Says that the call is over, to those who would still open its card. */
  async #close(known: CallCard): Promise<CallCard> {
    const { store, clock } = this.#parts;
    let card = known;
    while (card.isOver !== true) {
      try {
        card = await store.put({ ...card, isOver: true }, clock());
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        card = (await store.getMany([card.callId])).get(card.callId) ?? noCard(card.callId);
      }
    }
    return card;
  }

  /** Who registered the live call has not noted its id (yet): the same registration gives the same call. */
  async #askAgain({ callId, registration }: CallCard): Promise<PortalCall | CrmOutcome | undefined> {
    const { courier, clock } = this.#parts;
    if (registration === undefined || clock() - registration.askedAt > registrationMs) return undefined;
    const { reg } = await courier.send(() => ({ reg: registerCard(callId, registration) }));
    if (reg.kind === 'result') return portalCallOf(reg.result);
    return reg.kind === 'refused' ? undefined : notNow(reg);
  }
}

/** Whether the live call is the call to be recorded: the same line, number and client. */
function isOf(
  write: RecordCall,
  target: PartyRef | 'created' | undefined,
  { registration, portal }: CallCard,
): boolean {
  if (registration === undefined || target === 'created') return false;
  const { phone, direction, line } = registration;
  if (phone !== numberOf(write) || direction !== write.direction || line !== write.line) return false;
  const { linkedTo } = portal ?? {};
  // Whom nobody knows here, the portal may know all the same.
  return target === undefined || (linkedTo?.kind === target.kind && linkedTo.id === target.id);
}
