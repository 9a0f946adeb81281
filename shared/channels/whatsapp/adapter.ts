import type { ChannelId } from '../../base/ids.ts';
import type { ClientWrote, deliveryStates, MessageEvent } from '../../tickets/message-events.ts';
import { MalformedError } from '../../webhooks/errors.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { label } from '../content.ts';
import { ticketIdOf } from '../ids.ts';
import { checkedBody, unknownAccount } from '../json.ts';
import type { ChannelAdapter, SignedForAccounts } from '../port.ts';
import { whatsappContent } from './content.ts';
import { type WhatsappContact, type WhatsappMessage, type WhatsappStatus, webhookSchema } from './schema.ts';
import { answerChallenge, verifyWhatsapp } from './secret.ts';

/** A number in WhatsApp's own Cloud API. */
export const whatsapp = {
  kind: 'whatsapp',
  maxBodyBytes: 256 * 1024,
  answerCheck: answerChallenge,
  verify: verifyWhatsapp,
  parse: ({ body, channels }) =>
    checkedBody(webhookSchema, body).entry.flatMap(({ changes }, entry) =>
      changes.flatMap((change, index): readonly MessageEvent[] => {
        if (!('value' in change)) return [];
        const { metadata, contacts = [], messages = [], statuses = [], message_echoes = [] } = change.value;
        const place = `entry[${entry}].changes[${index}].value`;
        const channelId = channels.get(metadata.phone_number_id);
        if (channelId === undefined) throw unknownAccount(`${place}.metadata.phone_number_id`);
        return [
          ...messages.map((message, at) =>
            clientWrote(message, contacts, channelId, `${place}.messages[${at}]`),
          ),
          ...message_echoes.map((message, at) =>
            employeeWrote(message, channelId, `${place}.message_echoes[${at}]`),
          ),
          ...statuses.flatMap((status, at) => reported(status, channelId, `${place}.statuses[${at}]`)),
        ];
      }),
    ),
} satisfies ChannelAdapter<SignedForAccounts>;

/** A person who has a name instead of a number has no `from`, so the id of the person comes first. */
function clientWrote(
  message: WhatsappMessage,
  contacts: readonly WhatsappContact[],
  channelId: ChannelId,
  place: string,
): MessageEvent {
  const { from, from_user_id: userId } = message;
  const person = userId ?? from;
  if (person === undefined) throw missing(`${place}.from`);
  const contact =
    contacts.find(({ wa_id, user_id }) => (userId !== undefined && user_id === userId) || wa_id === from) ??
    (contacts.length === 1 ? contacts[0] : undefined);
  return {
    ...written(message, channelId, person),
    kind: 'clientWrote',
    client: clientOf(person, from, contact),
  };
}

function employeeWrote(message: WhatsappMessage, channelId: ChannelId, place: string): MessageEvent {
  if (message.to === undefined) throw missing(`${place}.to`);
  return { ...written(message, channelId, message.to), kind: 'employeeWrote' };
}

function written(message: WhatsappMessage, channelId: ChannelId, person: string) {
  return {
    id: eventIdOf('whatsapp', 'message', channelId, message.id),
    channelId,
    ticketId: ticketIdOf(channelId, person),
    at: Number(message.timestamp) * 1_000,
    messageId: message.id,
    ...whatsappContent(message),
  };
}

function clientOf(
  id: string,
  from: string | undefined,
  contact: WhatsappContact | undefined,
): ClientWrote['client'] {
  const name = label(contact?.profile?.name);
  const username = label(contact?.profile?.username);
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(username === undefined ? {} : { username }),
    ...(from === undefined ? {} : { phone: from }),
  };
}

const states: Readonly<Record<string, (typeof deliveryStates)[number]>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
};

/** Inferred: a status of one whose messages come by `from_user_id` has that id too. */
function reported(status: WhatsappStatus, channelId: ChannelId, place: string): readonly MessageEvent[] {
  const state = states[status.status];
  if (state === undefined) return [];
  const person = status.recipient_user_id ?? status.recipient_id;
  if (person === undefined) throw missing(`${place}.recipient_id`);
  const effectId = label(status.biz_opaque_callback_data);
  const [error] = status.errors ?? [];
  const reason = error === undefined ? undefined : label([error.code, error.title].filter(Boolean).join(' '));
  return [
    {
      kind: 'deliveryReported',
      id: eventIdOf('whatsapp', 'status', channelId, status.id, status.status),
      channelId,
      ticketId: ticketIdOf(channelId, person),
      at: Number(status.timestamp) * 1_000,
      messageId: status.id,
      state,
      ...(effectId === undefined ? {} : { effectId }),
      ...(reason === undefined ? {} : { reason }),
    },
  ];
}

function missing(field: string): MalformedError {
  return new MalformedError('Some fields are missing or wrong.', [{ field, reason: 'is missing' }]);
}
