import type { StackClock } from '../clock.ts';
import type { FauxqsClasses, Queue, QueuedMessage } from './fauxqs.ts';
import { Turns } from './turns.ts';

type Received = ReturnType<Queue['dequeue']>[number];
type DeadLetters = Parameters<Queue['dequeue']>[2];

const repeatWindowMs = 5 * 60_000;

/**
 * fauxqs's queue with what SQS does otherwise: a batch of a FIFO queue holds as many messages of one group as there
 * are, messages that come back keep their order, repeats are recognised for five minutes of the stack's clock, which
 * also says when a message was sent, and one message wakes one receiver.
 *
 * @param onHidden is told of messages whose receiver has said when they come back.
 */
export function fairQueueClass(
  { SqsQueue }: FauxqsClasses,
  clock: StackClock,
  onHidden: (receiptHandle: string) => void,
) {
  return class FairQueue extends SqsQueue {
    readonly #turns = new Turns();
    #closed = false;
    readonly #repeats = new Map<
      string,
      { readonly at: number; readonly id: string; readonly sequence?: string }
    >();

    override enqueue(...parts: Parameters<Queue['enqueue']>): ReturnType<Queue['enqueue']> {
      const [message] = parts;
      if (message.approximateReceiveCount === 0) message.sentTimestamp = clock.now();
      return super.enqueue(...parts);
    }

    override dequeue(maxCount: number, visibilitySeconds?: number, deadLetters?: DeadLetters): Received[] {
      if (!this.isFifo()) return super.dequeue(maxCount, visibilitySeconds, deadLetters);
      this.processTimers();
      const seconds = visibilitySeconds ?? Number(this.attributes.VisibilityTimeout);
      const received: Received[] = [];
      for (const [group, messages] of [...this.fifoMessages]) {
        if (received.length >= maxCount) break;
        if (this.fifoLockedGroups.has(group)) continue;
        // The group goes to the end of the line: a busy one does not keep the others waiting.
        this.fifoMessages.delete(group);
        while (received.length < maxCount && messages.length > 0) {
          const message = messages.shift() as QueuedMessage;
          if (!this.#moveToDeadLetters(message, deadLetters))
            received.push(this.#handOut(message, group, seconds));
        }
        if (messages.length > 0) this.fifoMessages.set(group, messages);
      }
      return received;
    }

    /**
     * One receiver after the other looks at the queue: the original wakes all of them for every message, and all but
     * one leave with nothing, which SQS would never do and which would count as requests.
     */
    override async waitForMessages(seconds: number): Promise<void> {
      const deadline = Date.now() + seconds * 1000;
      await this.#turns.take(deadline, async () => {
        while (!this.#closed && !this.#hasReady() && Date.now() < deadline) {
          await super.waitForMessages((deadline - Date.now()) / 1000);
        }
      });
    }

    override cancelWaiters(): void {
      this.#closed = true;
      super.cancelWaiters();
    }

    override changeVisibility(receiptHandle: string, seconds: number): void {
      const entry = this.inflightMessages.get(receiptHandle);
      onHidden(receiptHandle);
      if (!this.isFifo() || entry === undefined || seconds > 0) {
        super.changeVisibility(receiptHandle, seconds);
        return;
      }
      entry.visibilityDeadline = 0;
      this.processTimers();
    }

    override processTimers(): void {
      if (this.isFifo()) this.#takeBackOverdue();
      super.processTimers();
    }

    override checkDeduplication(id: string) {
      const seen = this.#repeats.get(id);
      if (seen === undefined || seen.at + repeatWindowMs <= clock.now()) return { isDuplicate: false };
      return {
        isDuplicate: true,
        originalMessageId: seen.id,
        ...(seen.sequence === undefined ? {} : { originalSequenceNumber: seen.sequence }),
      };
    }

    override recordDeduplication(id: string, messageId: string, sequence?: string): void {
      const now = clock.now();
      for (const [old, { at }] of this.#repeats) {
        if (at + repeatWindowMs > now) break;
        this.#repeats.delete(old);
      }
      this.#repeats.delete(id);
      this.#repeats.set(id, { at: now, id: messageId, ...(sequence === undefined ? {} : { sequence }) });
    }

    #hasReady(): boolean {
      if (!this.isFifo()) return this.messages.length > 0;
      for (const [group, messages] of this.fifoMessages) {
        if (messages.length > 0 && !this.fifoLockedGroups.has(group)) return true;
      }
      return false;
    }

    #moveToDeadLetters(message: QueuedMessage, deadLetters: DeadLetters): boolean {
      message.approximateReceiveCount += 1;
      message.approximateFirstReceiveTimestamp ??= Date.now();
      const redrive = this.attributes.RedrivePolicy;
      if (redrive === undefined || redrive === '') return false;
      const policy = JSON.parse(redrive) as { deadLetterTargetArn: string; maxReceiveCount: number };
      if (message.approximateReceiveCount <= policy.maxReceiveCount) return false;
      const queue = deadLetters?.(policy.deadLetterTargetArn);
      queue?.enqueue(message);
      return queue !== undefined;
    }

    #handOut(message: QueuedMessage, group: string, seconds: number): Received {
      const receiptHandle = crypto.randomUUID();
      this.inflightMessages.set(receiptHandle, {
        message,
        receiptHandle,
        visibilityDeadline: Date.now() + seconds * 1000,
      });
      this.fifoLockedGroups.set(group, (this.fifoLockedGroups.get(group) ?? 0) + 1);
      const { messageId, md5OfBody, body, messageAttributes, md5OfMessageAttributes } = message;
      return {
        MessageId: messageId,
        ReceiptHandle: receiptHandle,
        MD5OfBody: md5OfBody,
        Body: body,
        ...(md5OfMessageAttributes === '' ? {} : { MD5OfMessageAttributes: md5OfMessageAttributes }),
        ...(Object.keys(messageAttributes).length === 0 ? {} : { MessageAttributes: messageAttributes }),
      };
    }

    /** The original puts each message at the front by itself, which turns several of one group round. */
    #takeBackOverdue(): void {
      const now = Date.now();
      for (const [handle, { message, visibilityDeadline }] of this.inflightMessages) {
        if (visibilityDeadline > now) continue;
        this.inflightMessages.delete(handle);
        const group = message.messageGroupId ?? '';
        const locks = (this.fifoLockedGroups.get(group) ?? 1) - 1;
        if (locks > 0) this.fifoLockedGroups.set(group, locks);
        else this.fifoLockedGroups.delete(group);
        const waiting = this.fifoMessages.get(group) ?? [];
        const place = waiting.findIndex((other) => sequenceOf(other) > sequenceOf(message));
        waiting.splice(place < 0 ? waiting.length : place, 0, message);
        this.fifoMessages.set(group, waiting);
      }
    }
  };
}

function sequenceOf(message: QueuedMessage): string {
  return message.sequenceNumber ?? '';
}
