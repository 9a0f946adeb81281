import type { MangoCall } from '../../infra/local/demo/mango-pbx.ts';
import { type Colleague, catchesAll, colleagues, type Line, lastInLine, outsiders } from './cast.ts';
import type { Random } from './random.ts';

/** What a call must leave in the CRM, said by whoever made it up: no rule of the product is asked. */
export interface Truth {
  /** Whose each record of the call is, in the order in which they talked. */
  readonly owners: readonly string[];
  readonly result: 'answered' | 'missed' | 'failed';
  /** What a client becomes who is not known yet, and whose he is. */
  readonly newClient?: { readonly as: 'contactAndDeal' | 'contact' | 'lead'; readonly owner: string };
}

/** Who the client of a call is to us. */
export interface Caller {
  /** Absent for a hidden number. */
  readonly phone?: string;
  /** Absent for somebody new. */
  readonly owner?: string;
}

interface Scene {
  readonly call: MangoCall;
  readonly line: Line;
  readonly caller: Caller;
  readonly random: Random;
}

const group = '500';

/** Two colleagues, not the same. */
function two(random: Random): readonly [Colleague, Colleague] {
  const [first, second] = random.shuffled(colleagues);
  return [first as Colleague, second as Colleague];
}

/** Who talked first owns the new client. */
const answered = (owners: readonly string[], owner: string): Truth => ({
  owners,
  result: 'answered',
  newClient: { as: 'contactAndDeal', owner },
});

/** The client's owner gets a missed call; of a new client whoever was rung last; else the line's, else the last in line. */
function missed({ caller, line }: Scene, rung?: string): Truth {
  const next = rung ?? line.responsible ?? lastInLine;
  return { owners: [caller.owner ?? next], result: 'missed', newClient: { as: 'lead', owner: next } };
}

/** Every way in which the calls of the soak go. */
const plots: readonly ((scene: Scene) => Truth)[] = [
  ({ call, random }) => {
    const one = random.pick(colleagues);
    call.ring(one.extension).wait(4).answer(one.extension).wait(30).stop(one.extension, 1110).endInbound();
    return answered([one.id], one.id);
  },
  ({ call, random }) => {
    const [idle, taker] = two(random);
    call.ivr().ring(idle.extension, group).ring(taker.extension, group).wait(5);
    call.answer(taker.extension, group).stop(idle.extension, 1182, group).wait(40);
    call.stop(taker.extension, 1110, group).endInbound().recordAdded();
    return answered([taker.id], taker.id);
  },
  ({ call, random }) => {
    const [first, second] = two(random);
    call.ring(first.extension).wait(4).answer(first.extension).wait(20);
    call.blindTransfer(first.extension, second.extension).wait(5).answer(second.extension).wait(25);
    call.stop(second.extension, 1110).endInbound();
    return answered([first.id, second.id], first.id);
  },
  ({ call, random }) => {
    const [first, second] = two(random);
    call.ring(first.extension).wait(3).answer(first.extension).wait(30);
    call.attendedTransfer(first.extension, second.extension).wait(50);
    call.stop(second.extension, 1110).endInbound();
    return answered([first.id, second.id], first.id);
  },
  ({ call, random }) => {
    const [first, outsider] = [random.pick(colleagues), random.pick(outsiders)];
    call.ring(first.extension).wait(4).answer(first.extension).wait(20);
    call.blindTransfer(first.extension, outsider).wait(5).answer(outsider).wait(25);
    call.stop(outsider, 1110).endInbound();
    return answered([first.id, catchesAll], first.id);
  },
  (scene) => {
    const { call, random } = scene;
    const one = random.pick(colleagues);
    call.ring(one.extension).wait(20).stop(one.extension, 1111).endInbound(1111);
    return missed(scene, one.id);
  },
  (scene) => {
    const { call, random } = scene;
    const [first, last] = two(random);
    call.ivr().ring(first.extension, group).wait(15).stop(first.extension, 1111, group);
    call.ring(last.extension, group).wait(15).stop(last.extension, 1111, group).endInbound(1164);
    return missed(scene, last.id);
  },
  (scene) => {
    const { call, random } = scene;
    const [first, last] = two(random);
    call.ring(first.extension).wait(15).stop(first.extension, 1111);
    call.ring(last.extension).wait(15).stop(last.extension, 1111).endInbound(1111);
    return missed(scene, last.id);
  },
  (scene) => {
    scene.call.ivr().endInbound(1170);
    return missed(scene);
  },
  ({ call, random }) => {
    const one = random.pick(colleagues);
    call.dial(one.extension).wait(9).connect(one.extension).wait(50);
    call.hangUp(one.extension, 1110).endOutbound(one.extension);
    return { ...answered([one.id], one.id), newClient: { as: 'contact', owner: one.id } };
  },
  ({ call, random }) => {
    const one = random.pick(colleagues);
    call.dial(one.extension).wait(25).hangUp(one.extension, 1111).endOutbound(one.extension, 1111);
    return { owners: [one.id], result: 'failed', newClient: { as: 'contact', owner: one.id } };
  },
  ({ call, random }) => {
    const outsider = random.pick(outsiders);
    call.ring(outsider).wait(5).answer(outsider).wait(20).stop(outsider, 1110).endInbound();
    return { owners: [catchesAll], result: 'answered' };
  },
];

/** Tells one call to its end, and what must come of it. */
export function tellCall(scene: Scene): Truth {
  return scene.random.pick(plots)(scene);
}
