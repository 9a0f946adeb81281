import type { Told } from '../recordings/serve.ts';
import { bodyOf, json, type Service, startService } from './service.ts';

export interface WhatsappSent {
  readonly id: string;
  readonly to: string;
  readonly type: string;
  readonly text?: string;
  readonly link?: string;
  readonly replyTo?: string;
  readonly callbackData?: string;
}

export interface WhatsappApi extends Service<WhatsappSent> {
  /** Who has not written for a day: only a template may be sent to him. */
  readonly windowClosed: Set<string>;
}

export const whatsappError = (status: number, code: number, message: string, headers = {}): Told =>
  json(status, { error: { message, type: 'OAuthException', code, fbtrace_id: 'A' } }, headers);

interface Body {
  readonly messaging_product?: unknown;
  readonly to?: unknown;
  readonly recipient?: unknown;
  readonly type?: unknown;
  readonly text?: { readonly body?: unknown };
  readonly context?: { readonly message_id?: unknown };
  readonly biz_opaque_callback_data?: unknown;
}

/** The Cloud API as far as messages are sent. */
export async function startWhatsapp(account: {
  readonly phoneNumberId: string;
  readonly accessToken: string;
}): Promise<WhatsappApi> {
  const windowClosed = new Set<string>();
  const service = await startService<WhatsappSent>((asked, messages) => {
    const [, phoneNumberId] = /^\/v\d+\.\d\/([^/]+)\/messages$/.exec(asked.path) ?? [];
    if (phoneNumberId === undefined) return whatsappError(400, 2_500, 'Unknown path components');
    if (asked.headers.authorization !== `Bearer ${account.accessToken}`) {
      return whatsappError(401, 190, 'Invalid OAuth access token');
    }
    if (phoneNumberId !== account.phoneNumberId) return whatsappError(400, 100, 'Unsupported post request');
    const body = bodyOf(asked) as Body | undefined;
    const to = body?.to ?? body?.recipient;
    const type = typeof body?.type === 'string' ? body.type : '';
    const content = (body as Readonly<Record<string, { body?: unknown; link?: unknown }>> | undefined)?.[
      type
    ];
    if (body?.messaging_product !== 'whatsapp' || typeof to !== 'string' || content === undefined) {
      return whatsappError(400, 100, 'Invalid parameter');
    }
    const said = type === 'text' ? content.body : content.link;
    if (typeof said !== 'string' || said === '' || said.length > 4_096) {
      return whatsappError(400, 100, 'Invalid parameter');
    }
    if (windowClosed.has(to)) return whatsappError(400, 131_047, 'Re-engagement message');
    const callbackData = body.biz_opaque_callback_data;
    const replyTo = body.context?.message_id;
    const sent: WhatsappSent = {
      id: `wamid.OUT${messages.length}`,
      to,
      type,
      ...(type === 'text' ? { text: said } : { link: said }),
      ...(typeof replyTo === 'string' ? { replyTo } : {}),
      ...(typeof callbackData === 'string' ? { callbackData } : {}),
    };
    messages.push(sent);
    const contacts = [{ input: to, wa_id: to }];
    return json(200, { messaging_product: 'whatsapp', contacts, messages: [{ id: sent.id }] });
  });
  return { ...service, windowClosed };
}
