import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallFacts } from '../../../shared/calls/facts.ts';
import { replay } from '../../../shared/calls/replay/replay.ts';
import type { CallState } from '../../../shared/calls/state.ts';
import {
  clientPhone,
  contact,
  employee,
  facts,
  inbound,
  outbound,
  type Story,
  type Town,
  tell,
  trunkA,
} from '../story.ts';

const missed = () => inbound().rings('101', { group: '5' }).after(9).stops('101').ends();
const answered = () =>
  inbound()
    .rings('101')
    .answers('101')
    .after(30)
    .stops('101', 'callerHungUp')
    .ends({ to: { extension: '101' } });
const made = () =>
  outbound()
    .dials('101')
    .connects('101')
    .after(9)
    .hangsUp('101')
    .ends({ from: { extension: '101' } });
const ofCourier = () =>
  inbound()
    .rings('104')
    .answers('104')
    .after(30)
    .stops('104', 'callerHungUp')
    .ends({ to: { extension: '104' } });
const stories = [missed, answered, made, ofCourier];

const happened = (story: Story, town: Town = {}): CallState => tell(story.events, facts(town)).state;
const replayed = (states: readonly CallState[], saved: Town, draft: Town = saved) =>
  replay(states, () => ({ saved: facts(saved), draft: facts(draft) }));
const toGroupman = { settings: { missedInGroup: { enabled: true, employeeId: 'groupman' } } };

describe('a replay', () => {
  it('of calls under the settings by which they were decided differs in nothing', () => {
    const { calls, numbers } = replayed(
      stories.map((story) => happened(story())),
      {},
    );
    expect(calls).toEqual([]);
    expect(numbers).toMatchObject({ calls: 4, different: 0, differentByDraft: 0 });
  });

  it('tells call by call what a draft would change, and why', () => {
    const { calls } = replayed([happened(missed()), happened(answered())], {}, toGroupman);
    expect(calls).toMatchObject([
      {
        was: { callOwnerId: 'operator', taskAssigneeId: 'operator' },
        now: { callOwnerId: 'operator' },
        would: { callOwnerId: 'groupman', taskAssigneeId: 'groupman', recordOwnerIds: ['groupman'] },
        differs: ['owner', 'records', 'entity', 'task'],
        byDraft: ['owner', 'records', 'entity', 'task'],
      },
    ]);
    expect(calls[0]?.trace.at(-1)).toMatchObject({ role: 'groupResponsible', outcome: 'taken' });
  });

  it('tells what the draft changes from what has changed since', () => {
    // The settings have had groupman all along since that day; the draft leaves that alone.
    const { calls, numbers } = replayed([happened(missed())], toGroupman, toGroupman);
    expect(calls).toMatchObject([{ differs: ['owner', 'records', 'entity', 'task'], byDraft: [] }]);
    expect(numbers).toMatchObject({ different: 1, differentByDraft: 0 });
  });

  it('shows a call also where the draft only brings back what was', () => {
    const { calls } = replayed([happened(missed())], toGroupman, {});
    expect(calls).toMatchObject([{ differs: [], byDraft: ['owner', 'records', 'entity', 'task'] }]);
  });

  it('counts', () => {
    const capture = { settings: { captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'keeper' } } };
    const { numbers } = replayed([happened(missed()), happened(ofCourier())], {}, capture);
    expect(numbers).toMatchObject({
      calls: 2,
      different: 1,
      byField: { captured: { different: 1, byDraft: 1 }, task: { different: 0, byDraft: 0 } },
      captured: { was: 1, now: 1, would: 2 },
      tasks: { was: 1, now: 1, would: 1 },
      employees: [
        { employeeId: 'keeper', calls: { was: 0, now: 0, would: 1 } },
        { employeeId: 'operator', calls: { was: 1, now: 1, would: 1 }, tasks: { was: 1, now: 1, would: 1 } },
      ],
    });
  });

  it('D-20 shows what a list would keep out; what a list has kept out is only counted', () => {
    const denied = { settings: { lists: { deny: { numbers: [clientPhone] } } } };
    const { calls } = replayed([happened(missed())], {}, denied);
    expect(calls).toMatchObject([
      { would: { notCaptured: 'denied' }, differs: expect.arrayContaining(['captured']) },
    ]);
    const kept = replayed([happened(missed(), denied)], denied, {});
    expect(kept).toMatchObject({ calls: [], numbers: { calls: 0, forgotten: 1 } });
  });

  it('leaves out calls that go on', () => {
    const { state } = tell(inbound().rings('101').events, facts());
    expect(replayed([state], {})).toMatchObject({ calls: [], numbers: { calls: 0, undecided: 1 } });
  });

  it('takes people as they are now, on the day of the call', () => {
    const gone = employee('operator', '101', { status: 'dismissed' });
    const { calls } = replayed([happened(missed())], { employees: [gone] });
    expect(calls).toMatchObject([{ would: { callOwnerId: 'boss' }, byDraft: [] }]);
    const leaves = [{ from: '2027-01-01', to: '2027-02-01', substituteId: 'colleague' as never }];
    const away = employee('operator', '101', { leaves });
    expect(replayed([happened(missed())], { employees: [away] }).calls).toEqual([]);
  });

  it('does not know the client whom the call itself has created', () => {
    const state = happened(missed());
    const created = contact('operator', { createdAt: (state.decision?.at ?? 0) + 1 });
    expect(replayed([state], { parties: [created] }).calls).toEqual([]);
    const older = contact('owner');
    expect(replayed([state], { parties: [older] }).calls).toMatchObject([
      { was: { entity: { action: 'lead' } }, would: { callOwnerId: 'owner' } },
    ]);
  });

  it('says where nobody could take it', () => {
    const nobody = {
      settings: { missedCallOwnerPolicy: 'default' },
      employees: [employee('boss', undefined, { status: 'blocked' as const })],
    };
    const { calls } = replayed([happened(missed())], {}, nobody);
    expect(calls).toMatchObject([{ would: { nobodyResponsible: true, recordOwnerIds: [] } }]);
  });
});

it('any call under any settings comes out as it would have under those settings', () => {
  const settings = fc.record({
    missedCallOwnerPolicy: fc.constantFrom('entityOwner', 'rungEmployee', 'default'),
    initialOwnerPolicy: fc.constantFrom('calledEmployee', 'default'),
    missedInGroup: fc.record({ enabled: fc.boolean(), employeeId: fc.constant('groupman') }),
    captureUnmappedCalls: fc.record({ enabled: fc.boolean(), catchAllEmployeeId: fc.constant('keeper') }),
  });
  const trunks = [{ number: trunkA, trunkResponsible: 'trunkman' }];
  fc.assert(
    fc.property(fc.constantFrom(...stories), settings, settings, (story, before, after) => {
      const then: CallFacts = facts({ settings: before, trunks });
      const draft: CallFacts = facts({ settings: after, trunks });
      const state = tell(story().events, then).state;
      const instead = tell(story().events, draft).state;
      const [call] = replay([state], () => ({ saved: then, draft })).calls;
      const [owner, task] = [instead.decision?.callOwnerId, instead.decision?.task?.taskAssigneeId];
      if (call === undefined) {
        expect(state.decision?.callOwnerId).toBe(owner);
        expect(state.decision?.task?.taskAssigneeId).toBe(task);
      } else {
        expect(call.would.callOwnerId).toBe(owner);
        expect(call.would.taskAssigneeId).toBe(task);
      }
    }),
    { numRuns: 200 },
  );
});
