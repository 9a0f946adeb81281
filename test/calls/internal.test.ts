import { describe, expect, it } from 'vitest';
import { decided, facts, Story, tell, writes } from './story.ts';

const internal = () =>
  new Story('internal')
    .leg('to-102', 'ringing', {
      from: { extension: '101', number: 'sip:101@pbx' },
      to: { extension: '102', number: 'sip:102@pbx' },
    })
    .after(4)
    .leg('to-102', 'talking');
const answered = () =>
  internal()
    .after(30)
    .stops('102', 'callerHungUp')
    .ends({ to: { extension: '102' } });
const missed = () =>
  new Story('internal')
    .leg('to-102', 'ringing', { from: { extension: '101' }, to: { extension: '102' } })
    .after(9)
    .stops('102')
    .ends({ to: { extension: '102' } });

describe('MG-26 a call between employees', () => {
  it.each([
    ['answered', answered],
    ['missed', missed],
  ])('MG-26 is never recorded: %s', (_, story) => {
    expect(decided(story())).toMatchObject({ direction: 'internal', notCaptured: 'internal', records: [] });
    expect(tell(story().events, facts()).effects.filter(({ kind }) => kind === 'crm')).toEqual([]);
  });

  it('MG-26 not even while all calls are saved', () => {
    const captureUnmappedCalls = { enabled: true, catchAllEmployeeId: 'keeper' };
    expect(writes(answered(), 'recordCall', facts({ settings: { captureUnmappedCalls } }))).toEqual([]);
  });

  it('MG-61 makes no task when it is missed', () => {
    expect(writes(missed(), 'createTask')).toEqual([]);
  });
});
