import type { Email } from 'postal-mime';
import { plainAddress } from './addresses.ts';
import { ownIdsIn } from './thread.ts';

/**
 * Whether nobody wrote it: an answering machine, a mailing list, a mail server. Such a mail opens no conversation, or
 * two machines would answer each other for ever (RFC 3834).
 */
export function isAutomatic(mail: Email): boolean {
  const header = (name: string) =>
    mail.headers
      .find(({ key }) => key === name)
      ?.value.trim()
      .toLowerCase();
  const submitted = header('auto-submitted') ?? 'no';
  return (
    !/^no\b/.test(submitted) ||
    /^(bulk|junk|list|auto_reply)/.test(header('precedence') ?? '') ||
    header('x-autoreply') !== undefined ||
    header('x-autorespond') !== undefined ||
    header('return-path') === '<>' ||
    /^multipart\/report/.test(header('content-type') ?? '') ||
    /^(mailer-daemon|postmaster)@/i.test(mail.from?.address ?? '')
  );
}

export interface Bounce {
  /** Ours, that came back. */
  readonly messageId: string;
  readonly thread: string;
  readonly address: string;
  readonly reason: string;
}

/** What a mail server says of a mail of ours that it could not deliver (RFC 3464); `undefined` where it says no such. */
export function bounceIn(raw: string): Bounce | undefined {
  const [own] = ownIdsIn(raw);
  const address = plainAddress(fieldIn(raw, 'Final-Recipient')?.replace(/^rfc822;/i, ''));
  if (own === undefined || address === undefined || fieldIn(raw, 'Action')?.toLowerCase() !== 'failed')
    return undefined;
  const reason = [fieldIn(raw, 'Status'), fieldIn(raw, 'Diagnostic-Code')].filter(Boolean).join(' ');
  return { messageId: own.id, thread: own.thread, address, reason: reason || 'undeliverable' };
}

function fieldIn(raw: string, name: string): string | undefined {
  return new RegExp(`^${name}:[ \\t]*([^\\r\\n]{1,300})`, 'im').exec(raw)?.[1]?.trim();
}
