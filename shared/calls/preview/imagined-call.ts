import type { CallId } from '../../base/ids.ts';

/** A call that did not happen, told in a few words: what a preview is asked about. */
export type ImaginedCall = ImaginedInbound | ImaginedOutbound;

interface Common {
  readonly id: CallId;
  /** Epoch milliseconds; when the call begins. */
  readonly at: number;
  /** The client's number in any spelling; absent where he hides it. */
  readonly number?: string;
  /** Our line, in any spelling. */
  readonly trunk?: string;
  readonly talkSeconds: number;
  /** Extensions to which the call is passed on, one after the other, blindly; each takes it. */
  readonly transferredTo: readonly string[];
}

export interface ImaginedInbound extends Common {
  readonly direction: 'inbound';
  /** A voice menu has the call first. A call that reaches nothing else ends there. */
  readonly voiceMenu: boolean;
  /** The ring group through which the employees are rung; `''` for one without a number. */
  readonly group?: string;
  /** The extensions that ring, one second after the other. */
  readonly rung: readonly string[];
  /** The extension that answers; nobody if absent. */
  readonly answeredBy?: string;
  /** A call that nobody answers ends in the voicemail. */
  readonly voicemail: boolean;
}

export interface ImaginedOutbound extends Common {
  readonly direction: 'outbound';
  /** The extension that calls. */
  readonly caller: string;
  readonly answered: boolean;
}
