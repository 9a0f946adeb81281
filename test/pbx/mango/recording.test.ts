import { describe, expect, it } from 'vitest';
import { refusalOf } from '../refusal.ts';
import { receive, recordingPayload, recordPayload } from './payloads.ts';

describe('Mango Office recordings', () => {
  it('MG-08 the end of a recording says whose leg it is of', () => {
    expect(receive('/events/recording', recordingPayload())).toEqual([
      {
        id: 'mango:recording:MToxMDA6NTAyOjE=:2',
        callId: 'mango:NTAwMDAxOjE=',
        at: 1790000076000,
        kind: 'recordingMade',
        recordingId: 'MToxMDA6NTAyOjE=',
        legId: 'MToxMDA6NTAy',
        extension: '222',
      },
    ]);
  });

  it.each([
    ['its start', { recording_state: 'Started' }],
    ['its continuation', { recording_state: 'Continued' }],
    ['an end without a file, being too short', { completion_code: '4002' }],
    ['an end without a file, for lack of room', { completion_code: 2211 }],
  ])('%s gives no event', (_, changes) => {
    expect(receive('/events/recording', recordingPayload(changes))).toEqual([]);
  });

  it('an end without a code went well', () => {
    expect(receive('/events/recording', recordingPayload({ completion_code: undefined }))).toHaveLength(1);
  });

  it('the file can be fetched once it was added', () => {
    expect(receive('/events/record/added', recordPayload())).toEqual([
      {
        id: 'mango:added:MToxMDA6NTAyOjE=',
        callId: 'mango:NTAwMDAxOjE=',
        at: 1790000080000,
        kind: 'recordingReady',
        recordingId: 'MToxMDA6NTAyOjE=',
      },
    ]);
  });

  it('MG-12 the texts can be fetched once it was tagged', () => {
    expect(receive('/events/record/tagged', recordPayload())).toMatchObject([
      { id: 'mango:tagged:MToxMDA6NTAyOjE=', kind: 'transcriptReady', recordingId: 'MToxMDA6NTAyOjE=' },
    ]);
  });

  it.each(['/events/recording', '/events/record/added', '/events/record/tagged'])(
    '%s without the recording is refused',
    (path) => {
      const payload = recordingPayload({ recording_id: undefined });
      const refusal = refusalOf(() => receive(path, payload));

      expect(refusal).toEqual({ status: 400, fields: { recording_id: 'is missing' } });
    },
  );
});
