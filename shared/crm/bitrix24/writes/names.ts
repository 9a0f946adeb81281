import type { CallId, PartyId } from '../../../base/ids.ts';
import { type PartyKind, type PartyRef, partyKinds } from '../../../people/party.ts';
import { entityId } from '../../entity-id.ts';

/** What clients and deals of ours carry as `originatorId`; the write's key is their `originId`. */
export const originator = 'dutyline';

/** Inferred: what the portal keeps of an `EXTERNAL_CALL_ID` or `originId` without cutting it off. */
const maxLength = 64;

/** A write's key as the portal keeps it: as it is, or its hash where it is long. */
export function originOf(key: string): string {
  return key.length <= maxLength && /^[\x21-\x7e]+$/.test(key) ? key : entityId('call', key);
}

/** The `EXTERNAL_CALL_ID` of the live call behind a card; a record has its own key's. */
export const cardOrigin = (callId: CallId): string => originOf(`${callId}/card`);

/** Reference 3.1. */
export const entityTypeIds = { lead: 1, deal: 2, contact: 3, company: 4 } as const;

/** As telephony calls them. */
export const telephonyName = (kind: PartyKind): string => kind.toUpperCase();

/** As tasks call them: `C_812`. */
const taskPrefixes: Readonly<Record<PartyKind, string>> = { lead: 'L', contact: 'C', company: 'CO' };
export const taskBinding = ({ kind, id }: PartyRef): string => `${taskPrefixes[kind]}_${id}`;

/** Whom a call was put on; `undefined` where it is nobody, or somebody who is no client. */
export function partyFrom(type: string, id: string | undefined): PartyRef | undefined {
  const kind = partyKinds.find((one) => telephonyName(one) === type.toUpperCase());
  return kind === undefined || id === undefined ? undefined : { kind, id: id as PartyId };
}
