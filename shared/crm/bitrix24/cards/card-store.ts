import type { CallId } from '../../../base/ids.ts';
import type { PartyRef } from '../../../people/party.ts';
import { expiry } from '../../../platform/expiry.ts';
import { documentOf, versionOf } from '../../../platform/stores/documents.ts';
import type { Table } from '../../../platform/table.ts';
import type { PortalCall } from '../writes/call-commands.ts';

/** What the portal knows a live call by. All of it is the same in every repeat, or the portal makes another call. */
export interface Registration {
  readonly userId: string;
  readonly phone: string;
  readonly direction: 'inbound' | 'outbound';
  readonly line?: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly client?: PartyRef;
  /** When it was asked for first, epoch milliseconds. */
  readonly askedAt: number;
}

/** What was done about the card of one call. */
export interface CallCard {
  readonly callId: CallId;
  /** Counts the changes of this item, from 1. */
  readonly version: number;
  /** Of the last effect that was followed, or is being followed where the portal's call is not known yet. */
  readonly number: number;
  /** Who may have it open: it is noted before they are shown it, and dropped after it was hidden. */
  readonly crmUserIds: readonly string[];
  readonly registration?: Registration;
  readonly portal?: PortalCall;
  /** The call is recorded otherwise, or about to be: no card opens any more. */
  readonly isOver?: true;
}

/** A call in the inbox of unassigned ones may be recorded a while after it ended. */
const keptForDays = 3;

/** The cards of live calls: `CARD#<call id>`, each kept for three days. */
export class CardStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Those that exist. */
  async getMany(callIds: readonly CallId[]): Promise<ReadonlyMap<CallId, CallCard>> {
    if (callIds.length === 0) return new Map();
    const items = await this.#table.getMany(callIds.map(keyOf), { consistent: true });
    return new Map(
      items.map((item) => {
        const card = { ...documentOf<CallCard>(item), version: versionOf(item) };
        return [card.callId, card];
      }),
    );
  }

  /**
   * Writes the next version of a card.
   *
   * @returns the card as it is now, with its version.
   * @throws ConflictError when another process has written it meanwhile.
   */
  async put(card: CallCard, now: number): Promise<CallCard> {
    const next = { ...card, version: card.version + 1 };
    await this.#table.put(
      {
        ...keyOf(card.callId),
        version: next.version,
        document: JSON.stringify(next),
        expiresAt: expiry(now, keptForDays),
      },
      card.version === 0 ? 'isNew' : { version: card.version },
    );
    return next;
  }
}

/** A card of which nothing is known. */
export const noCard = (callId: CallId): CallCard => ({ callId, version: 0, number: 0, crmUserIds: [] });

const keyOf = (callId: CallId) => ({ pk: `CARD#${callId}`, sk: 'CARD' });
