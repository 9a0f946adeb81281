import { normalisePhone } from '../../../shared/base/phone.ts';
import type { CallEnded, CallEvent } from '../../../shared/calls/events.ts';
import type { CallFacts } from '../../../shared/calls/facts.ts';
import { type CallPicture, pictureOf } from '../../../shared/calls/picture.ts';
import type { CallDecision } from '../../../shared/calls/state.ts';
import { generic } from '../../../shared/pbx/generic/adapter.ts';
import { facts, tell } from '../../calls/story.ts';
import type { Capture, TrueCall } from './captures.ts';
import { courseOf } from './course.ts';
import { Findings } from './findings.ts';

const town: CallFacts = facts({
  trunks: [{ number: '+74950000001' }, { number: '+74950000002' }],
});

/** Reads bodies as the webhook does: protocol and all. */
export function received(bodies: readonly string[]): readonly CallEvent[] {
  return bodies.flatMap((text) => [...generic.parse({ path: '', text })]);
}

/** Where what dutyline makes of these events differs from what happened; nothing where it is right. */
export function differences(truth: Capture, events: readonly CallEvent[]): readonly string[] {
  return comparison(events)(truth);
}

/** Reads the events once, to be compared with what may have happened. */
export function comparison(events: readonly CallEvent[]): (truth: Capture) => readonly string[] {
  const calls = new Map(
    [...Map.groupBy(events, ({ callId }) => callId)].map(([id, ofCall]) => [String(id), readCall(ofCall)]),
  );
  return (truth) => {
    const expected = new Set(truth.calls.map(({ linkedid }) => `generic:${linkedid}`));
    const strangers = [...calls.keys()]
      .filter((id) => !expected.has(id))
      .map((id) => `there is no call ${id}`);
    const found = truth.calls.flatMap((call) => {
      const told = calls.get(`generic:${call.linkedid}`);
      const ofCall = told === undefined ? ['nothing was told'] : differencesOf(call, told);
      return ofCall.map((difference) => `${call.linkedid}: ${difference}`);
    });
    return [...strangers, ...found];
  };
}

/** What is wrong with the form of these events, whatever happened in their calls. */
export function faultsOf(events: readonly CallEvent[]): readonly string[] {
  return [...Map.groupBy(events, ({ callId }) => callId)].flatMap(([id, ofCall]) =>
    formOf(ofCall, pictureOf(ofCall)).map((fault) => `${id}: ${fault}`),
  );
}

/** One call as dutyline sees it. */
interface ToldCall {
  readonly events: readonly CallEvent[];
  readonly picture: CallPicture;
  readonly decision: CallDecision | undefined;
  readonly end: CallEnded | undefined;
}

function readCall(events: readonly CallEvent[]): ToldCall {
  return {
    events,
    picture: pictureOf(events),
    decision: tell(events, town).state.decision,
    end: events.find((event): event is CallEnded => event.kind === 'ended'),
  };
}

function differencesOf(truth: TrueCall, { events, picture, decision, end }: ToldCall): readonly string[] {
  if (decision === undefined) return ['it was not decided'];
  return [
    ...formOf(events, picture),
    ...outcomeOf(truth, decision, end),
    ...courseOf(truth, picture, decision, end),
  ];
}

/** What the protocol promises of any call. */
function formOf(events: readonly CallEvent[], picture: CallPicture): string[] {
  const found: string[] = [];
  const summaries = events.filter(({ kind }) => kind === 'ended').length;
  if (summaries !== 1) found.push(`${summaries} summaries`);
  for (const leg of picture.legs) {
    const numbers = leg.events.map(({ seq }) => seq).join();
    if (numbers !== leg.events.map((_, index) => index + 1).join()) found.push(`${leg.id} counts ${numbers}`);
    const states = leg.events.map(({ state }) => state);
    if (states.includes('ringing', states.indexOf('talking') + 1) && states.includes('talking')) {
      found.push(`${leg.id} rings after it talked: ${states.join()}`);
    }
    if (leg.endedAt === undefined) found.push(`${leg.id} does not end`);
  }
  return found;
}

function outcomeOf(truth: TrueCall, decision: CallDecision, end: CallEnded | undefined): readonly string[] {
  const found = new Findings();
  found.same('direction', decision.direction, truth.direction);
  found.same('result', decision.result, truth.expected.final);
  found.same('missed', decision.missedReason ?? null, truth.expected.missedReason);
  found.same('client', decision.client?.phone ?? null, truth.client);
  found.same('trunk', decision.trunk ?? null, truth.did);
  if (truth.clientAsSent !== undefined) found.same('client as sent', end?.from.number, truth.clientAsSent);
  if (truth.dialed !== undefined)
    found.same('dialled', normalisePhone(end?.to.number, 'RU'), normalisePhone(truth.dialed, 'RU'));
  if (truth.failReason !== undefined) {
    const cause = decision.result === 'failed' ? decision.cause : null;
    found.same('fails by', cause, causes[truth.failReason ?? ''] ?? null);
  }
  if (truth.caller !== undefined) found.same('caller', end?.from.extension, truth.caller);
  if (truth.direction !== 'internal') compareHangUp(truth, end, found);
  return found.all;
}

function compareHangUp(truth: TrueCall, end: CallEnded | undefined, found: Findings): void {
  const client = truth.direction === 'inbound' ? 'callerHungUp' : 'calleeHungUp';
  const employee = truth.direction === 'inbound' ? 'calleeHungUp' : 'callerHungUp';
  const isAnswered = truth.expected.final === 'answered';
  // Who called in vain gave up or was given up: why he was in vain is what is told then.
  if (!isAnswered && truth.direction === 'outbound') return;
  const who = end?.cause === client ? 'client' : end?.cause === employee ? 'extension' : 'pbx';
  found.same('hung up by', who, truth.hangupBy);
}

const causes: Record<string, string> = { noAnswer: 'noAnswer', busy: 'busy', congestion: 'failed' };
