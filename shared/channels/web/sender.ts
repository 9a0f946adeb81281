import type { Clock } from '../../platform/clock.ts';
import type { WebMessageStore } from '../../platform/stores/web-message-store.ts';
import type { ChannelSender } from '../sender-port.ts';

/** What a visitor is answered waits until his widget asks for it. A repeat is known by the effect. */
export function webSender(messages: WebMessageStore, clock: Clock): ChannelSender {
  return {
    onUnknown: 'repeat',
    plan: ({ text, media = [] }) => [{ kind: 'whole', text, media }],
    send: async ({ effect }) => {
      try {
        await messages.append(effect, clock());
        return { kind: 'sent', messageId: effect.id };
      } catch (error) {
        return { kind: 'unknown', reason: error instanceof Error ? error.name : 'the table did not work' };
      }
    },
  };
}
