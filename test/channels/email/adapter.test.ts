import { describe, expect, it } from 'vitest';
import { email } from '../../../shared/channels/email/adapter.ts';
import { ownMessageId } from '../../../shared/channels/email/thread.ts';
import { shortDigest } from '../../../shared/channels/ids.ts';
import { maxTextLength } from '../../../shared/tickets/message-events.ts';
import { MalformedError, SignatureError, StaleTimestampError } from '../../../shared/webhooks/errors.ts';
import { emailChannel, emailRequest, emailSecret, mail, now } from './mails.ts';

const parse = (raw: string) => email.parse(email.verify(emailRequest(raw), emailSecret, now));
const ticketOf = async (headers: Readonly<Record<string, string | undefined>>) =>
  (await parse(mail(headers)))[0]?.ticketId;
const first = `email:support/ann@client.example/${shortDigest('<first@client.example>')}`;

describe('a mail', () => {
  it('is what the client wrote', async () => {
    expect(await parse(mail())).toEqual([
      {
        kind: 'clientWrote',
        id: expect.stringMatching(/^email:message:/),
        channelId: emailChannel,
        ticketId: first,
        at: now,
        messageId: '<first@client.example>',
        client: { id: 'ann@client.example', email: 'ann@client.example', name: 'Ann Lee' },
        subject: 'Broken lamp',
        text: 'Hello\nit is broken',
      },
    ]);
  });

  it('has its words decoded', async () => {
    const headers = {
      Subject: '=?utf-8?B?0JvQsNC80L/QsA==?=',
      'Content-Type': 'text/plain; charset=koi8-r',
      'Content-Transfer-Encoding': 'quoted-printable',
    };
    expect(await parse(mail(headers, '=EC=C1=CD=D0=C1'))).toMatchObject([
      { subject: 'Лампа', text: 'Лампа' },
    ]);
  });

  it('without a text of its own is read from its HTML, which stays no markup', async () => {
    const html =
      '<html><head><style>p{}</style></head><body><p>One &amp; <b>two</b></p><script>alert(1)</script><div>&lt;i&gt;</div></body></html>';
    expect(await parse(mail({ 'Content-Type': 'text/html; charset=utf-8' }, html))).toMatchObject([
      { text: 'One & two\n<i>' },
    ]);
  });

  it('has its attachments by name and size, and says where they are', async () => {
    const parts = [
      '--b\r\nContent-Type: text/plain\r\n\r\nSee it',
      '--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="lamp.png"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA',
      '--b--',
    ];
    const raw = mail({ 'Content-Type': 'multipart/mixed; boundary=b' }, parts.join('\r\n'));
    expect(await parse(raw)).toMatchObject([
      {
        text: 'See it',
        media: [
          {
            kind: 'image',
            ref: 'mid:first%40client.example#1',
            name: 'lamp.png',
            mimeType: 'image/png',
            size: 3,
          },
        ],
      },
    ]);
  });

  it('that is too long has its text cut, and says so', async () => {
    const [event] = await parse(mail({}, 'x'.repeat(1_000_000)));
    expect(event).toMatchObject({ isCut: true, text: 'x'.repeat(maxTextLength) });
  });

  it('that is empty is kept as such', async () => {
    expect(await parse(mail({}, ''))).toMatchObject([{ kind: 'clientWrote', unsupported: 'empty' }]);
  });

  it('that is sent again is the same event', async () => {
    const [one] = await parse(mail());
    const [again] = await email.parse(
      email.verify(emailRequest(mail(), now + 60_000), emailSecret, now + 60_000),
    );
    expect(again?.id).toBe(one?.id);
  });

  it('of nobody is refused', async () => {
    await expect(parse(mail({ From: undefined }))).rejects.toThrow(MalformedError);
    await expect(parse('')).rejects.toThrow(MalformedError);
  });
});

describe('a conversation', () => {
  it('is a thread: an answer belongs to its beginning', async () => {
    const answer = { 'Message-ID': '<third@client.example>', Subject: 'Re: Broken lamp' };
    expect(
      await ticketOf({
        ...answer,
        References: '<first@client.example> <second@x>',
        'In-Reply-To': '<second@x>',
      }),
    ).toBe(first);
    expect(await ticketOf({ ...answer, 'In-Reply-To': '<first@client.example>' })).toBe(first);
  });

  it('is known by our own mail, whatever else the answer refers to', async () => {
    const thread = shortDigest('<first@client.example>');
    const ours = ownMessageId(thread, 'effect-1', emailSecret.address);
    expect(await ticketOf({ 'Message-ID': '<4@x>', References: `<somewhere@else> ${ours}` })).toBe(first);
  });

  it('with another person is another one', async () => {
    const other = await ticketOf({ From: 'bob@client.example', References: '<first@client.example>' });
    expect(other).toBe(first.replace('ann@', 'bob@'));
  });

  it('of answers that refer to nothing goes by sender and subject', async () => {
    const one = await ticketOf({ 'Message-ID': '<5@x>', Subject: 'Re: Broken  lamp' });
    expect(await ticketOf({ 'Message-ID': '<6@x>', Subject: 'RE: Fwd: broken lamp' })).toBe(one);
    expect(await ticketOf({ 'Message-ID': undefined, Subject: 'Ответ: Broken lamp' })).toBe(one);
    expect(one).not.toBe(first);
    expect(await ticketOf({ 'Message-ID': '<7@x>' })).not.toBe(await ticketOf({ 'Message-ID': '<8@x>' }));
  });
});

describe('what no person wrote opens no conversation', () => {
  it.each([
    { 'Auto-Submitted': 'auto-replied' },
    { 'Auto-Submitted': 'auto-generated; x=y' },
    { Precedence: 'bulk' },
    { Precedence: 'auto_reply' },
    { 'Return-Path': '<>' },
    { 'X-Autoreply': 'yes' },
    { From: 'MAILER-DAEMON@mx.example' },
    { 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=b' },
  ])('%o', async (headers) => {
    expect(await parse(mail(headers))).toEqual([]);
  });

  it('but a person who says so is a person', async () => {
    expect(await parse(mail({ 'Auto-Submitted': 'no', Precedence: 'first-class' }))).toHaveLength(1);
  });

  it('a mail of ours that came back is told to its ticket', async () => {
    const thread = shortDigest('<first@client.example>');
    const ours = ownMessageId(thread, 'effect-1', emailSecret.address);
    const report = [
      '--b\r\nContent-Type: text/plain\r\n\r\nSorry.',
      '--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; ann@client.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user',
      `--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: ${ours}\r\n\r\nHi`,
      '--b--',
    ].join('\r\n');
    const type = 'multipart/report; report-type=delivery-status; boundary=b';
    const back = { From: 'mailer-daemon@mx.example', 'Return-Path': '<>', 'Content-Type': type };
    expect(await parse(mail(back, report))).toMatchObject([
      {
        kind: 'deliveryReported',
        ticketId: first,
        messageId: ours,
        state: 'failed',
        reason: '5.1.1 smtp; 550 no such user',
      },
    ]);
    expect(await parse(mail(back, report.replace('failed', 'delayed')))).toEqual([]);
  });
});

describe('a mail from the mailbox itself', () => {
  const own = {
    From: emailSecret.address,
    To: 'Ann <ann@client.example>',
    References: '<first@client.example>',
  };

  it('is an answer of an employee, written in a mail program', async () => {
    expect(await parse(mail({ ...own, 'Message-ID': '<9@acme.example>' }))).toMatchObject([
      { kind: 'employeeWrote', ticketId: first },
    ]);
  });

  it('that we sent tells nothing', async () => {
    const id = ownMessageId(shortDigest('x'), 'effect-1', emailSecret.address);
    expect(await parse(mail({ ...own, 'Message-ID': id }))).toEqual([]);
  });
});

describe('S1 the signature of the gateway', () => {
  it('may be by the secret of before', () => {
    const changed = {
      ...emailSecret,
      gatewaySecret: 'the-new-gateway-secret',
      previousGatewaySecret: emailSecret.gatewaySecret,
    };
    expect(email.verify(emailRequest(mail()), changed, now)).toMatchObject({ channelId: emailChannel });
  });

  it.each([
    ['by another secret', emailRequest(mail(), now, 'guessed-guessed-guessed'), SignatureError],
    [
      'of another mail',
      { ...emailRequest(mail()), body: Buffer.from(mail({ Subject: 'Other' })) },
      SignatureError,
    ],
    ['that is missing', { ...emailRequest(mail()), headers: {} }, SignatureError],
    ['that is old', emailRequest(mail(), now - 360_000), StaleTimestampError],
  ])('%s is refused', (_, request, error) => {
    expect(() => email.verify(request, emailSecret, now)).toThrow(error);
  });
});
