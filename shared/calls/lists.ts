import { lineKey } from '../base/line.ts';
import type { CallLists } from '../settings/call-lists.ts';
import type { CallFacts } from './facts.ts';
import type { CallPicture } from './picture.ts';
import type { DecidedClient, Participant } from './state.ts';

type Side = 'numbers' | 'extensions' | 'trunks';

/**
 * IT-29 to IT-31, D-20: whether the deny or allow lists keep a call out of the CRM. Deny wins. An allow list counts
 * as soon as it has an entry of any kind. The extensions that count are the ones called for an inbound call and the
 * one that called for an outbound call.
 */
export function suppressionOf(
  picture: CallPicture,
  client: DecidedClient | undefined,
  participants: readonly Participant[],
  facts: CallFacts,
): 'denied' | 'notAllowed' | undefined {
  const { deny, allow } = facts.settings.lists;
  const { country } = facts.tenant;
  const called = picture.direction === 'outbound' ? participants.slice(0, 1) : participants;
  const own: Record<Side, readonly string[]> = {
    numbers: client === undefined ? [] : [client.phone ?? client.number],
    extensions: called.map(({ extension }) => extension),
    trunks: picture.line === undefined ? [] : [lineKey(picture.line, country)],
  };
  const matches = (list: CallLists['deny']): boolean =>
    sides.some((side) => {
      const spelled = side === 'extensions' ? list[side] : list[side].map((entry) => lineKey(entry, country));
      return own[side].some((value) => spelled.includes(value));
    });
  if (matches(deny)) return 'denied';
  return sides.some((side) => allow[side].length > 0) && !matches(allow) ? 'notAllowed' : undefined;
}

const sides: readonly Side[] = ['numbers', 'extensions', 'trunks'];
