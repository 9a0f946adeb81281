import type { Order } from './order.ts';

/** Minutes between attempts, as connectors of this PBX do it (reference of PBXs, sources): files lag behind events. */
const ladderSeconds = [60, 120, 300, 600, 900, 900] as const;
/** The most that a message can wait in its queue. */
const longestSeconds = 900;
const attempts: Readonly<Record<Order['kind'], number>> = {
  recording: ladderSeconds.length,
  /** Mango manual §2.9: texts are waited for 24 hours. */
  transcript: ladderSeconds.length + (24 * 3_600) / longestSeconds,
};
/** A portal that takes nothing, for 13 days. */
const maxWaits = (13 * 24 * 3_600) / longestSeconds;

/** The order to be sent next and after how long; `undefined` when there is no point any more. */
export interface Next {
  readonly order: Order;
  readonly delaySeconds: number;
}

/** It was not to be had. */
export function afterAttempt(order: Order): Next | undefined {
  if (order.attempts >= attempts[order.kind]) return undefined;
  const delaySeconds = ladderSeconds[order.attempts] ?? longestSeconds;
  return { order: { ...order, attempts: order.attempts + 1 }, delaySeconds };
}

/** The portal could not be asked, which says nothing of the recording. */
export function afterWait(order: Order, afterMs: number): Next | undefined {
  if (order.waits >= maxWaits) return undefined;
  const delaySeconds = Math.min(longestSeconds, Math.max(1, Math.ceil(afterMs / 1_000)));
  return { order: { ...order, waits: order.waits + 1 }, delaySeconds };
}
