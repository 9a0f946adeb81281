import type { CallId } from '../base/ids.ts';
import type { CallEvent } from '../calls/events.ts';
import type { Evidence } from '../calls/evidence.ts';

/** A call that is over, as the PBX's own statistics tell it. */
export interface PastCall {
  readonly callId: CallId;
  /** Epoch milliseconds. */
  readonly endedAt: number;
}

/** A PBX that can be asked afterwards what calls there were. */
export interface PbxHistory<Call extends PastCall = PastCall> {
  /**
   * Calls that began within these instants (epoch milliseconds) and are over.
   *
   * @throws PbxApiError, PbxHostRefusedError
   */
  calls(from: number, to: number): Promise<readonly Call[]>;

  /**
   * The events that a call lacks, told as its webhooks would have told them: with their ids, so that a webhook which
   * comes after all is a repeat.
   *
   * @param known what is known of each of the calls; empty where it is unknown.
   * @throws PbxApiError
   */
  missing(calls: readonly { readonly call: Call; readonly known: Evidence }[]): Promise<readonly CallEvent[]>;

  /** Extensions by the ids of operators, as far as somebody has one. @throws PbxApiError */
  agents(): Promise<ReadonlyMap<string, string>>;
}
