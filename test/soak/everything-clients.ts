import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { ChannelRequest } from '../../shared/channels/port.ts';
import { emailRequest, mail } from '../channels/email/mails.ts';
import { ann, telegramMessage, telegramRequest, telegramUpdate } from '../channels/telegram/payloads.ts';
import { wazzupMessage, wazzupRequest } from '../channels/wazzup/payloads.ts';
import {
  whatsappBody,
  whatsappChange,
  whatsappMessage,
  whatsappRequest,
} from '../channels/whatsapp/payloads.ts';
import type { Callers } from './everything-callers.ts';
import { type Channels, channelIds, site } from './everything-channels.ts';
import type { Sent } from './everything-pbx.ts';

/** Phones of those who write: both of WhatsApp are clients whom we know, what the stranger sends is not taken. */
export const clientPhones = {
  whatsapp: ['79160000102', '79160000101'],
  wazzup: '79160000403',
  telegram: '+79160000404',
  web: '+7 916 000-04-05',
  stranger: '79160000406',
} as const;

/** What clients send, signed with the secrets of the run. Every message is a new one. */
export class Clients {
  readonly #stack: LocalStack;
  readonly #secrets: Channels['secrets'];
  #messages = 0;

  constructor(stack: LocalStack, secrets: Channels['secrets']) {
    this.#stack = stack;
    this.#secrets = secrets;
  }

  /** @param contact Tells his own number besides. */
  telegram(id: number, text: string, contact?: string): Sent {
    const from = { ...ann, id };
    const told = contact === undefined ? { text } : { contact: { phone_number: contact, user_id: id } };
    const message = telegramMessage({
      message_id: this.#next(),
      date: Math.floor(this.#stack.clock.now() / 1_000),
      from,
      chat: { id, type: 'private' },
      ...told,
    });
    const update = telegramUpdate({ message });
    return sentOf(telegramRequest(update, this.#secrets.telegram.webhookSecret));
  }

  whatsapp(phone: string, text: string): Sent {
    const contacts = [{ profile: { name: 'Клиент' }, wa_id: phone }];
    const timestamp = String(Math.floor(this.#stack.clock.now() / 1_000));
    const message = { from: phone, id: `wamid.IN${this.#next()}`, timestamp, text: { body: text } };
    return this.whatsappValue({ contacts, messages: [whatsappMessage(message)] });
  }

  whatsappValue(value: Readonly<Record<string, unknown>>): Sent {
    const body = whatsappBody(whatsappChange(value));
    return sentOf(whatsappRequest(body, this.#secrets.whatsapp.appSecret));
  }

  wazzup(phone: string, text: string): Sent {
    const contact = { name: 'Клиент', phone };
    const dateTime = new Date(this.#stack.clock.now()).toISOString();
    const message = wazzupMessage({
      messageId: `wz-in-${this.#next()}`,
      chatId: phone,
      contact,
      dateTime,
      text,
    });
    return this.wazzupNews({ messages: [message] });
  }

  wazzupNews(news: Readonly<Record<string, unknown>>): Sent {
    return sentOf(wazzupRequest(news, this.#secrets.wazzup.crmKey));
  }

  mail(text: string): Sent {
    const raw = mail({}, text);
    return sentOf(emailRequest(raw, this.#stack.clock.now(), this.#secrets.email.gatewaySecret));
  }

  #next(): number {
    this.#messages += 1;
    return this.#messages;
  }
}

/** Signed, and yet not to be taken: what is said of it must say neither the number nor the words. */
export const malformedMessages = (clients: Clients, text: string): readonly Sent[] => [
  clients.whatsappValue({ messages: [{ from: clientPhones.stranger, text: { body: text } }] }),
  clients.wazzupNews({ messages: [{ chatId: clientPhones.stranger, text }] }),
];

interface WidgetAnswer {
  readonly conversation: string;
  readonly token: string;
  readonly items: readonly { readonly text: string }[];
}

/** A visitor's widget. */
export class Visitor {
  readonly #stack: LocalStack;
  #token = '';
  #messages = 0;

  constructor(stack: LocalStack) {
    this.#stack = stack;
  }

  /** @returns the conversation. */
  async opens(): Promise<string> {
    const { token, conversation } = await this.#ask('POST', 'conversations');
    this.#token = token;
    return conversation;
  }

  get token(): string {
    return this.#token;
  }

  async writes(text: string): Promise<void> {
    this.#messages += 1;
    await this.#ask('POST', 'messages', { id: `message-${this.#messages}`, text, phone: clientPhones.web });
  }

  /** @returns the answers. */
  async reads(): Promise<readonly { readonly text: string }[]> {
    return (await this.#ask('GET', 'messages?after=0')).items;
  }

  async #ask(method: string, path: string, body?: object) {
    const response = await fetch(`${this.#stack.apiUrl}/channels/${channelIds.web}/${path}`, {
      method,
      headers: {
        origin: site,
        ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`the widget was answered with ${response.status} to ${method} ${path}`);
    return response.json() as Promise<WidgetAnswer>;
  }
}

/** Everything that clients send, from somebody who guesses at the secrets. */
export async function guessed(callers: Callers, clients: Clients): Promise<void> {
  const [text, { stranger }] = ['guess', clientPhones];
  const all = [clients.telegram(1, text), clients.whatsapp(stranger, text), clients.mail(text)];
  for (const sent of [...all, clients.wazzup(stranger, text)]) await callers.send(sent, 401);
}

const sentOf = ({ channelId, headers, body }: ChannelRequest): Sent => ({
  path: `/channels/${channelId}`,
  headers: headers as Record<string, string>,
  body: body.toString(),
});
