import type { EnsureClient, EnsureDeal } from '../../../effects/crm-write.ts';
import type { PartyRef } from '../../../people/party.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { CrmOutcome, Refused } from '../../port.ts';
import type { Failure } from '../rest/answer.ts';
import type { Creation } from './calls.ts';
import type { Clients } from './clients.ts';
import type { Courier } from './courier.ts';
import { clientCommand, dealCommand, planOf } from './creation.ts';
import { type Deals, itemsByOrigin, originCommands } from './deals.ts';
import { clientGuard, dealGuard, type Guards } from './guards.ts';
import { originOf } from './names.ts';
import { isFailure, outcomeOf, unmapped, unread } from './outcomes.ts';

export interface EntityParts {
  readonly courier: Courier;
  readonly clients: Clients;
  readonly deals: Deals;
  readonly guards: Guards;
  /** Our employees' users in the portal. */
  readonly users: ReadonlyMap<string, string>;
  /** Whether the portal is one without leads; or why that is not known. */
  readonly isSimple: boolean | Failure;
  readonly clock: Clock;
}

/** A client or deal that is created with the next parcel, and what its answer means. */
export interface Waiting extends Creation {
  readonly write: EnsureClient | EnsureDeal;
  readonly created: (id: string) => Promise<CrmOutcome>;
}

/** Clients and deals: those that are there already, or what creates them. */
export class Entities {
  readonly #parts: EntityParts;

  constructor(parts: EntityParts) {
    this.#parts = parts;
  }

  /** Rule 9: a known client is taken as he is, with the owner he has. */
  async client(write: EnsureClient): Promise<CrmOutcome | Waiting> {
    const { clients, guards, users, isSimple, clock } = this.#parts;
    const { phone, key } = write;
    const failure = clients.failureOf(phone);
    if (failure !== undefined) return unread(failure);
    if (typeof isSimple !== 'boolean') return unread(isSimple);
    const plan = planOf(write, isSimple);
    const known = clients.clientOf(phone);
    if (known !== undefined) {
      const isOurs = known.originId === originOf(key);
      const ref = { kind: known.kind, id: known.id };
      const deal = isOurs && plan.withDeal ? await this.#dealBeside(write, known, true) : undefined;
      return deal ?? { outcome: 'done', ref, created: isOurs };
    }
    const userId = users.get(write.entityOwnerId);
    if (userId === undefined) return unmapped(write.entityOwnerId);
    const busy = await guards.take(clientGuard(phone), key);
    if (busy !== undefined) return busy;
    return {
      write,
      command: clientCommand(write, plan, userId),
      client: plan.kind,
      created: async (id) => {
        const born = clients.born(
          phone,
          { kind: plan.kind, id: id as PartyRef['id'] },
          originOf(key),
          clock(),
        );
        const deal = plan.withDeal ? await this.#dealBeside(write, born, false) : undefined;
        return deal ?? { outcome: 'done', ref: { kind: plan.kind, id }, created: true };
      },
    };
  }

  /** The deal of a client whom the same write has created; `undefined` when it is there. */
  async #dealBeside(
    write: EnsureClient,
    client: PartyRef,
    isRepeat: boolean,
  ): Promise<Exclude<CrmOutcome, { outcome: 'done' }> | undefined> {
    const { courier, users } = this.#parts;
    const origin = originOf(write.key);
    if (isRepeat) {
      const made = itemsByOrigin(
        await courier.send(() => originCommands(['deal'], [origin])),
        ['deal'],
        [origin],
      );
      if (isFailure(made)) return unread(made);
      if (made.has(`deal ${origin}`)) return undefined;
    }
    const userId = users.get(write.entityOwnerId);
    if (userId === undefined) return unmapped(write.entityOwnerId);
    const { key, line, dealName: name = write.name, dealStage: stage } = write;
    const deal = { key, client, name, stage, ...(line === undefined ? {} : { line }) };
    const { add } = await courier.send(() => ({ add: dealCommand(deal, userId) }));
    return add.kind === 'result' ? undefined : outcomeOf(add);
  }

  /** MG-37, MG-38. */
  async deal(write: EnsureDeal): Promise<CrmOutcome | Waiting> {
    const { clients, deals, guards, users } = this.#parts;
    const failure = deals.failureOf(write);
    if (failure !== undefined) return unread(failure);
    const exists = clients.exists(write.client) ?? false;
    if (typeof exists !== 'boolean') return unread(exists);
    if (!exists) return clientGone;
    const known = deals.dealFor(write);
    if (known !== undefined) {
      return { outcome: 'done', ref: { kind: 'deal', id: known.id }, created: known.created };
    }
    const userId = users.get(write.entityOwnerId);
    if (userId === undefined) return unmapped(write.entityOwnerId);
    const isOnlyOne = write.action === 'dealIfNoneOpen';
    const busy = isOnlyOne ? await guards.take(dealGuard(write.client), write.key) : undefined;
    if (busy !== undefined) return busy;
    return {
      write,
      command: dealCommand(write, userId),
      created: async (id) => {
        deals.made(write, id);
        return { outcome: 'done', ref: { kind: 'deal', id }, created: true };
      },
    };
  }
}

const clientGone: Refused = {
  outcome: 'refused',
  code: 'clientGone',
  reason:
    'The client of the deal was deleted in Bitrix24. The call itself is recorded; there is nothing to send again.',
};
