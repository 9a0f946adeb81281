import * as z from 'zod/mini';
import { defined } from '../../base/defined.ts';
import type { CallEvent, RecordingReady, TranscriptReady } from '../../calls/events.ts';
import { checked } from '../../webhooks/json.ts';
import { whole } from '../../webhooks/scalars.ts';
import { callIdOf, eventIdOf, id, instant, legIdOf, text, tidy } from './fields.ts';

const recordingSchema = z.object({
  entry_id: id,
  call_id: id,
  recording_id: id,
  recording_state: text,
  seq: whole(1_000_000),
  timestamp: instant,
  extension: z.optional(text),
  completion_code: z.optional(whole(99_999)),
});

/**
 * `/events/recording`. The end of a recording that went well is the only place which says whose leg it is of. It is
 * no trigger to fetch the file: that comes with `/events/record/added`, once the file is there. Its start says
 * nothing that anything depends on, and one that failed (4002: too short) has no file.
 */
export function parseRecording(payload: object): readonly CallEvent[] {
  const recording = checked(recordingSchema, tidy(payload), 'recording_state');
  const went = recording.completion_code ?? 1000;
  if (recording.recording_state !== 'Completed' || Math.floor(went / 100) !== 10) return [];
  return [
    {
      id: eventIdOf('recording', recording.recording_id, recording.seq),
      callId: callIdOf(recording.entry_id),
      at: recording.timestamp,
      kind: 'recordingMade',
      recordingId: recording.recording_id,
      legId: legIdOf(recording.call_id),
      ...defined({ extension: recording.extension }),
    },
  ];
}

const recordSchema = z.object({ entry_id: id, recording_id: id, timestamp: instant });

/** `/events/record/added`: the file can be fetched. */
export function parseRecordAdded(payload: object): RecordingReady {
  return { ...recordOf('added', payload), kind: 'recordingReady' };
}

/** `/events/record/tagged`: speech analytics are done with the recording. */
export function parseRecordTagged(payload: object): TranscriptReady {
  return { ...recordOf('tagged', payload), kind: 'transcriptReady' };
}

function recordOf(name: string, payload: object) {
  const record = checked(recordSchema, tidy(payload), 'entry_id');
  return {
    id: eventIdOf(name, record.recording_id),
    callId: callIdOf(record.entry_id),
    at: record.timestamp,
    recordingId: record.recording_id,
  };
}
