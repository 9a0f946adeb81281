import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { email } from '../../../shared/channels/email/adapter.ts';
import type { MessageEffect } from '../../../shared/effects/message.ts';
import { emailRequest, emailSecret, mail, now } from '../../channels/email/mails.ts';
import { type MailServer, startMailServer } from '../../standins/channels/smtp.ts';
import { effect, startSenderHarness } from './harness.ts';

const channel = 'email:support';
let server: MailServer;
let harness: Awaited<ReturnType<typeof startSenderHarness>>;
beforeAll(async () => {
  harness = await startSenderHarness(() => ({ email: [server.url] }));
});
beforeEach(async () => {
  server = await startMailServer(emailSecret.smtp);
  await harness.storeSecret(channel, { ...emailSecret, smtp: { ...emailSecret.smtp, server: server.url } });
  // Each process reads the secret anew.
  await harness.clock.advance(301_000);
});
afterEach(async () => {
  await harness.finish();
  await harness.told();
  await server.stop();
});
afterAll(() => harness.stop());

const take = async (raw: string) => (await email.parse(email.verify(emailRequest(raw), emailSecret, now)))[0];
let client = 0;
/** An answer to a new client's mail. */
async function answer(parts: Partial<MessageEffect> = {}): Promise<MessageEffect> {
  client += 1;
  const written = await take(mail({ From: `ann${client}@client.example` }));
  const conversation = written?.ticketId.slice(channel.length + 1) ?? '';
  return effect(channel, conversation, {
    replyTo: '<first@client.example>',
    subject: 'Broken lamp',
    ...parts,
  });
}
const header = (name: string, at = 0) =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(server.mails[at]?.raw ?? '')?.[1]?.trim();
const problemOf = async ({ ticketId }: MessageEffect) =>
  (await harness.problems.list('open', { limit: 100 })).problems.find(({ group }) => group === ticketId);

describe('an answer by mail', () => {
  it('goes to the client, within the thread, and the ticket hears of it', async () => {
    const sent = await answer({ text: '<b>Done</b>', media: ['https://files.example.com/act.pdf'] });
    await harness.send(sent);
    await harness.finish();
    expect(server.mails).toMatchObject([
      { from: 'support@acme.example', to: [`ann${client}@client.example`] },
    ]);
    expect(header('In-Reply-To')).toBe('<first@client.example>');
    expect(header('References')).toBe('<first@client.example>');
    expect(header('Subject')).toBe('Re: Broken lamp');
    expect(header('From')).toBe('Acme <support@acme.example>');
    expect(header('Content-Type')).toContain('text/plain');
    expect(server.mails[0]?.raw).toContain('<b>Done</b>\r\n\r\nhttps://files.example.com/act.pdf');
    expect(await harness.told()).toMatchObject([
      { state: 'sent', effectId: sent.id, messageId: header('Message-ID') },
    ]);
  });

  it('is answered into the same conversation', async () => {
    const sent = await answer();
    await harness.send(sent);
    await harness.finish();
    const id = header('Message-ID');
    const reply = mail({
      From: `ann${client}@client.example`,
      'Message-ID': '<2@x>',
      Subject: 'Re: Broken lamp',
      References: `<lost@x> ${id}`,
    });
    expect((await take(reply))?.ticketId).toBe(sent.ticketId);
  });

  it('can not be made to hold another header', async () => {
    const sent = await answer({
      subject: 'Lamp\r\nBcc: all@example.com',
      replyTo: '<a@b>\r\nBcc: all@example.com',
    });
    await harness.send(sent);
    await harness.finish();
    expect(header('Bcc')).toBeUndefined();
    expect(server.mails[0]?.to).toHaveLength(1);
  });
});

describe('a mail server', () => {
  it.each([
    ['takes no login for now', { at: 'login', code: 454 }],
    ['is asked too much', { at: 'recipient', code: 451 }],
    ['has no room', { at: 'data', code: 452 }],
    ['hangs up at the login', { at: 'login' }],
  ] as const)('that %s gets it later', async (_, trouble) => {
    const sent = await answer();
    server.troubles.push(trouble);
    await harness.send(sent);
    await harness.finish();
    expect(server.mails).toHaveLength(1);
    expect(await harness.told()).toMatchObject([{ state: 'sent', effectId: sent.id }]);
  });

  it.each([
    ['knows no such client', { at: 'recipient', code: 550 }, 'smtp:550'],
    ['wants no such mail', { at: 'data', code: 554 }, 'smtp:554'],
    ['knows no such account', { at: 'login', code: 535 }, 'smtp:535'],
  ] as const)('that %s refuses it for good: a problem, told to the ticket', async (_, trouble, code) => {
    const sent = await answer();
    server.troubles.push(trouble, trouble);
    await harness.send(sent);
    await harness.finish();
    expect(server.mails).toEqual([]);
    expect(await problemOf(sent)).toMatchObject({ kind: 'messageRefused', reason: { code } });
    expect(await harness.told()).toMatchObject([{ state: 'failed', effectId: sent.id }]);
  });

  it.each([
    ['after it had the mail', { at: 'taken' }, 1],
    ['before it said anything of it', { at: 'data' }, 0],
  ] as const)('that hangs up %s is not asked again: it may have arrived', async (_, trouble, mails) => {
    const sent = await answer();
    server.troubles.push(trouble);
    await harness.send(sent);
    await harness.finish();
    expect(server.mails).toHaveLength(mails);
    expect(await harness.told()).toMatchObject([
      { state: 'failed', effectId: sent.id, reason: expect.stringContaining('it may have arrived') },
    ]);
  });

  it("S4 that is neither well known nor in the tenant's file is given nothing", async () => {
    const other = await startMailServer(emailSecret.smtp);
    await harness.storeSecret(channel, { ...emailSecret, smtp: { ...emailSecret.smtp, server: other.url } });
    await harness.clock.advance(301_000);
    const sent = await answer();
    await harness.send(sent);
    await harness.finish();
    expect(other.mails).toEqual([]);
    expect(await problemOf(sent)).toMatchObject({ reason: { code: 'DL1015' } });
    await other.stop();
  });
});
