import { createHash } from 'node:crypto';
import PostalMime, { type Attachment, type Email } from 'postal-mime';
import type { EmployeeWrote, Media, MessageEvent } from '../../tickets/message-events.ts';
import { MalformedError } from '../../webhooks/errors.ts';
import { eventIdOf } from '../../webhooks/event-ids.ts';
import { contentOf, label, mediaOf } from '../content.ts';
import type { ChannelAdapter } from '../port.ts';
import { plainAddress } from './addresses.ts';
import { bounceIn, isAutomatic } from './automatic.ts';
import { textOfHtml } from './html-text.ts';
import { type SignedMail, verifyEmail } from './secret.ts';
import { emailTicket, idsIn, isOwnMessageId, threadOf } from './thread.ts';

/** Lambda takes requests of 6 MB, and those in base64. */
const maxBodyBytes = 4 * 1024 * 1024;
const maxAttachments = 20;

/** A mailbox, whose mails a gateway hands over one by one, as they came. */
export const email = {
  kind: 'email',
  maxBodyBytes,
  verify: verifyEmail,
  parse: async (signed: SignedMail): Promise<readonly MessageEvent[]> => {
    const mail = await parsed(signed.body);
    if (isAutomatic(mail)) return bounced(signed);
    const from = plainAddress(mail.from?.address);
    if (from === undefined) {
      throw new MalformedError('The mail has no sender who could be answered.', [
        { field: 'From', reason: 'is no address' },
      ]);
    }
    return from === signed.address ? echo(mail, signed) : [clientWrote(mail, from, signed)];
  },
} satisfies ChannelAdapter<SignedMail>;

/** @throws MalformedError */
async function parsed(body: Buffer): Promise<Email> {
  try {
    return await PostalMime.parse(body, { maxNestingDepth: 50, maxHeadersSize: 256 * 1024 });
  } catch (cause) {
    throw new MalformedError('The body is no mail.', [], cause);
  }
}

function clientWrote(mail: Email, from: string, signed: SignedMail): MessageEvent {
  const name = label(mail.from?.name);
  const subject = label(mail.subject);
  return {
    ...written(mail, from, signed),
    kind: 'clientWrote',
    client: { id: from, email: from, ...(name === undefined ? {} : { name }) },
    ...(subject === undefined ? {} : { subject }),
  };
}

/** From the mailbox itself: ours that came back as a copy, or what an employee wrote in a mail program. */
function echo(mail: Email, signed: SignedMail): readonly EmployeeWrote[] {
  if (isOwnMessageId(mail.messageId?.trim() ?? '')) return [];
  const to = plainAddress(mail.to?.flatMap((one) => one.group ?? [one])[0]?.address);
  return to === undefined ? [] : [{ ...written(mail, to, signed), kind: 'employeeWrote' }];
}

function written(mail: Email, person: string, { channelId, body, receivedAt }: SignedMail) {
  const [messageId] = idsIn(mail.messageId);
  const answered = idsIn(mail.inReplyTo);
  const references = [...idsIn(mail.references), ...answered];
  const thread = threadOf({ messageId, references, subject: mail.subject ?? '' });
  const id = messageId ?? `sha256:${createHash('sha256').update(body).digest('hex')}`;
  const ticketId = emailTicket(channelId, person, thread);
  return {
    id: eventIdOf('email', 'message', ticketId, id),
    channelId,
    ticketId,
    // What a sender says of the time can be anything.
    at: receivedAt,
    messageId: id,
    ...contentIn(mail, id, answered[0]),
  };
}

function contentIn(mail: Email, id: string, answered: string | undefined) {
  const text = mail.text?.trim() ? mail.text : textOfHtml(mail.html ?? '');
  const media = mail.attachments.map((attachment, index) => mediaIn(attachment, index, id));
  const content = contentOf('empty', { text: text.trim(), media }, answered);
  return media.length > maxAttachments ? { ...content, isCut: true } : content;
}

const kinds: Readonly<Record<string, Media['kind']>> = { image: 'image', audio: 'audio', video: 'video' };

/** The file itself is not kept: `mid:` (RFC 2392) says in which mail of the mailbox it is, and as which attachment. */
function mediaIn({ filename, mimeType, content }: Attachment, index: number, id: string): Media | undefined {
  return mediaOf({
    kind: kinds[mimeType.split('/')[0] ?? ''] ?? 'document',
    ref: `mid:${encodeURIComponent(id.replace(/^<|>$/g, ''))}#${index + 1}`,
    mimeType,
    name: filename ?? undefined,
    size: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
  });
}

/** Of what no person wrote only this is told: that a mail of ours did not arrive. */
function bounced({ channelId, body, receivedAt }: SignedMail): readonly MessageEvent[] {
  const bounce = bounceIn(body.toString('latin1'));
  if (bounce === undefined) return [];
  const { messageId, thread, address } = bounce;
  return [
    {
      kind: 'deliveryReported',
      id: eventIdOf('email', 'bounce', channelId, messageId),
      channelId,
      ticketId: emailTicket(channelId, address, thread),
      at: receivedAt,
      messageId,
      state: 'failed',
      reason: label(bounce.reason) ?? 'undeliverable',
    },
  ];
}
