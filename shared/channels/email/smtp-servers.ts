import { ChannelHostRefusedError } from '../errors.ts';

/** Where mails may be given in: a password is sent there, so an administrator's word for it is not enough. */

const wellKnown: ReadonlySet<string> = new Set([
  'smtp.yandex.ru',
  'smtp.yandex.com',
  'smtp.mail.ru',
  'smtp.gmail.com',
  'smtp.office365.com',
]);
const amazon = /^email-smtp\.[a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com$/;
const usual: Readonly<Record<string, string>> = { 'smtps:': '465', 'smtp:': '587' };

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** TLS must be begun before anything is said. */
  readonly requireTLS: boolean;
}

/**
 * @param named in the tenant's file: they may be in a network of its own, and do without TLS.
 * @throws ChannelHostRefusedError
 */
export function smtpServer(address: string, named: readonly string[] = []): SmtpServer {
  const url = URL.parse(address);
  const isNamed = named.includes(address);
  const isUsual =
    url !== null &&
    (wellKnown.has(url.hostname) || amazon.test(url.hostname)) &&
    url.port === usual[url.protocol] &&
    url.username === '' &&
    url.password === '';
  if (url === null || !(isNamed || isUsual))
    throw new ChannelHostRefusedError(url?.host ?? 'What is not an address');
  const secure = url.protocol === 'smtps:';
  return { host: url.hostname, port: Number(url.port), secure, requireTLS: !secure && !isNamed };
}
