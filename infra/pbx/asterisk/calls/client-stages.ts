import type { EndCause, LegEvent } from '../../../../shared/calls/events.ts';
import { parties } from './direction.ts';
import type { Call, Channel, SaidLeg } from './model.ts';
import { employeeAt } from './origin.ts';
import { clientEnd, say } from './say.ts';
import type { View } from './view.ts';

/** Where the client is while he has nobody: in a menu, a queue or a message box. */
interface Stage {
  readonly key: string;
  readonly place: Exclude<LegEvent['place'], 'employee'>;
  readonly state: 'ringing' | 'talking';
  readonly at: number;
  readonly number?: string | undefined;
}

/** Says the client's way through menu, queue and message box, each stage as a leg of its own. */
export function sayClientStage(view: View): void {
  const { call, client } = view;
  if (client === undefined) return;
  const stage = stageOf(view, client);
  if (call.stage !== undefined && call.stageKey !== stage?.key) endStage(view, client, call.stage);
  if (stage === undefined || call.stage !== undefined) return;
  call.stages += 1;
  const id = call.stages === 1 ? client.id : `${client.id}/${call.stages}`;
  const from = call.move === undefined ? {} : { takenFrom: call.move.leg, transfer: call.move.kind };
  const to = stage.number === undefined ? {} : { extension: stage.number };
  const { place, state, at } = stage;
  say(call, id, { place, state, at, from: clientEnd(call), to, ...from });
  call.stage = id;
  call.stageKey = stage.key;
}

function stageOf(view: View, client: Channel): Stage | undefined {
  const { call } = view;
  if (client.hangup !== undefined) return undefined;
  const { queue } = client;
  if (queue !== undefined) {
    const { name, number, since } = queue;
    return { key: `queue ${name}`, place: 'queue', state: 'ringing', at: since, number };
  }
  // In an outbound call the client is up because he answered; so is one whom an employee has passed on to somebody.
  if (call.direction !== 'inbound' || client.upAt === undefined) return undefined;
  if (client.bridge !== undefined || isRinging(call) || isAwaiting(call)) return undefined;
  const place = isMessageBox(call, client) ? 'voicemail' : 'ivr';
  const at = Math.max(client.upAt, client.movedAt ?? 0, lastRingEnd(call), stageEnd(call));
  return { key: place, place, state: 'talking', at };
}

/** Somebody's telephone rings, an outside number is being called, or who answered is about to be connected. */
const isRinging = (call: Call): boolean =>
  Object.values(call.channels).some(
    (one) => one.hangup === undefined && one.dial !== undefined && one.bridge === undefined,
  );

/** An employee has the client and will come back to him: he asks a colleague. */
const isAwaiting = (call: Call): boolean =>
  Object.values(call.legs).some(({ id, metAt }) => {
    const channel = call.channels[id];
    return metAt !== undefined && channel?.hangup === undefined && channel?.passedOn === undefined;
  });

/**
 * The dialplan says so; where it doesn't, a PBX that answers only after one telephone rang in vain takes a message. An
 * announcement after a queue or a group is none.
 */
function isMessageBox(call: Call, client: Channel): boolean {
  if (client.application !== undefined) return client.application === 'voicemail';
  const rung = parties(call).filter((one) => one.dial !== undefined && employeeAt(call, one) !== undefined);
  const extensions = new Set(rung.map((one) => employeeAt(call, one)));
  const inVain = Object.values(call.legs).every(({ metAt }) => metAt === undefined);
  const [first] = rung;
  return inVain && extensions.size === 1 && call.stages === 0 && (client.upAt ?? 0) >= (first?.dial?.at ?? 0);
}

const lastRingEnd = (call: Call): number =>
  Math.max(0, ...parties(call).map(({ dial, hangup }) => (dial === undefined ? 0 : (hangup?.at ?? 0))));

const stageEnd = (call: Call): number =>
  Math.max(0, ...Object.values(call.legs).map(({ place, at }) => (place === 'employee' ? 0 : at)));

function endStage(view: View, client: Channel, id: string): void {
  const { call } = view;
  call.stage = undefined;
  call.stageKey = undefined;
  const leg = call.legs[id];
  if (leg === undefined) return;
  const at = client.hangup?.at ?? view.call.lastChangeAt;
  const { place, from, to } = leg;
  say(call, id, { state: 'ended', place, from, to, at, cause: stageEndCause(view, client, leg) });
}

function stageEndCause({ call, reaches }: View, client: Channel, { place }: SaidLeg): EndCause {
  if (client.hangup !== undefined) {
    if (client.hangupRequestedAt !== undefined) return 'callerHungUp';
    return place === 'queue' ? 'groupFailed' : place === 'ivr' ? 'automation' : 'normal';
  }
  const goesOn = place !== 'queue' || (reaches.get(client.id)?.ids.size ?? 0) > 1 || isRinging(call);
  return goesOn ? 'normal' : 'groupFailed';
}
