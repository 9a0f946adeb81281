import type { EmployeeId, PartyId } from '../base/ids.ts';
import type { E164 } from '../base/phone.ts';

export const partyKinds = ['company', 'contact', 'lead'] as const;
export type PartyKind = (typeof partyKinds)[number];

/** A client as the directory knows him by one phone: enough to decide without a second read. */
export interface Party {
  readonly kind: PartyKind;
  readonly id: PartyId;
  readonly name: string;
  readonly phones: readonly E164[];
  readonly ownerId?: EmployeeId;
  readonly companyId?: PartyId;
  /** Milliseconds; of several matches the oldest is the client (Mango manual §2.12). */
  readonly createdAt: number;
  /** A lead that was converted or thrown away is no client any more. */
  readonly closed?: boolean;
}

export interface PartyRef {
  readonly kind: PartyKind;
  readonly id: PartyId;
}
