import MailComposer from 'nodemailer/lib/mail-composer';
import { label } from '../content.ts';
import { ChannelHostRefusedError } from '../errors.ts';
import type { ChannelSender, OutgoingPart } from '../sender-port.ts';
import type { EmailSecret } from './secret.ts';
import { giveIn } from './smtp.ts';
import { type SmtpServer, smtpServer } from './smtp-servers.ts';
import { emailConversation, idsIn, ownMessageId, plainSubject } from './thread.ts';

/** No mail server promises to know a repeat, and none tells of a mail again unless it comes back. */
export function emailSender(secret: EmailSecret, namedServers: readonly string[] = []): ChannelSender {
  return {
    onUnknown: { waitMs: 0 },
    plan: ({ text, media = [] }) => [{ kind: 'whole', text, media }],
    send: async (outgoing) => {
      const server = serverOf(secret, namedServers);
      if (server instanceof ChannelHostRefusedError) {
        return { kind: 'refused', code: server.code, reason: server.message };
      }
      const { address: to, thread } = emailConversation(outgoing.conversation);
      const messageId = ownMessageId(thread, outgoing.key, secret.address);
      const raw = await letter(secret, to, messageId, outgoing);
      const outcome = await giveIn(server, secret.smtp, { from: secret.address, to, raw });
      if (outcome.kind === 'sent') return { kind: 'sent', messageId };
      const reason = 'reason' in outcome ? label(outcome.reason) : undefined;
      return { ...outcome, reason: reason ?? 'unknown' };
    },
  };
}

function serverOf({ smtp }: EmailSecret, named: readonly string[]): SmtpServer | ChannelHostRefusedError {
  try {
    return smtpServer(smtp.server, named);
  } catch (error) {
    if (error instanceof ChannelHostRefusedError) return error;
    throw error;
  }
}

/** Plain text only. Files go along as links: nothing is fetched here from addresses of others. */
function letter(
  secret: EmailSecret,
  to: string,
  messageId: string,
  { effect, part, replyTo }: OutgoingPart,
): Promise<Buffer> {
  const { text, media } = part.kind === 'whole' ? part : { text: '', media: [] };
  const [answered] = idsIn(replyTo);
  const mail = new MailComposer({
    from: { name: secret.name ?? '', address: secret.address },
    to,
    subject: `Re: ${plainSubject(effect.subject ?? '')}`.trim(),
    text: [text, ...media].filter((line) => line !== '').join('\n\n'),
    messageId,
    ...(answered === undefined ? {} : { inReplyTo: answered, references: [answered] }),
    // An answering machine of the client keeps silent.
    headers: { 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}
