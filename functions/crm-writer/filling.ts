import type { SQSRecord } from 'aws-lambda';
import { logger } from '../../shared/platform/logger.ts';
import { mostPerRequest, type OwnQueue } from '../../shared/platform/own-queue.ts';

/** More messages of the same queue, where Lambda has handed over as many as it can: then there are more. */
export async function filled(
  queue: OwnQueue,
  handed: readonly SQSRecord[],
  fillTo: number,
): Promise<readonly SQSRecord[]> {
  if (handed.length < mostPerRequest || handed.length >= fillTo) return [];
  try {
    return await queue.take(fillTo - handed.length);
  } catch (error) {
    logger.warn('The queue gave no more messages', { error });
    return [];
  }
}
