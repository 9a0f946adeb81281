import type { E164 } from '../../../shared/base/phone.ts';
import { normalisePhone } from '../../../shared/base/phone.ts';
import type { CallEnded, LegEvent } from '../../../shared/calls/events.ts';
import { employeeWithClient, type Leg } from '../../../shared/calls/legs.ts';
import type { CallPicture } from '../../../shared/calls/picture.ts';
import type { CallDecision } from '../../../shared/calls/state.ts';
import type { TrueCall } from './captures.ts';
import { Findings, toleranceSeconds } from './findings.ts';

interface Course {
  readonly truth: TrueCall;
  readonly picture: CallPicture;
  readonly decision: CallDecision;
  readonly end: CallEnded | undefined;
  /** Of employees. */
  readonly legs: readonly Leg[];
  readonly found: Findings;
  /** Seconds since the call began. */
  readonly since: (at: number) => number;
}

/** Where the course of a call, leg by leg, differs from what happened. */
export function courseOf(
  truth: TrueCall,
  picture: CallPicture,
  decision: CallDecision,
  end: CallEnded | undefined,
): readonly string[] {
  const found = new Findings();
  const since = (at: number) => at / 1_000 - truth.callStart;
  const ofEmployees = picture.legs.filter((leg) => leg.phases[0]?.place === 'employee' && hasExtension(leg));
  const course = { truth, picture, decision, end, found, since, legs: inOrder(ofEmployees) };
  found.near('begin', since(end?.startedAt ?? 0), 0);
  compareRings(course);
  compareAnswers(course);
  compareTalk(course);
  compareTransfers(course);
  compareLegs(course);
  return found.all;
}

function compareRings({ truth, picture, legs, found, since }: Course): void {
  const rung = legs.filter(
    (leg) => leg.phases[0]?.state === 'ringing' && leg.phases[0].to.extension !== undefined,
  );
  found.same(
    'rung',
    rung.map((leg) => ({ extension: leg.phases[0]?.to.extension, result: resultOf(leg) })),
    truth.rung.map(({ extension, result }) => ({ extension, result })),
  );
  const unreachable = picture.offers.filter(({ result }) => result === 'unavailable');
  found.same(
    'unreachable',
    unreachable.map(({ extension }) => extension),
    truth.unreachable ?? [],
  );
  // A queue rings from the beginning, or from when the client was passed on to it.
  const passedOnAt = truth.transfers.find(({ toQueue }) => toQueue !== undefined)?.at;
  const queueFrom = truth.queue === undefined ? Number.POSITIVE_INFINITY : (passedOnAt ?? 0);
  const ringsGroup = (leg: Leg) =>
    since(leg.startedAt) > queueFrom - toleranceSeconds ||
    rung.some((one) => ownerOf(one) !== ownerOf(leg) && areTogether(one, leg));
  const inGroup = rung.filter(({ group }) => group !== undefined);
  found.same('rung in a group', inGroup.map(ownerOf), rung.filter(ringsGroup).map(ownerOf));
  found.same('was in a queue', picture.legs.some(isInQueue), truth.queue !== undefined);
}

function compareAnswers({ truth, legs, found, since, end }: Course): void {
  const answers = legs.flatMap((leg) => {
    const talk = leg.phases.find(({ state }) => state === 'talking');
    return talk === undefined ? [] : [{ extension: ownerOf(leg), at: since(talk.since) }];
  });
  found.same(
    'answered by',
    answers.map(({ extension }) => extension),
    truth.answeredBy.map(({ extension }) => extension),
  );
  for (const [index, { at }] of truth.answeredBy.entries()) {
    found.near(`answer ${index}`, answers[index]?.at ?? Number.NaN, at);
  }
  const first = truth.clientAnsweredAt ?? truth.answeredBy[0]?.at;
  found.same('talked', end?.talkStartedAt !== undefined, first !== undefined);
  if (first !== undefined) found.near('first talk', since(end?.talkStartedAt ?? 0), first);
}

function compareTalk({ truth, picture, decision, legs, found }: Course): void {
  if (picture.direction === 'internal') found.near('talk', secondsOf('talking', legs), truth.talkSeconds);
  else {
    const talkMs = picture.parts.reduce((sum, part) => sum + part.talkMs, 0);
    found.near('talk', talkMs / 1_000, truth.talkSeconds);
    found.near('decided talk', decision.talkSeconds, truth.talkSeconds);
  }
  if (truth.holdSeconds !== undefined) found.near('hold', secondsOf('held', legs), truth.holdSeconds);
  const outside = picture.legs.filter((leg) => leg.phases[0]?.place === 'employee' && !hasExtension(leg));
  found.near('talk with outside', secondsOf('talking', outside), truth.outsideTalkSeconds ?? 0);
}

function compareTransfers({ truth, picture, found, since }: Course): void {
  const transfers = transfersIn(picture);
  found.same(
    'transfers',
    transfers.map(({ kind, from, to }) => ({ kind, from, to })),
    truth.transfers.map(({ kind, from, to, answeredBy }) => ({ kind, from, to: answeredBy ?? to })),
  );
  for (const [index, should] of truth.transfers.entries()) {
    found.near(`transfer ${index}`, since(transfers[index]?.at ?? 0), should.at);
    found.same('transferred to outside', transfers[index]?.isOutside, should.external === true);
    const target = picture.legs.find(
      (leg) => leg.transfer !== undefined && leg.phases[0]?.place === 'employee',
    );
    if (target === undefined) continue;
    found.same('transfer’s result', resultOf(target), should.result);
    if (should.toQueue !== undefined) found.same('transferred to the queue', target.group, should.to);
    const { consultation } = should;
    if (consultation === undefined) continue;
    const asked = target.phases.find(({ state }) => state === 'talking');
    found.near('consultation begins', since(target.startedAt), consultation.startedAt);
    found.near('consultation is answered', since(asked?.since ?? 0), consultation.answeredAt);
    found.near('consultation', should.at - since(asked?.since ?? 0), consultation.talkSeconds);
  }
}

function compareLegs({ truth, picture, legs, found, since }: Course): void {
  found.same(
    'legs',
    legs.map((leg) => ({ extension: ownerOf(leg), answered: resultOf(leg) === 'answered' })),
    truth.legs.map(({ extension, answered }) => ({ extension, answered })),
  );
  for (const [index, should] of truth.legs.entries()) {
    const leg = legs[index];
    if (leg === undefined) continue;
    const name = `leg ${index} (${should.extension})`;
    const [ring] = leg.phases;
    const calls = ring?.from.extension === should.extension;
    found.same(`${name} result`, calls ? 'caller' : resultOf(leg), should.result);
    found.near(`${name} start`, since(leg.startedAt), should.startedAt);
    if (ring?.state === 'ringing') {
      found.near(`${name} ring`, ((ring.until ?? ring.since) - ring.since) / 1_000, should.ringSeconds);
      if (calls) found.near(`${name} ring`, truth.clientRingSeconds ?? Number.NaN, should.ringSeconds);
    }
    // Whom a command rings first waits for the client to answer.
    const waits = leg.startedByCommand ? (truth.clientAnsweredAt ?? 0) - (truth.answeredBy[0]?.at ?? 0) : 0;
    if (waits > 0) found.near(`${name} waits`, waits, truth.clientRingSeconds ?? Number.NaN);
    found.near(`${name} length`, ((leg.endedAt ?? 0) - leg.startedAt) / 1_000, should.durationApprox + waits);
    const parts = picture.parts.filter(({ legIds }) => legIds.includes(leg.id));
    const talk = parts.reduce((sum, { talkMs }) => sum + talkMs, 0) / 1_000;
    const isInternal = picture.direction === 'internal';
    found.near(`${name} talk`, isInternal ? secondsOf('talking', [leg]) : talk, should.talkSeconds);
  }
}

/** In the order of their beginning; what began together has no order. */
function inOrder(legs: readonly Leg[]): readonly Leg[] {
  return legs.toSorted((a, b) =>
    areTogether(a, b) ? (ownerOf(a) ?? '').localeCompare(ownerOf(b) ?? '') : a.startedAt - b.startedAt,
  );
}

const areTogether = (a: Leg, b: Leg): boolean =>
  Math.abs(a.startedAt - b.startedAt) < toleranceSeconds * 1_000;

const hasExtension = (leg: Leg): boolean =>
  leg.events.some(({ from, to }) => from.extension !== undefined || to.extension !== undefined);

const isInQueue = ({ phases }: Leg): boolean => phases.some(({ place }) => place === 'queue');

/** Whose part the leg is: who is called, else who calls. */
function ownerOf(leg: Leg): string | undefined {
  const { to, from } = leg.events[0] as LegEvent;
  return to.extension ?? from.extension;
}

const resultOf = (leg: Leg): string | undefined =>
  leg.phases.some(({ state }) => state === 'talking') ? 'answered' : leg.cause;

const secondsOf = (what: 'talking' | 'held', legs: readonly Leg[]): number =>
  legs
    .flatMap(({ phases }) => phases)
    .filter(({ state }) => state === what)
    .reduce((sum, { since, until = since }) => sum + until - since, 0) / 1_000;

/** Transfers between employees as the Call sees them, and those to outside numbers, which are legs of nobody. */
function transfersIn(picture: CallPicture) {
  const outside = picture.legs.flatMap((leg) => {
    const [first] = leg.events;
    if (first?.transfer === undefined || first.place !== 'employee' || hasExtension(leg)) return [];
    const source = picture.legs.find(({ id }) => id === leg.takenFrom);
    const from = source?.events.map(employeeWithClient).find((extension) => extension !== undefined);
    const to = normalisePhone(first.to.number, 'RU') as E164;
    return [{ kind: first.transfer, from, to, at: first.at, isOutside: true }];
  });
  const inside = picture.transfers.map(({ kind, from, to, at }) => ({
    kind,
    from,
    to,
    at,
    isOutside: false,
  }));
  return [...inside, ...outside];
}
