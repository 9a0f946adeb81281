import type { AttachRecording, AttachTranscript } from '../../../effects/crm-write.ts';
import type { CrmOutcome, Done } from '../../port.ts';
import type { NewOrder, OrderedThing } from '../recordings/order.ts';
import type { Answer } from '../rest/answer.ts';
import type { Courier } from './courier.ts';
import { notNow } from './outcomes.ts';
import type { RecordingOrders } from './recording-orders.ts';
import { type Identity, rowCommands, rowIn } from './rows.ts';

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
  async attach(write: AttachRecording | AttachTranscript): Promise<CrmOutcome> {
    const { callKey, recordingId, cardOf } = write;
    const kind = write.kind === 'attachRecording' ? 'recording' : 'transcript';
    if (!(this.#orders?.takes({ kind, callKey }) ?? false)) {
      return { ...ordered(kind, recordingId), note: 'recordingsOff' };
    }
    const call = { key: callKey, ...(cardOf === undefined ? {} : { cardOf }) };
    const answers: Readonly<Record<string, Answer<unknown>>> = await this.#courier.send(() =>
      rowCommands(call, 'row'),
    );
    const row = rowIn(call, 'row', answers);
    if (row.kind !== 'result') return notNow(row);
    if (row.result === undefined) {
      return { outcome: 'refused', code: 'callNotFound', reason: notRecorded(callKey) };
    }
    await this.#orders?.place(orderOf(kind, call, recordingId));
    return { ...ordered(kind, recordingId), created: true };
  }

  /** To a call that was just recorded. */
  async attachTo(call: Identity, recordingId: string): Promise<void> {
    await this.#orders?.place(orderOf('recording', call, recordingId));
  }
}

const orderOf = (kind: OrderedThing, { key: callKey, cardOf }: Identity, recordingId: string): NewOrder => ({
  kind,
  callKey,
  ...(cardOf === undefined ? {} : { cardOf }),
  recordingId,
});

const notRecorded = (callKey: string): string =>
  `There is no recorded call ${callKey}. If another problem says why, mend that and send it again first, then this.`;

const ordered = (kind: OrderedThing, id: string): Done => ({ outcome: 'done', ref: { kind, id } });
