import type { Told } from '../recordings/serve.ts';
import { bodyOf, json, type Service, startService } from './service.ts';

export interface WazzupSent {
  readonly messageId: string;
  readonly chatType: string;
  readonly chatId: string;
  readonly crmMessageId?: string;
  readonly text?: string;
  readonly contentUri?: string;
  readonly refMessageId?: string;
}

const refuse = (status: number, error: string): Told => json(status, { status, error, description: error });

/** Wazzup's API v3 as far as messages are sent. A `crmMessageId` is taken once. */
export async function startWazzup(account: {
  readonly apiKey: string;
  readonly channelId: string;
}): Promise<Service<WazzupSent>> {
  return startService<WazzupSent>((asked, messages) => {
    if (asked.path !== '/v3/message') return refuse(404, 'NOT_FOUND');
    if (asked.headers.authorization !== `Bearer ${account.apiKey}`) return refuse(401, 'UNAUTHORIZED');
    const body = bodyOf(asked);
    const { channelId, chatType, chatId, crmMessageId, text, contentUri, refMessageId } = body ?? {};
    if (channelId !== account.channelId) return refuse(400, 'CHANNEL_NOT_FOUND');
    if (typeof chatType !== 'string' || typeof chatId !== 'string' || chatId === '') {
      return refuse(400, 'INVALID_MESSAGE_DATA');
    }
    if ((typeof text === 'string') === (typeof contentUri === 'string')) {
      return refuse(400, 'MESSAGE_CONTENT_AMBIGUOUS');
    }
    if (typeof crmMessageId === 'string') {
      if (crmMessageId.length > 100) return refuse(400, 'INVALID_MESSAGE_DATA');
      if (messages.some((one) => one.crmMessageId === crmMessageId))
        return refuse(400, 'repeatedCrmMessageId');
    }
    const sent: WazzupSent = {
      messageId: `wz-${messages.length}`,
      chatType,
      chatId,
      ...(typeof crmMessageId === 'string' ? { crmMessageId } : {}),
      ...(typeof text === 'string' ? { text } : { contentUri: String(contentUri) }),
      ...(typeof refMessageId === 'string' ? { refMessageId } : {}),
    };
    messages.push(sent);
    return json(201, { messageId: sent.messageId, chatId });
  });
}
