import { describe, expect, it } from 'vitest';
import type { EventId } from '../../shared/base/ids.ts';
import type { CallEvent } from '../../shared/calls/events.ts';
import { facts, inbound, type Story, tell, writes } from './story.ts';

const on = (settings: Record<string, unknown> = {}) =>
  facts({ settings: { saveTranscripts: true, ...settings } });
const capture = { captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'keeper' } };

/** The operator, then whoever has the other extension; the talk of each is recorded. */
const recordedTwice = (extension: string) =>
  inbound()
    .rings('101')
    .answers('101')
    .transfersBlind('to-101', extension)
    .answers(extension)
    .after(30)
    .stops(extension, 'callerHungUp')
    .recordingMade('r1', 'to-101')
    .recordingMade('r2', `to-${extension}`)
    .ends({ to: { extension: '101' } });

const textOf = (story: Story, recordingId: string, n = 1): CallEvent => ({
  kind: 'transcriptReady',
  id: `text:${recordingId}:${n}` as EventId,
  callId: story.id,
  at: story.events.at(-1)?.at ?? 0,
  recordingId,
});

const withTexts = (extension: string): Story => {
  const story = recordedTwice(extension);
  story.events.push(textOf(story, 'r1'), textOf(story, 'r2'), textOf(story, 'r2', 2));
  return story;
};

describe('the text of a talk', () => {
  it('D-07 MG-12 goes to the record of its talk, once, also where that is an unmapped employee whose calls are saved', () => {
    expect(writes(withTexts('103'), 'attachTranscript', on(capture))).toEqual([
      {
        kind: 'attachTranscript',
        key: 'mango:call-1/1/text/r1',
        callKey: 'mango:call-1/1',
        recordingId: 'r1',
      },
      {
        kind: 'attachTranscript',
        key: 'mango:call-1/2/text/r2',
        callKey: 'mango:call-1/2',
        recordingId: 'r2',
      },
    ]);
  });

  it('D-07 of a talk that is not captured goes nowhere', () => {
    const texts = writes(withTexts('103'), 'attachTranscript', on());
    expect(texts.map(({ recordingId }) => recordingId)).toEqual(['r1']);
  });

  it('D-07 is wanted only where the setting is on, which it is not unless told', () => {
    expect(writes(withTexts('102'), 'attachTranscript', facts())).toEqual([]);
  });

  it('that is ready after the decision is attached then, by the settings of the decision', () => {
    const story = recordedTwice('102');
    const { state } = tell(story.events, on());
    const late = tell([textOf(story, 'r2')], facts(), state);
    expect(late.effects).toMatchObject([
      { kind: 'crm', writes: [{ kind: 'attachTranscript', callKey: 'mango:call-1/2', recordingId: 'r2' }] },
    ]);
    expect(tell([textOf(story, 'r2')], facts(), late.state).effects).toEqual([]);
  });
});
