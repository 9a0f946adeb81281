import type { ChannelId } from '../../../shared/base/ids.ts';
import type { ChannelRequest } from '../../../shared/channels/port.ts';
import { signTimed } from '../../../shared/webhooks/timed-signature.ts';

export const emailChannel = 'email:support' as ChannelId;
export const now = Date.UTC(2026, 10, 22, 10);
export const emailSecret = {
  kind: 'email',
  address: 'support@acme.example',
  name: 'Acme',
  gatewaySecret: 'secret-of-the-mail-gateway',
  smtp: { server: 'smtps://smtp.yandex.ru:465', user: 'support@acme.example', password: 'password-of-smtp' },
};

/** A mail as it came over the wire. A header that is `undefined` is not there. */
export function mail(
  headers: Readonly<Record<string, string | undefined>> = {},
  body = 'Hello\r\nit is broken\r\n',
): string {
  const all = {
    From: 'Ann Lee <Ann@Client.example>',
    To: 'support@acme.example',
    Subject: 'Broken lamp',
    'Message-ID': '<first@client.example>',
    Date: 'Sun, 22 Nov 2026 09:59:00 +0000',
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

export function emailRequest(
  raw: string | Buffer,
  at = now,
  secret = emailSecret.gatewaySecret,
): ChannelRequest {
  const body = Buffer.from(raw as string);
  const timestamp = String(Math.floor(at / 1_000));
  return {
    channelId: emailChannel,
    headers: {
      'content-type': 'message/rfc822',
      'dutyline-timestamp': timestamp,
      'dutyline-signature': signTimed(timestamp, body, secret),
    },
    body,
  };
}
