/** What a file sounds like to a CRM; others are not taken. */
export type RecordingFormat = 'mp3' | 'wav';

/**
 * Why something of a call can't be had, for good or until somebody acts. The reason says what to do and never holds
 * an address or a secret.
 * - `pbxNotConfigured`: the vault lacks what the PBX wants to see.
 * - `hostRefused`: the PBX or its event names a host that is not on the allow-list; nothing was sent there.
 * - `recordingTooLarge`: more than `maxRecordingBytes`.
 * - `recordingGone`: the PBX has none of that name.
 * - `pbxRefused`: it refuses the request.
 */
export interface Unobtainable {
  readonly kind: 'never';
  readonly code: 'pbxNotConfigured' | 'hostRefused' | 'recordingTooLarge' | 'recordingGone' | 'pbxRefused';
  readonly reason: string;
}

/** Not now: not ready, a limit was met, no answer. */
export interface NotYet {
  readonly kind: 'notYet';
  readonly reason: string;
}

/**
 * - `address`: anybody may fetch it there for some minutes; the host has been checked.
 * - `file`: it takes the PBX's secret to fetch it, so here it is.
 */
export type RecordingAnswer =
  | { readonly kind: 'address'; readonly url: URL; readonly format: RecordingFormat }
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly format: RecordingFormat }
  | NotYet
  | Unobtainable;

/** One phrase; the list of them has the order in which they were said. */
export interface Phrase {
  readonly side: 'employee' | 'client';
  readonly text: string;
}

export type TranscriptAnswer =
  | { readonly kind: 'phrases'; readonly phrases: readonly Phrase[] }
  | NotYet
  | Unobtainable;

/** The recordings of one PBX. Rejects never: what can happen is a value. */
export interface RecordingSource {
  recording(recordingId: string): Promise<RecordingAnswer>;
  /** Absent where the PBX makes none. */
  transcript?(recordingId: string): Promise<TranscriptAnswer>;
}

/** Where a PBX is asked, and where its files may lie, beside what is the vendor's own. Origins. */
export interface RecordingServers {
  /** Instead of the vendor's: `https://app.mango-office.ru/vpbx/`. */
  readonly api?: string;
  /** `https://records.pbx.acme.example` */
  readonly files?: readonly string[];
}

export interface SourceParts {
  /** What the vault holds for the PBX, unchecked; read when it is needed. */
  readonly secret: () => Promise<unknown>;
  readonly servers: RecordingServers;
}

/** An hour of stereo at 128 kbit/s. */
export const maxRecordingBytes = 60_000_000;
