import type { ChannelId } from '../../../shared/base/ids.ts';
import type { ChannelRequest } from '../../../shared/channels/port.ts';

export const wazzupChannel = 'wazzup:sales' as ChannelId;
export const wazzupSecret = {
  kind: 'wazzup',
  channelId: 'f207aaaa-0000-4000-8000-000000000001',
  apiKey: 'api-key-of-wazzup-account',
  crmKey: 'crm-key-of-our-own',
  otherChannels: { 'f207aaaa-0000-4000-8000-000000000002': 'wazzup:avito' },
};

export function wazzupMessage(parts: Readonly<Record<string, unknown>> = {}) {
  return {
    messageId: 'dc780000-0000-4000-8000-000000000001',
    dateTime: '2026-11-22T10:00:00.220Z',
    channelId: wazzupSecret.channelId,
    chatType: 'whatsapp',
    chatId: '79990001122',
    type: 'text',
    isEcho: false,
    contact: { name: 'Ann', avatarUri: '', phone: '79990001122', messengerChatId: '79990001122' },
    text: 'Hello',
    status: 'inbound',
    ...parts,
  };
}

export function wazzupStatus(parts: Readonly<Record<string, unknown>> = {}) {
  return {
    messageId: 'aa110000-0000-4000-8000-000000000001',
    timestamp: '2026-11-22T10:00:10.000Z',
    status: 'delivered',
    ...parts,
  };
}

export function wazzupRequest(payload: unknown, crmKey = wazzupSecret.crmKey): ChannelRequest {
  return {
    channelId: wazzupChannel,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${crmKey}` },
    body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
  };
}
