import { assertNever } from '../../base/assert-never.ts';
import type { CardEffect } from '../../effects/card.ts';
import type { AlertEffect, CrmEffect, TimerEffect } from '../../effects/effect.ts';
import type { Clock } from '../clock.ts';
import { delayUntil, longestDelaySeconds, type OutgoingMessage, sendMessages } from '../queues.ts';
import { DelayTooLongError } from './errors.ts';
import type { Dispatch } from './runner.ts';

export interface EffectSinks {
  readonly crmWritesQueueUrl: string;
  readonly timersQueueUrl: string;
  /** Only where the CRM has call cards. */
  readonly callCardsQueueUrl?: string;
  readonly alert: (effect: AlertEffect) => Promise<void>;
  readonly clock: Clock;
}

/** Where effects go: writes to `crm-writes.fifo`, timers to `timers`, cards to `call-cards`, alerts to the problems. All at once. */
export function dispatchTo(sinks: EffectSinks): Dispatch {
  return async (effects) => {
    const writes: OutgoingMessage[] = [];
    const timers: OutgoingMessage[] = [];
    const alerts: AlertEffect[] = [];
    const cards: OutgoingMessage[] = [];
    for (const effect of effects) {
      switch (effect.kind) {
        case 'crm':
          writes.push(writeMessage(effect));
          break;
        case 'timer':
          timers.push(timerMessage(effect, sinks.clock()));
          break;
        case 'alert':
          alerts.push(effect);
          break;
        case 'card':
          cards.push(cardMessage(effect));
          break;
        default:
          assertNever(effect);
      }
    }
    await Promise.all([
      writes.length > 0 ? sendMessages(sinks.crmWritesQueueUrl, writes) : undefined,
      timers.length > 0 ? sendMessages(sinks.timersQueueUrl, timers) : undefined,
      cards.length > 0 && sinks.callCardsQueueUrl !== undefined
        ? sendMessages(sinks.callCardsQueueUrl, cards)
        : undefined,
      ...alerts.map(sinks.alert),
    ]);
  };
}

/** For `crm-writes.fifo`. */
export function writeMessage(effect: CrmEffect): OutgoingMessage {
  return { body: effect, group: effect.orderKey, dedupe: effect.id };
}

function cardMessage(effect: CardEffect): OutgoingMessage {
  return { body: effect, group: effect.callId, dedupe: effect.id };
}

/** @throws DelayTooLongError above 15 minutes. */
function timerMessage(effect: TimerEffect, now: number): OutgoingMessage {
  const delaySeconds = delayUntil(effect.fireAt, now);
  if (delaySeconds > longestDelaySeconds) throw new DelayTooLongError(effect.id, delaySeconds);
  return { body: { kind: 'timer', timer: effect.timer }, delaySeconds };
}
