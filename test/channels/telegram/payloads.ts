import type { ChannelId } from '../../../shared/base/ids.ts';
import type { ChannelRequest } from '../../../shared/channels/port.ts';

export const telegramChannel = 'telegram:shop' as ChannelId;
export const telegramSecret = {
  kind: 'telegram',
  botToken: `7000000001:${'A'.repeat(35)}`,
  webhookSecret: 'webhook-secret-of-telegram',
};

export const ann = {
  id: 4_242,
  is_bot: false,
  first_name: 'Ann',
  last_name: 'Lee',
  username: 'ann_lee',
  language_code: 'en',
};

/** A message as the Bot API has it, in a chat of two unless told. */
export function telegramMessage(parts: Readonly<Record<string, unknown>> = { text: 'Hello' }) {
  return {
    message_id: 17,
    from: ann,
    chat: { id: 4_242, type: 'private', first_name: 'Ann' },
    date: 1_795_341_600,
    ...parts,
  };
}

export const telegramUpdate = (parts: Readonly<Record<string, unknown>>) => ({
  update_id: 900_001,
  ...parts,
});

export function telegramRequest(
  payload: unknown,
  secret: string = telegramSecret.webhookSecret,
): ChannelRequest {
  return {
    channelId: telegramChannel,
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
    body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
  };
}
