import { gives } from '../../../pbx/recording-sources.ts';
import { sendMessages } from '../../../platform/queues.ts';
import type { RecordingOrders } from '../writes/recording-orders.ts';
import { pbxOf } from './order.ts';

/** Orders by way of the queue `recordings`. */
export const ordersInQueue = (queueUrl: string): RecordingOrders => ({
  takes: (order) => gives(order.kind, pbxOf(order)),
  place: (order) => sendMessages(queueUrl, [{ body: order }]),
});
