import type { AttachTranscript } from '../effects/crm-write.ts';
import type { RecordingMade, RecordingReady, TranscriptReady } from './events.ts';
import type { Evidence } from './evidence.ts';
import type { CallDecision, RecordDecision } from './state.ts';

/** The recordings that can be fetched, each with the leg and employee in which it was made, where either event says. */
export function recordingsOf(evidence: Evidence): readonly RecordingReady[] {
  const made = recordingPlaces(evidence);
  return evidence.flatMap((event): RecordingReady[] => {
    if (event.kind !== 'recordingReady') return [];
    const { legId, extension } = made.get(event.recordingId) ?? {};
    return [
      {
        ...(legId === undefined ? {} : { legId }),
        ...(extension === undefined ? {} : { extension }),
        ...event,
      },
    ];
  });
}

/** In which leg and by whom each recording was made, where its first event says so. */
const recordingPlaces = (evidence: Evidence): ReadonlyMap<string, RecordingMade> =>
  new Map(
    evidence.flatMap((event) =>
      event.kind === 'recordingMade' ? [[event.recordingId, event] as const] : [],
    ),
  );

/** D-07: a talk that was not captured has no record, and so nowhere to put a text. */
function capturedRecordOf(
  made: RecordingMade | undefined,
  { records }: CallDecision,
): RecordDecision | undefined {
  if (made?.legId === undefined && made?.extension === undefined) return records[0];
  return (
    records.find(({ legIds }) => made.legId !== undefined && legIds.includes(made.legId)) ??
    records.find(({ extension }) => made.extension !== undefined && extension === made.extension)
  );
}

/** The record to which a recording belongs: by its leg, by its employee, else the first. */
export function recordOf(recording: RecordingReady, { records }: CallDecision): RecordDecision | undefined {
  return (
    records.find(({ legIds }) => recording.legId !== undefined && legIds.includes(recording.legId)) ??
    records.find(({ extension }) => recording.extension !== undefined && extension === recording.extension) ??
    records[0]
  );
}

/** D-07: the texts that are ready, of talks that are recorded in the CRM; each once, however often it is told. */
export function transcriptsOf(
  evidence: Evidence,
  decision: CallDecision,
): readonly { readonly event: TranscriptReady; readonly write: AttachTranscript }[] {
  if (decision.savesTranscripts !== true) return [];
  const made = recordingPlaces(evidence);
  const seen = new Set<string>();
  return evidence.flatMap((event) => {
    if (event.kind !== 'transcriptReady' || seen.has(event.recordingId)) return [];
    seen.add(event.recordingId);
    const { recordingId } = event;
    const record = capturedRecordOf(made.get(recordingId), decision);
    if (record === undefined) return [];
    const key = `${record.key}/text/${recordingId}`;
    const write: AttachTranscript = { kind: 'attachTranscript', key, callKey: record.key, recordingId };
    return [{ event, write }];
  });
}
