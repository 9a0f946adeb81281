import { lineKey } from '../base/line.ts';
import type { CallLists } from '../settings/call-lists.ts';
import type { OurCompany } from '../settings/trunk-settings.ts';
import type { CallContext } from './context.ts';
import type { CallFacts } from './facts.ts';
import { groupsOf } from './groups.ts';
import { fitsNoCompany } from './our-company.ts';
import { extensionsOf } from './participants.ts';
import type { CallPicture } from './picture.ts';
import { type NotCaptured, type Participant, type Suppression, suppressions } from './state.ts';
import { trunkKey, trunkOf } from './trunk.ts';

/** What the lists look at in a call, each in its one spelling. */
interface Sides {
  readonly numbers: readonly string[];
  readonly extensions: readonly string[];
  readonly trunks: readonly string[];
}
type Side = keyof Sides;
const sides: readonly Side[] = ['numbers', 'extensions', 'trunks'];

interface Gate {
  readonly picture: CallPicture;
  readonly own: Sides;
  readonly ourCompany: OurCompany | undefined;
  readonly facts: CallFacts;
}

/** D-20: the gates in their order; the first that is shut keeps the call out. */
const gates: readonly (readonly [NotCaptured, (gate: Gate) => boolean])[] = [
  ['lineOff', isLineOff],
  ['denied', isDenied],
  ['notAllowed', isNotAllowed],
  ['internal', isInternal],
  ['unassigned', ({ ourCompany, facts }) => fitsNoCompany(ourCompany, facts)],
];

/**
 * IT-29 to IT-31, D-20, D-22: what keeps a call out of the CRM before anybody becomes responsible for it. Whether the
 * parts of unmapped employees are captured is asked after these.
 */
export function gateThatIsShut({
  picture,
  client,
  participants,
  ourCompany,
  facts,
}: Omit<CallContext, 'callId'>): NotCaptured | undefined {
  const own: Sides = {
    numbers: client === undefined ? [] : [client.phone ?? client.number],
    extensions: extensionsThatCount(picture, participants),
    trunks: picture.line === undefined ? [] : [trunkKey(picture.line, facts)],
  };
  return gates.find(([, isShut]) => isShut({ picture, own, ourCompany, facts }))?.[0];
}

/**
 * Whether what is not known yet may shut a gate: the line, where that decides. What people have seen of a call can't be
 * taken back.
 */
export function mayYetBeShut({ line }: CallPicture, { trunks, settings: { lists } }: CallFacts): boolean {
  const isByLine = lists.deny.trunks.length > 0 || lists.allow.trunks.length > 0;
  return line === undefined && (isByLine || trunks.some(({ processed }) => !processed));
}

/** D-20: calls of which a counter is left and nothing else. */
export function isSuppressed(reason: NotCaptured | undefined): reason is Suppression {
  return suppressions.some((suppression) => suppression === reason);
}

/** Mango manual §2.10: a line that is not ticked is neither processed nor saved. */
function isLineOff({ picture, facts }: Gate): boolean {
  return trunkOf(picture.line, facts)?.processed === false;
}

/** IT-29: one listed entry of any kind is enough. */
function isDenied({ own, facts }: Gate): boolean {
  const { deny } = facts.settings.lists;
  return sides.some((side) => isListed(side, own, deny, facts));
}

/** IT-30: each kind of list that has entries asks for one of them, whatever the other kinds say. */
function isNotAllowed({ own, facts }: Gate): boolean {
  const { allow } = facts.settings.lists;
  return sides.some((side) => allow[side].length > 0 && !isListed(side, own, allow, facts));
}

/** MG-26; and Mango manual §2.13: a number too short for the outside world is a colleague behind a SIP trunk. */
function isInternal({ picture, facts }: Gate): boolean {
  if (picture.direction === 'internal') return true;
  const { clientNumber } = picture;
  return (
    clientNumber !== undefined &&
    /^\d+$/.test(clientNumber) &&
    clientNumber.length < facts.settings.lists.internalBelowDigits
  );
}

function isListed(side: Side, own: Sides, list: CallLists['deny'], facts: CallFacts): boolean {
  const listed = list[side].map((entry) => oneSpelling[side](entry, facts));
  return own[side].some((value) => listed.includes(value));
}

const oneSpelling: Readonly<Record<Side, (entry: string, facts: CallFacts) => string>> = {
  numbers: (number, { tenant }) => lineKey(number, tenant.country),
  extensions: (extension) => extension,
  trunks: trunkKey,
};

/** IT-31: of an inbound call those who were called, employees and groups; of any other call the one who called. */
function extensionsThatCount(picture: CallPicture, participants: readonly Participant[]): readonly string[] {
  switch (picture.direction) {
    case 'inbound':
      return [...participants.map(({ extension }) => extension), ...groupsOf(picture)];
    case 'outbound':
      return participants.slice(0, 1).map(({ extension }) => extension);
    case 'internal':
      return extensionsOf(picture).slice(0, 1);
  }
}
