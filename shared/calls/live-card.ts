import type { CountryCode } from 'libphonenumber-js/min';
import type { EffectId } from '../base/ids.ts';
import { normalisePhone } from '../base/phone.ts';
import type { CardEffect, LiveCard } from '../effects/card.ts';
import { isMapped } from '../people/employee.ts';
import { clientOf } from './client.ts';
import { type CallInput, type CallOutcome, isEvent } from './decide.ts';
import { mergeEvidence } from './evidence.ts';
import type { CallFacts, FactKeys } from './facts.ts';
import { gateThatIsShut, mayYetBeShut } from './lists.ts';
import { ourCompanyOf } from './our-company.ts';
import { extensionsOf, participantsOf } from './participants.ts';
import { type CallPicture, pictureOf } from './picture.ts';
import type { AskedCard, CallState } from './state.ts';
import { trunkOf } from './trunk.ts';
import { extensionsWithClient, situationOf } from './with-client.ts';

/**
 * The items that the card depends on; `undefined` where it stays as it is. Asked without the state, before that is
 * loaded, it answers for a phone that begins to ring, since that always changes the card.
 */
export function cardKeys(
  state: CallState | undefined,
  inputs: readonly CallInput[],
  country: CountryCode,
): Pick<FactKeys, 'phone' | 'extensions'> | undefined {
  const events = inputs.filter(isEvent);
  if (state?.decision !== undefined || !events.some(({ kind }) => kind === 'leg' || kind === 'ended')) {
    return undefined;
  }
  const isFirstRing = events.some(
    (event) => event.kind === 'leg' && event.state === 'ringing' && event.seq === 1,
  );
  if (state === undefined && !isFirstRing) return undefined;
  const picture = pictureOf(mergeEvidence(state?.evidence ?? [], events).evidence);
  const situation = situationOf(picture);
  if (situation === '' || situation === state?.card?.situation) return undefined;
  const phone = normalisePhone(picture.clientNumber, country);
  return { ...(phone === undefined ? {} : { phone }), extensions: extensionsOf(picture) };
}

/**
 * Adds to what was decided about a call who sees its card now, where that has changed. A call that is recorded closes
 * its card by that, so nothing is said then: its first record takes the card over.
 */
export function withLiveCard(outcome: CallOutcome, facts: CallFacts): CallOutcome {
  if (!outcome.changed) return outcome;
  const { state } = outcome;
  if (state.decision !== undefined) return settledCard(outcome, facts);
  const picture = pictureOf(state.evidence);
  if (picture.isOver && isFollowedAtOnce(picture, state)) return outcome;
  const situation = facts.settings.callCards.enabled ? situationOf(picture) : '';
  const asked = state.card ?? neverAsked;
  if (situation === asked.situation) return outcome;
  const card = situation === '' ? undefined : cardOf(picture, facts);
  const crmUserIds = card?.crmUserIds ?? [];
  if (isSame(crmUserIds, asked.crmUserIds)) {
    return { ...outcome, state: { ...state, card: { ...asked, situation } } };
  }
  const effect = effectOf(state, asked.number + 1, facts.now, card);
  return {
    ...outcome,
    state: { ...state, card: { number: effect.number, situation, crmUserIds } },
    effects: [...outcome.effects, effect],
  };
}

/**
 * Whether a call without any leg that is open is decided or goes on in a moment, so that hiding the card by itself
 * would be a request for nothing: the summary is still to come, or nothing is.
 */
function isFollowedAtOnce({ summary }: CallPicture, { settlement }: CallState): boolean {
  return summary === undefined || settlement?.completeness === 'complete';
}

/** Whether an effect that waits to be sent says what is no longer so. */
export function isOutdatedCard(effect: CardEffect, { card, decision }: CallState): boolean {
  return effect.number < (card?.number ?? 0) || (decision !== undefined && effect.card !== undefined);
}

const neverAsked: AskedCard = { number: 0, situation: '', crmUserIds: [] };

/** Of a call that is not recorded the card is closed; D-20: and nothing of who called is kept with it. */
function settledCard(outcome: CallOutcome, facts: CallFacts): CallOutcome {
  const { card: asked, ...state } = outcome.state;
  if (asked === undefined || asked.number === 0) return { ...outcome, state };
  const [record] = state.decision?.records ?? [];
  const isLeftOpen = record === undefined && asked.crmUserIds.length > 0;
  const number = asked.number + (isLeftOpen ? 1 : 0);
  const effects = outcome.effects.map((effect) => {
    if (effect.kind !== 'crm') return effect;
    const writes = effect.writes.map((write) => {
      switch (write.kind) {
        case 'recordCall':
          return write.key === record?.key ? { ...write, cardOf: state.id } : write;
        case 'attachRecording':
        case 'attachTranscript':
          return write.callKey === record?.key ? { ...write, cardOf: state.id } : write;
        default:
          return write;
      }
    });
    return { ...effect, writes };
  });
  return {
    ...outcome,
    state: { ...state, card: { ...neverAsked, number } },
    effects: isLeftOpen ? [...effects, effectOf(state, number, facts.now, undefined)] : effects,
  };
}

/**
 * MG-13, D-09: a card belongs to a participant, not to the call. Mapped employees see it while they are rung or talk,
 * unmapped ones never; nobody sees one of a call that is kept out (D-20), is between employees (MG-26) or hides its
 * number.
 */
function cardOf(picture: CallPicture, facts: CallFacts): LiveCard | undefined {
  const client = clientOf(picture, facts);
  if (client === undefined || picture.direction === 'internal') return undefined;
  const participants = participantsOf(picture, facts);
  const ourCompany = ourCompanyOf(picture, participants, undefined, facts);
  const context = { picture, client, participants, ourCompany, facts };
  if (gateThatIsShut(context) !== undefined || mayYetBeShut(picture, facts)) return undefined;
  const crmUserIds = extensionsWithClient(picture).flatMap((extension) => userAt(extension, facts) ?? []);
  if (crmUserIds.length === 0) return undefined;
  const line = trunkOf(picture.line, facts)?.number ?? picture.line;
  return {
    crmUserIds: [...new Set(crmUserIds)].sort(),
    direction: picture.direction,
    phone: client.phone ?? client.number,
    ...(client.party === undefined ? {} : { client: client.party }),
    ...(line === undefined ? {} : { line }),
    startedAt: picture.startedAt,
  };
}

/** Who is blocked or dismissed can't look at a card. */
function userAt(extension: string, { employeeByExtension, employees }: CallFacts): string | undefined {
  const id = employeeByExtension.get(extension);
  const employee = id === undefined ? undefined : employees.get(id);
  if (employee === undefined || !isMapped(employee) || employee.status !== 'active') return undefined;
  return employee.crmUserId;
}

function effectOf(
  { id: callId }: Pick<CallState, 'id'>,
  number: number,
  askedAt: number,
  card: LiveCard | undefined,
): CardEffect {
  return {
    kind: 'card',
    id: `${callId}:card:${number}` as EffectId,
    callId,
    number,
    askedAt,
    ...(card === undefined ? {} : { card }),
  };
}

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);
