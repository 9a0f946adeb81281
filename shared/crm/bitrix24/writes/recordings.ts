import type { AttachRecording, AttachTranscript } from '../../../effects/crm-write.ts';
import type { CrmOutcome, Done } from '../../port.ts';
import type { OrderedThing } from '../recordings/order.ts';
import { rowAmong, rowOf } from './call-commands.ts';
import type { Courier } from './courier.ts';
import { notNow } from './outcomes.ts';
import type { RecordingOrders } from './recording-orders.ts';

/**
 * Recordings and transcripts of calls: here they are only ordered. The portal keeps one recording for each call: a
 * later one takes the place of the one before.
 */
export class Recordings {
  readonly #courier: Courier;
  readonly #orders: RecordingOrders | undefined;

  /** @param orders without them calls stay without recordings. */
  constructor(courier: Courier, orders: RecordingOrders | undefined) {
    this.#courier = courier;
    this.#orders = orders;
  }

  /** Whether the recordings of this call are attached to it. */
  areKept(callKey: string): boolean {
    return this.#orders?.takes({ kind: 'recording', callKey }) ?? false;
  }

  /** To a call that was written by another effect. */
  async attach({ kind, callKey, recordingId }: AttachRecording | AttachTranscript): Promise<CrmOutcome> {
    const thing = kind === 'attachRecording' ? 'recording' : 'transcript';
    if (!(this.#orders?.takes({ kind: thing, callKey }) ?? false)) {
      return { ...ordered(thing, recordingId), note: 'recordingsOff' };
    }
    const { row } = await this.#courier.send(() => ({ row: rowOf(callKey) }));
    if (row.kind !== 'result') return notNow(row);
    if (rowAmong(callKey, row.result) === undefined) {
      return { outcome: 'refused', code: 'callNotFound', reason: notRecorded(callKey) };
    }
    await this.#orders?.place({ kind: thing, callKey, recordingId });
    return { ...ordered(thing, recordingId), created: true };
  }

  /** To a call that was just recorded. */
  async attachTo(callKey: string, recordingId: string): Promise<void> {
    await this.#orders?.place({ kind: 'recording', callKey, recordingId });
  }
}

const notRecorded = (callKey: string): string =>
  `There is no recorded call ${callKey}. If another problem says why, mend that and send it again first, then this.`;

const ordered = (kind: OrderedThing, id: string): Done => ({ outcome: 'done', ref: { kind, id } });
