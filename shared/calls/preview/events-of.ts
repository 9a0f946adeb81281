import type { LegId } from '../../base/ids.ts';
import type { CallEvent, Endpoint } from '../events.ts';
import type { ImaginedCall, ImaginedInbound, ImaginedOutbound } from './imagined-call.ts';
import { Telling } from './telling.ts';

const menuSeconds = 5;
const ringSeconds = 10;
const voicemailSeconds = 10;

/** The events that a PBX would send of the call. From here on nothing tells it from one that happened. */
export function eventsOf(call: ImaginedCall): readonly CallEvent[] {
  return call.direction === 'inbound' ? inboundEvents(call) : outboundEvents(call);
}

function inboundEvents(call: ImaginedInbound): readonly CallEvent[] {
  const telling = new Telling(call);
  const client = clientOf(call);
  const { group, answeredBy } = call;
  const rung = [...new Set([...call.rung, ...(answeredBy === undefined ? [] : [answeredBy])])];
  const reachesNothing = rung.length === 0 && group === undefined && !call.voicemail;
  if (call.voiceMenu || reachesNothing) {
    const menu = telling.rings({ place: 'ivr', from: client, to: {} });
    telling.after(menuSeconds).ends(menu, reachesNothing ? 'callerHungUp' : 'normal');
  }
  if (group !== undefined) {
    const queue = telling.rings({ place: 'queue', from: client, to: deviceless(group) });
    telling.ends(queue, 'normal');
  }
  const legs = new Map<string, LegId>();
  for (const extension of rung) {
    const ends = { place: 'employee', from: client, to: employee(extension) } as const;
    legs.set(extension, telling.rings({ ...ends, ...(group === undefined ? {} : { group }) }));
    telling.after(1);
  }
  if (rung.length > 0 || group !== undefined) telling.after(ringSeconds);
  const answering = answeredBy === undefined ? undefined : legs.get(answeredBy);
  for (const [extension, leg] of legs) {
    if (extension !== answeredBy) {
      telling.ends(leg, answering === undefined ? 'noAnswer' : 'answeredElsewhere');
    }
  }
  if (answering === undefined || answeredBy === undefined) {
    endMissed(telling, call, rung);
    return telling.events;
  }
  const talkStartedAt = telling.now;
  telling.talks(answering);
  talkToTheEnd(telling, call, answering);
  telling.isOver({
    direction: 'inbound',
    from: client,
    to: employee(answeredBy),
    cause: 'normal',
    talkStartedAt,
  });
  return telling.events;
}

function endMissed(telling: Telling, call: ImaginedInbound, rung: readonly string[]): void {
  const client = clientOf(call);
  if (call.voicemail) {
    const voicemail = telling.rings({ place: 'voicemail', from: client, to: {} });
    telling.talks(voicemail);
    telling.after(voicemailSeconds).ends(voicemail, 'callerHungUp');
  }
  const [first] = rung;
  const to = call.group === undefined && first !== undefined ? employee(first) : deviceless(call.group);
  telling.isOver({ direction: 'inbound', from: client, to, cause: 'callerHungUp' });
}

function outboundEvents(call: ImaginedOutbound): readonly CallEvent[] {
  const telling = new Telling(call);
  const [from, to] = [employee(call.caller), clientOf(call)];
  const leg = telling.rings({ place: 'employee', from, to });
  telling.after(ringSeconds);
  if (!call.answered) {
    telling.ends(leg, 'noAnswer');
    telling.isOver({ direction: 'outbound', from, to, cause: 'noAnswer' });
    return telling.events;
  }
  const talkStartedAt = telling.now;
  telling.talks(leg);
  talkToTheEnd(telling, call, leg);
  telling.isOver({ direction: 'outbound', from, to, cause: 'normal', talkStartedAt });
  return telling.events;
}

/** The talk, shared evenly by those to whom the call is passed on. */
function talkToTheEnd(telling: Telling, call: ImaginedCall, first: LegId): void {
  const seconds = call.talkSeconds / (call.transferredTo.length + 1);
  let leg = first;
  for (const extension of call.transferredTo) {
    telling.after(seconds).ends(leg, 'transferred');
    leg = telling.rings({
      place: 'employee',
      from: clientOf(call),
      to: employee(extension),
      takenFrom: leg,
      transfer: 'blind',
    });
    telling.after(1).talks(leg);
  }
  telling.after(seconds).ends(leg, 'callerHungUp');
}

const clientOf = ({ number }: ImaginedCall): Endpoint => (number === undefined ? {} : { number });
const employee = (extension: string): Endpoint => ({ extension, number: `sip:${extension}@preview` });
/** A group has a short number but no device; one without a number is nothing that could be named. */
const deviceless = (group = ''): Endpoint => (group === '' ? {} : { extension: group });
