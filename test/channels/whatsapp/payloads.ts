import type { ChannelId } from '../../../shared/base/ids.ts';
import type { ChannelRequest } from '../../../shared/channels/port.ts';
import { signWhatsapp } from '../../../shared/channels/whatsapp/secret.ts';

export const whatsappChannel = 'whatsapp:1067' as ChannelId;
export const whatsappSecret = {
  kind: 'whatsapp',
  phoneNumberId: '1067',
  appSecret: 'app-secret-of-whatsapp',
  verifyToken: 'verify-token-of-ours',
  accessToken: 'access-token-of-whatsapp',
  otherNumbers: { '1068': 'whatsapp:second' },
};

export function whatsappMessage(parts: Readonly<Record<string, unknown>> = {}) {
  return {
    from: '79990001122',
    id: 'wamid.AAA',
    timestamp: '1795341600',
    type: 'text',
    text: { body: 'Hello' },
    ...parts,
  };
}

export function whatsappStatus(parts: Readonly<Record<string, unknown>> = {}) {
  return {
    id: 'wamid.OUT',
    status: 'delivered',
    timestamp: '1795341700',
    recipient_id: '79990001122',
    biz_opaque_callback_data: 'ticket:1:0',
    ...parts,
  };
}

export function whatsappChange(
  value: Readonly<Record<string, unknown>>,
  phoneNumberId = '1067',
  field = 'messages',
) {
  const metadata = { display_phone_number: '15550001111', phone_number_id: phoneNumberId };
  const contacts = [{ profile: { name: 'Ann' }, wa_id: '79990001122' }];
  return { field, value: { messaging_product: 'whatsapp', metadata, contacts, ...value } };
}

export function whatsappBody(...changes: readonly unknown[]) {
  return { object: 'whatsapp_business_account', entry: [{ id: '5005', changes }] };
}

export function whatsappRequest(payload: unknown, appSecret = whatsappSecret.appSecret): ChannelRequest {
  const body = Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return {
    channelId: whatsappChannel,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signWhatsapp(body, appSecret) },
    body,
  };
}
