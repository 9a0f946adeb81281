import type { CallEvent, RecordingReady } from '../../calls/events.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { formFields, saidFields } from '../../webhooks/form.ts';
import { checked, parseObject } from '../../webhooks/json.ts';
import { callIdOf } from '../ids.ts';
import type { PbxAdapter, ReceivedText } from '../port.ts';
import { recordingSchema } from './schema.ts';
import { verifyTwilio } from './signature.ts';
import { parseStatus } from './status.ts';

/** Twilio Voice: status callbacks of the customer's own application, and of its recordings. */
export const twilio: PbxAdapter<ReceivedText> = {
  provider: 'twilio',
  route: (path) => (path === '' ? 'events' : 'unknown'),
  verify: verifyTwilio,
  parse: ({ text, query, receivedAt }): readonly CallEvent[] => {
    const fields = saidFields(query.has('bodySHA256') ? Object.entries(parseObject(text)) : formFields(text));
    return 'RecordingStatus' in fields
      ? parseRecording(fields, receivedAt)
      : parseStatus(fields, query, receivedAt);
  },
};

/** Assumption: a recording is of the call's first leg, as those are that `<Dial record>` makes. */
function parseRecording(fields: object, at: number): readonly RecordingReady[] {
  const recording = checked(recordingSchema, fields, 'RecordingStatus');
  if (recording.RecordingStatus !== 'completed') return [];
  return [
    {
      id: eventIdOf('twilio', 'recording', recording.RecordingSid),
      callId: callIdOf('twilio', recording.ParentCallSid ?? recording.CallSid),
      at,
      kind: 'recordingReady',
      recordingId: recording.RecordingSid,
    },
  ];
}
