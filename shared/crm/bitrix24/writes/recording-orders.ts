import type { NewOrder } from '../recordings/order.ts';

/**
 * Takes orders for recordings and transcripts, which are fetched apart from the calls: a PBX that is slow, or has no
 * file yet, keeps no call waiting.
 */
export interface RecordingOrders {
  /** Whether the PBX of this call has such a thing to give. */
  takes(order: Pick<NewOrder, 'kind' | 'callKey'>): boolean;
  /** Doing it again does no harm. Rejects when the order was not taken. */
  place(order: NewOrder): Promise<void>;
}
