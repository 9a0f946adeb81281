import * as z from 'zod/mini';
import { defined } from '../../base/defined.ts';
import type { CallId } from '../../base/ids.ts';
import type { RecordingMade, RecordingReady } from '../../calls/events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { checked } from '../../webhooks/json.ts';
import { callIdOf } from '../ids.ts';
import { id } from './fields.ts';

/** The end of a call says whose the recording is, before there is a file. */
export function recordingMade(
  callId: CallId,
  said: { readonly is_recorded?: string | undefined; readonly call_id_with_rec?: string | undefined },
  extension: string | undefined,
  at: number,
): readonly RecordingMade[] {
  const recordingId = said.call_id_with_rec;
  if (said.is_recorded !== '1' || recordingId === undefined) return [];
  return [
    {
      id: eventIdOf('zadarma', 'recorded', recordingId),
      callId,
      at,
      kind: 'recordingMade',
      recordingId,
      ...defined({ extension }),
    },
  ];
}

const recordSchema = z.object({ pbx_call_id: id, call_id_with_rec: id });

/** `NOTIFY_RECORD`. The vendor advises to fetch the file no sooner than 40 seconds after it. */
export function parseRecord(fields: object, at: number): RecordingReady {
  const record = checked(recordSchema, fields, 'event');
  return {
    id: eventIdOf('zadarma', 'record', record.call_id_with_rec),
    callId: callIdOf('zadarma', record.pbx_call_id),
    at,
    kind: 'recordingReady',
    recordingId: record.call_id_with_rec,
  };
}
