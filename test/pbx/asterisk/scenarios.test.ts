import { describe, expect, it } from 'vitest';
import { defaultNumbering } from '../../../infra/pbx/asterisk/calls/channel-kind.ts';
import { mostLegs } from '../../../infra/pbx/asterisk/calls/say-part.ts';
import type { CallEvent, LegEvent } from '../../../shared/calls/events.ts';
import { maxEvidence } from '../../../shared/calls/evidence.ts';
import { pictureOf } from '../../../shared/calls/picture.ts';
import { facts, tell } from '../../calls/story.ts';
import { AmiStory } from './ami-story.ts';
import { translate } from './translate.ts';

const client = '+79161112233';
const did = '+74950000001';
const town = facts({ trunks: [{ number: did }] });

/** A client calls; `dials`, `meets` and the rest is told by each test. */
function inboundCall(number: string | null = client) {
  const story = new AmiStory();
  const trunk = story.callsIn('PJSIP/trunk-a', { exten: did, ...(number === null ? {} : { number }) });
  return { story, trunk };
}

const callsIn = (events: readonly CallEvent[]) => [...Map.groupBy(events, ({ callId }) => callId).values()];

/** The one call that is told. */
function theCall(story: AmiStory) {
  const calls = callsIn(translate(story.events));
  expect(calls).toHaveLength(1);
  const events = calls[0] ?? [];
  const decision = tell(events, town).state.decision;
  if (decision === undefined) throw new Error('the call was not decided');
  const picture = pictureOf(events);
  const legs = picture.legs.map(({ events: [first], phases, cause, takenFrom, transfer, group }) => ({
    who: first?.to.extension ?? first?.from.extension ?? first?.place,
    states: phases.map(({ state }) => state).join(' '),
    cause,
    ...(takenFrom === undefined ? {} : { takenFrom }),
    ...(transfer === undefined ? {} : { transfer }),
    ...(group === undefined ? {} : { group }),
  }));
  return { events, decision, picture, legs };
}

describe('who answers', () => {
  it('a colleague who picks the call up has it; the telephone that rang was answered elsewhere', () => {
    const { story, trunk } = inboundCall();
    const phone = story.dials(trunk, 'PJSIP/101');
    const picker = story.after(3).callsIn('PJSIP/102', { number: '102', exten: '*8' });
    story
      .up(picker)
      .ends(trunk, picker, 'ANSWER')
      .meet('b', picker)
      .gone(phone, 26)
      .up(trunk)
      .meet('b', trunk);
    story.joins(picker, trunk).after(9).hangsUp(trunk).gone(picker);
    const { decision, legs } = theCall(story);
    expect(decision).toMatchObject({ result: 'answered', callOwnerId: 'colleague', talkSeconds: 9 });
    expect(legs).toEqual([
      { who: '101', states: 'ringing', cause: 'answeredElsewhere' },
      { who: '102', states: 'talking', cause: 'callerHungUp' },
    ]);
  });

  it('a mobile telephone that a queue rings for a member is that member', () => {
    const { story, trunk } = inboundCall();
    story.up(trunk).says('QueueCallerJoin', trunk, { Queue: '500' });
    const one = story.makes('Local/101@from-queue;1', { of: trunk });
    const two = story.makes('Local/101@from-queue;2', { of: trunk });
    story.says(
      'AgentCalled',
      trunk,
      { Queue: '500', Interface: 'Local/101@from-queue/n', MemberName: 'Anna' },
      [['Dest', one]],
    );
    story.begins(trunk, one);
    const mobile = story.dials(two, 'PJSIP/trunk-b', { DialString: 'trunk-b/+79990000000' });
    story.after(4).answers(two, mobile).meet('b1', mobile, two).answers(trunk, one);
    story.says('QueueCallerLeave', trunk, { Queue: '500' }).meet('b2', one, trunk);
    story.after(7).hangsUp(trunk).gone(one).gone(two).gone(mobile);
    const { decision, legs } = theCall(story);
    expect(decision).toMatchObject({ result: 'answered', callOwnerId: 'operator', talkSeconds: 7 });
    expect(legs.at(-1)).toMatchObject({ who: '101', states: 'ringing talking', group: '500' });
  });

  it('a telephone that forwards by itself is no group, and who is rung instead has the call', () => {
    const { story, trunk } = inboundCall();
    const first = story.dials(trunk, 'PJSIP/101');
    story.ends(trunk, first, 'CANCEL', { Forward: '102' });
    const one = story.makes('Local/102@from-internal;1', { of: trunk });
    const two = story.makes('Local/102@from-internal;2', { of: trunk });
    story.begins(trunk, one);
    const second = story.dials(two, 'PJSIP/102');
    story
      .gone(first, 23)
      .after(3)
      .ends(two, second, 'NOANSWER')
      .gone(second, 0)
      .gone(two)
      .gone(one)
      .gone(trunk);
    const { decision, legs } = theCall(story);
    expect(decision).toMatchObject({ result: 'missed', missedReason: 'direct' });
    expect(legs).toEqual([
      { who: '101', states: 'ringing', cause: 'transferred' },
      { who: '102', states: 'ringing', cause: 'noAnswer' },
    ]);
  });

  it('a refusal is told from a ring that ran out by the cause of the hang-up alone', () => {
    const { story, trunk } = inboundCall();
    story.up(trunk).says('QueueCallerJoin', trunk, { Queue: 'sales' });
    const phone = story.dials(trunk, 'PJSIP/101');
    story.after(2).ends(trunk, phone, 'NOANSWER').gone(phone, 21).after(3).hangsUp(trunk, 0);
    expect(theCall(story).legs).toContainEqual(expect.objectContaining({ who: '101', cause: 'declined' }));
  });

  it('a client without a number is nobody, and the call is told all the same', () => {
    const { story, trunk } = inboundCall(null);
    const phone = story.dials(trunk, 'PJSIP/101');
    story.after(3).answers(trunk, phone).meet('b', phone, trunk).after(5).hangsUp(phone).gone(trunk);
    const { decision, events } = theCall(story);
    expect(decision).toMatchObject({ result: 'answered', talkSeconds: 5 });
    expect(decision.client).toBeUndefined();
    expect(events[0]).toMatchObject({ from: {} });
  });

  it('the client holds the line himself: that is no talk', () => {
    const { story, trunk } = inboundCall();
    const phone = story.dials(trunk, 'PJSIP/101');
    story.after(3).answers(trunk, phone).meet('b', phone, trunk).after(5);
    story.says('Hold', trunk).after(20).says('Unhold', trunk).after(5).hangsUp(trunk).gone(phone);
    expect(theCall(story).decision.talkSeconds).toBe(10);
  });
});

describe('menus and queues', () => {
  it('a menu and then a queue are stages of their own before the employee', () => {
    const { story, trunk } = inboundCall();
    story.up(trunk).says('Newexten', trunk, { Application: 'BackGround', AppData: 'menu' }).after(6);
    story.says('QueueCallerJoin', trunk, { Queue: '500' });
    const phone = story.dials(trunk, 'PJSIP/102');
    story
      .after(4)
      .answers(trunk, phone)
      .says('QueueCallerLeave', trunk, { Queue: '500' })
      .meet('b', phone, trunk);
    story.after(8).hangsUp(trunk).gone(phone);
    const { legs, picture } = theCall(story);
    expect(legs).toEqual([
      { who: 'ivr', states: 'talking', cause: 'normal' },
      { who: '500', states: 'ringing', cause: 'normal' },
      { who: '102', states: 'ringing talking', cause: 'callerHungUp', takenFrom: `${trunk}/2`, group: '500' },
    ]);
    expect(picture.line).toBe(did);
  });

  it('a client who waits for hours is told to the end, with room for it', () => {
    const { story, trunk } = inboundCall();
    story.up(trunk).says('QueueCallerJoin', trunk, { Queue: '500' });
    for (let round = 0; round < 80; round += 1) {
      for (const device of ['PJSIP/101', 'PJSIP/102']) {
        const phone = story.after(30).dials(trunk, device);
        story.after(30).ends(trunk, phone, 'NOANSWER').gone(phone, 0);
      }
    }
    const last = story.dials(trunk, 'PJSIP/101');
    story
      .after(5)
      .answers(trunk, last)
      .says('QueueCallerLeave', trunk, { Queue: '500' })
      .meet('b', last, trunk);
    story.after(60).hangsUp(trunk).gone(last);
    const { decision, events, picture } = theCall(story);
    expect(decision).toMatchObject({ result: 'answered', callOwnerId: 'operator', talkSeconds: 60 });
    expect(picture.legs.length).toBeLessThanOrEqual(mostLegs + 3);
    expect(events.length).toBeLessThan(maxEvidence);
  });

  it('a queue without anybody in it leaves a call that was missed in the group', () => {
    const { story, trunk } = inboundCall();
    story.up(trunk).says('QueueCallerJoin', trunk, { Queue: '500' }).after(30);
    story.says('QueueCallerLeave', trunk, { Queue: '500' }).after(0.01).gone(trunk);
    expect(theCall(story).decision).toMatchObject({ result: 'missed', missedReason: 'ringGroup' });
  });
});

describe('an agent who stays on the line', () => {
  it('has each client who is connected to him, one call after the other', () => {
    const story = new AmiStory();
    const agent = story.callsIn('PJSIP/101', { number: '101', exten: '*45' });
    story.up(agent).after(60);
    const clients = ['+79160000001', '+79160000002'].map((number) => {
      const trunk = story.callsIn('PJSIP/trunk-a', { number, exten: did });
      story.up(trunk).says('QueueCallerJoin', trunk, { Queue: '500' }).after(5);
      story.says('QueueCallerLeave', trunk, { Queue: '500' }).meet(`bridge ${number}`, agent, trunk);
      story.after(8).hangsUp(trunk).parts(agent).after(30);
      return number;
    });
    story.hangsUp(agent);
    const decisions = callsIn(translate(story.events)).map((events) => tell(events, town).state.decision);
    expect(decisions).toMatchObject(
      clients.map((phone) => ({
        direction: 'inbound',
        result: 'answered',
        callOwnerId: 'operator',
        talkSeconds: 8,
        client: { phone },
      })),
    );
  });
});

describe('transfers', () => {
  it('a blind transfer that nobody takes and that comes back is returned', () => {
    const { story, trunk } = inboundCall();
    const first = story.dials(trunk, 'PJSIP/101');
    story.after(2).answers(trunk, first).meet('b', first, trunk).after(5).blindTransfer(first, trunk, '102');
    const second = story.dials(trunk, 'PJSIP/102');
    story.after(10).ends(trunk, second, 'NOANSWER').gone(second, 0);
    const back = story.dials(trunk, 'PJSIP/101');
    story.after(2).answers(trunk, back).meet('c', back, trunk).after(6).hangsUp(trunk).gone(back);
    const { legs, decision } = theCall(story);
    expect(legs).toMatchObject([
      { who: '101', states: 'ringing talking', cause: 'transferred' },
      { who: '102', states: 'ringing', cause: 'noAnswer', transfer: 'blind', takenFrom: first },
      { who: '101', states: 'ringing talking', transfer: 'returned', takenFrom: second },
    ]);
    expect(decision).toMatchObject({ callOwnerId: 'operator', talkSeconds: 11 });
  });

  it('an attended transfer that is completed while it rings is one, once it is answered', () => {
    const { story, trunk } = inboundCall();
    const first = story.dials(trunk, 'PJSIP/101');
    story.after(2).answers(trunk, first).meet('b', first, trunk).after(5).says('Hold', first);
    const one = story.makes('Local/102@from-internal;1', { of: trunk });
    const two = story.makes('Local/102@from-internal;2', { of: trunk });
    story.meet('c', one, first);
    const second = story.dials(two, 'PJSIP/102');
    story.after(2).parts(one).meet('b', one).hangsUp(first);
    story
      .after(3)
      .answers(two, second)
      .meet('d', second, two)
      .after(4)
      .hangsUp(trunk)
      .gone(one)
      .gone(two)
      .gone(second);
    const { picture, decision } = theCall(story);
    expect(picture.transfers).toMatchObject([{ kind: 'attended', from: '101', to: '102' }]);
    expect(decision.talkSeconds).toBe(9);
  });

  it('the client of an outbound call is passed on to a colleague', () => {
    const story = new AmiStory();
    const caller = story.callsIn('PJSIP/101', { number: '101', exten: '89161112233' });
    const trunk = story.dials(caller, 'PJSIP/trunk-a', { CallerIDNum: did, DestCallerIDNum: client });
    story
      .after(3)
      .answers(caller, trunk)
      .meet('b', trunk, caller)
      .after(5)
      .blindTransfer(caller, trunk, '102');
    const second = story.dials(trunk, 'PJSIP/102');
    story.after(2).answers(trunk, second).meet('c', second, trunk).after(6).hangsUp(trunk).gone(second);
    const { decision, picture } = theCall(story);
    expect(decision).toMatchObject({ direction: 'outbound', result: 'answered', talkSeconds: 11 });
    expect(picture.transfers).toMatchObject([{ kind: 'blind', from: '101', to: '102' }]);
    expect(decision.client?.phone).toBe(client);
  });

  it('a consultation that began before the client called is part of his call once he is passed on', () => {
    const story = new AmiStory();
    const asking = story.callsIn('PJSIP/101', { number: '101', exten: '102' });
    const asked = story.dials(asking, 'PJSIP/102');
    story.after(2).answers(asking, asked).meet('talk', asked, asking).after(10).says('Hold', asking);
    const trunk = story.callsIn('PJSIP/trunk-a', { number: client, exten: did });
    const phone = story.dials(trunk, 'PJSIP/101');
    story.after(2).answers(trunk, phone).meet('b', phone, trunk).after(4);
    story.parts(trunk).parts(asking).meet('talk', trunk).joins(trunk, asking);
    story.says('AttendedTransfer', phone, { Result: 'Success' }, [
      ['OrigTransferer', phone],
      ['SecondTransferer', asking],
    ]);
    story.gone(asking).gone(phone).after(7).hangsUp(trunk).gone(asked);
    const { decision, picture } = theCall(story);
    expect(decision).toMatchObject({ direction: 'inbound', talkSeconds: 11 });
    expect(decision.client?.phone).toBe(client);
    expect(picture.transfers).toMatchObject([{ kind: 'attended', from: '101', to: '102' }]);
  });

  it('who comes back to the client from a consultation by feature code talks, although nothing says unhold', () => {
    const { story, trunk } = inboundCall();
    const phone = story.dials(trunk, 'PJSIP/101');
    story.after(2).answers(trunk, phone).meet('b', phone, trunk).after(5).says('Hold', trunk).parts(phone);
    const one = story.makes('Local/102@from-internal;1', { of: trunk });
    const two = story.makes('Local/102@from-internal;2', { of: trunk });
    story.meet('c', one, phone);
    const asked = story.dials(two, 'PJSIP/102');
    story.after(2).answers(two, asked).meet('d', asked, two).after(4).hangsUp(asked).gone(two).gone(one);
    story.parts(phone).parts(trunk).meet('b', phone, trunk).after(7).hangsUp(trunk).gone(phone);
    const { decision, picture } = theCall(story);
    expect(decision).toMatchObject({ result: 'answered', callOwnerId: 'operator', talkSeconds: 12 });
    expect(picture.transfers).toEqual([]);
  });

  it('two clients whom one employee puts together keep their own calls', () => {
    const story = new AmiStory();
    const trunk = story.callsIn('PJSIP/trunk-a', { number: client, exten: did });
    const phone = story.dials(trunk, 'PJSIP/101');
    story.after(2).answers(trunk, phone).meet('b', phone, trunk).after(5).says('Hold', phone);
    const second = story.callsIn('PJSIP/101', { number: '101', exten: '89990000000' });
    const other = story.dials(second, 'PJSIP/trunk-b', { CallerIDNum: did, DestCallerIDNum: '+79990000000' });
    story.after(3).answers(second, other).meet('c', other, second).after(4);
    story.parts(trunk).parts(second).meet('c', trunk).joins(other, trunk);
    story.says('AttendedTransfer', phone, { Result: 'Success' }, [
      ['OrigTransferer', phone],
      ['SecondTransferer', second],
    ]);
    story.gone(second).gone(phone).after(30).hangsUp(trunk).gone(other);
    const decisions = callsIn(translate(story.events)).map((events) => tell(events, town).state.decision);
    expect(decisions).toMatchObject([
      { direction: 'inbound', result: 'answered', talkSeconds: 5, callOwnerId: 'operator' },
      { direction: 'outbound', result: 'answered', talkSeconds: 4, callOwnerId: 'operator' },
    ]);
  });

  it('employees who go on talking after the client left are no part of his call any more', () => {
    const { story, trunk } = inboundCall();
    const first = story.dials(trunk, 'PJSIP/101');
    story.after(2).answers(trunk, first).meet('b', first, trunk).after(5);
    const second = story.dials(first, 'PJSIP/102');
    story.after(2).answers(first, second).meet('b', second).after(5).hangsUp(trunk).after(600);
    story.hangsUp(first).gone(second);
    const { events, decision } = theCall(story);
    const end = events.find(({ kind }) => kind === 'ended');
    expect((end?.at ?? 0) / 1_000).toBeCloseTo(Number(story.events[0]?.Timestamp) + 14, 0);
    expect(decision.result).toBe('answered');
  });
});

describe('outbound', () => {
  it('a trunk that refuses is no end: the next one is tried', () => {
    const story = new AmiStory();
    const caller = story.callsIn('PJSIP/101', { number: '101', exten: '89161112233' });
    const first = story.dials(caller, 'PJSIP/trunk-a', { DestCallerIDNum: client, CallerIDNum: did });
    story.ends(caller, first, 'CONGESTION').gone(first, 34).after(0.5);
    const second = story.dials(caller, 'PJSIP/trunk-b', {
      DestCallerIDNum: client,
      CallerIDNum: '+74950000002',
    });
    story.after(4).answers(caller, second).meet('b', second, caller).after(8).hangsUp(second).gone(caller);
    const { decision, legs } = theCall(story);
    expect(decision).toMatchObject({ direction: 'outbound', result: 'answered', talkSeconds: 8 });
    expect(decision.client?.phone).toBe(client);
    expect(legs).toEqual([{ who: '101', states: 'ringing talking', cause: 'calleeHungUp' }]);
  });

  it('click-to-call through a Local channel is an outbound call of who is rung', () => {
    const story = new AmiStory();
    const one = story.makes('Local/101@from-internal;1');
    const two = story.makes('Local/101@from-internal;2', { of: one });
    story.begins(undefined, one);
    const phone = story.dials(two, 'PJSIP/101');
    story.after(2).answers(two, phone).meet('b', phone, two).answers(undefined, one);
    const trunk = story.dials(one, 'PJSIP/trunk-a', { CallerIDNum: did, DestCallerIDNum: client });
    story
      .after(3)
      .answers(one, trunk)
      .meet('c', trunk, one)
      .after(6)
      .hangsUp(phone)
      .gone(two)
      .gone(one)
      .gone(trunk);
    const { decision } = theCall(story);
    expect(decision).toMatchObject({
      direction: 'outbound',
      result: 'answered',
      talkSeconds: 6,
      callOwnerId: 'operator',
    });
    expect(decision.client?.phone).toBe(client);
  });

  it('a command that calls the client first makes an outbound call of who is connected to him', () => {
    const story = new AmiStory();
    const trunk = story.makes('PJSIP/trunk-a', { number: did });
    story.begins(undefined, trunk, { DestCallerIDNum: client }).after(3).answers(undefined, trunk);
    const phone = story.dials(trunk, 'PJSIP/101');
    story.after(2).answers(trunk, phone).meet('b', phone, trunk).after(6).hangsUp(phone).gone(trunk);
    const { decision } = theCall(story);
    expect(decision).toMatchObject({ direction: 'outbound', result: 'answered', talkSeconds: 6 });
    expect(decision.callOwnerId).toBe('operator');
    expect(decision.client?.phone).toBe(client);
  });

  it('click-to-call that the employee does not take failed', () => {
    const story = new AmiStory();
    const phone = story.makes('PJSIP/101');
    story
      .begins(undefined, phone, { DestConnectedLineNum: client })
      .after(20)
      .ends(undefined, phone, 'NOANSWER')
      .gone(phone, 0);
    const { decision, legs } = theCall(story);
    expect(decision).toMatchObject({ direction: 'outbound', result: 'failed', cause: 'noAnswer' });
    expect(decision.client?.phone).toBe(client);
    expect(legs).toMatchObject([{ who: '101', states: 'ringing' }]);
  });

  it('a call to a feature of the PBX is nobody’s call', () => {
    const story = new AmiStory();
    const phone = story.callsIn('PJSIP/101', { number: '101', exten: '*97' });
    story.up(phone).after(20).hangsUp(phone);
    expect(translate(story.events)).toEqual([]);
  });
});

describe('what a PBX may be like', () => {
  const answeredCall = () => {
    const { story, trunk } = inboundCall();
    const phone = story.dials(trunk, 'PJSIP/101');
    return story.after(3).answers(trunk, phone).meet('b', phone, trunk).after(5).hangsUp(trunk).gone(phone);
  };

  it('without a name its ids carry the one from the settings, and only once', () => {
    const nameless = answeredCall().events.map((event) =>
      Object.fromEntries(Object.entries(event).map(([key, value]) => [key, value.replace(/^pbx1-/, '')])),
    );
    const ids = (events: readonly CallEvent[]) => new Set(events.map(({ callId }) => callId));
    const numbering = { ...defaultNumbering, systemName: 'pbx1' };
    expect(ids(translate(nameless, { numbering }))).toEqual(ids(translate(answeredCall().events)));
    expect(ids(translate(answeredCall().events, { numbering }))).toEqual(
      ids(translate(answeredCall().events)),
    );
  });

  it('telephones and trunks are told apart by the settings where their names do not', () => {
    const story = new AmiStory();
    const line = story.callsIn('SIP/100500', { number: client, exten: 's', context: 'from-trunk' });
    const phone = story.dials(line, 'SIP/anna-1');
    story.after(3).answers(line, phone).meet('b', phone, line).after(5).hangsUp(line).gone(phone);
    const events = translate(story.events, {
      numbering: {
        ...defaultNumbering,
        extensions: [/^SIP\/anna-(\d)$/],
        trunks: [{ channel: /^SIP\/100500$/, number: did }],
      },
    });
    const legs = events.filter((event): event is LegEvent => event.kind === 'leg');
    expect(legs[0]).toMatchObject({ from: { number: client }, to: { extension: '1' }, line: did });
  });

  it('names of queues and numbers that the protocol would not take are cut to what it takes', () => {
    const { story, trunk } = inboundCall();
    story.up(trunk).says('QueueCallerJoin', trunk, { Queue: `продажи\u0007${'x'.repeat(400)}` });
    const phone = story.dials(trunk, 'PJSIP/101');
    story.after(3).ends(trunk, phone, 'CANCEL').hangsUp(trunk).gone(phone);
    const group = theCall(story).legs.find(({ who }) => who === '101')?.group;
    expect(group).toHaveLength(200);
    expect(group).toMatch(/^продажиx+$/);
  });
});
