import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelId } from '../../../shared/base/ids.ts';
import type { DeliveryStatus } from '../../../shared/channels/delivery-status.ts';
import type { MessageEffect } from '../../../shared/effects/message.ts';
import { telegramSecret } from '../../channels/telegram/payloads.ts';
import { wazzupSecret } from '../../channels/wazzup/payloads.ts';
import { whatsappSecret } from '../../channels/whatsapp/payloads.ts';
import type { Service, Trouble } from '../../standins/channels/service.ts';
import { startTelegram, type TelegramApi, tooManyRequests } from '../../standins/channels/telegram.ts';
import { startWazzup } from '../../standins/channels/wazzup.ts';
import { startWhatsapp, type WhatsappApi, whatsappError } from '../../standins/channels/whatsapp.ts';
import { effect, startSenderHarness } from './harness.ts';

type Channel = 'telegram' | 'whatsapp' | 'wazzup';
const channels = ['telegram', 'whatsapp', 'wazzup'] as const;

let telegram: TelegramApi;
let whatsapp: WhatsappApi;
let wazzup: Awaited<ReturnType<typeof startWazzup>>;
let harness: Awaited<ReturnType<typeof startSenderHarness>>;
beforeAll(async () => {
  harness = await startSenderHarness(() => ({
    telegram: telegram.url,
    whatsapp: whatsapp.url,
    wazzup: wazzup.url,
  }));
  await harness.storeSecret('telegram', telegramSecret);
  await harness.storeSecret('whatsapp', whatsappSecret);
  await harness.storeSecret('wazzup', wazzupSecret);
});
beforeEach(async () => {
  telegram = await startTelegram(telegramSecret.botToken);
  whatsapp = await startWhatsapp(whatsappSecret);
  wazzup = await startWazzup(wazzupSecret);
});
afterEach(async () => {
  await harness.finish();
  await harness.told();
  await Promise.all([telegram.stop(), whatsapp.stop(), wazzup.stop()]);
});
afterAll(() => harness.stop());

const serviceOf = (channel: Channel): Service<object> => ({ telegram, whatsapp, wazzup })[channel];
let person = 79_990_000_000;
const conversationIn = (channel: Channel): string => {
  person += 1;
  return channel === 'wazzup' ? `whatsapp/${person}` : String(person);
};
const toNewClient = (channel: Channel, parts: Partial<MessageEffect> = {}) =>
  effect(channel, conversationIn(channel), parts);
const textsAt = (channel: Channel) =>
  serviceOf(channel).messages.map((one) => (one as { text?: string }).text);
/** Each event once: a repeat has the same id. */
const statesOf = async () => {
  const events = new Map((await harness.told()).map((event) => [event.id, event]));
  return [...events.values()].map((event) => event.kind === 'deliveryReported' && event.state);
};
const openProblems = async () => (await harness.problems.list('open', { limit: 100 })).problems;
const problemOf = async ({ ticketId }: MessageEffect) =>
  (await openProblems()).find(({ group }) => group === ticketId);

describe.each(channels)('a message in %s', (channel) => {
  it('is sent once, and its ticket hears under which id', async () => {
    const sent = toNewClient(channel, { replyTo: '17' });
    await harness.send(sent);
    await harness.finish();

    expect(textsAt(channel)).toEqual([sent.text]);
    expect(await harness.told()).toEqual([
      expect.objectContaining({
        kind: 'deliveryReported',
        state: 'sent',
        ticketId: sent.ticketId,
        effectId: sent.id,
        messageId: expect.stringMatching(/^(1000|wamid\.OUT0|wz-0)$/),
      }),
    ]);
  });

  it('of one ticket keeps its order, also behind one that must wait', async () => {
    const conversation = conversationIn(channel);
    const all = Array.from({ length: 12 }, () => effect(channel, conversation));
    const busy: Record<Channel, Trouble> = {
      telegram: tooManyRequests(7),
      whatsapp: whatsappError(400, 131_056, 'pair rate limit'),
      wazzup: {
        status: 429,
        headers: { 'retry-after': '7', 'content-type': 'application/json' },
        body: '{"error":"x"}',
      },
    };
    serviceOf(channel).troubles.push(undefined, busy[channel], undefined, busy[channel]);
    await harness.send(...all);
    await harness.finish();
    expect(textsAt(channel)).toEqual(all.map(({ text }) => text));
  });

  it('that has to wait comes back when the channel said, and keeps no other ticket', async () => {
    const [late, other] = [toNewClient(channel), toNewClient(channel)];
    serviceOf(channel).troubles.push(
      channel === 'telegram'
        ? tooManyRequests(40)
        : channel === 'whatsapp'
          ? whatsappError(429, 130_429, 'limit', { 'retry-after': '40' })
          : { status: 429, headers: { 'retry-after': '40' }, body: '{"error":"x"}' },
    );
    await harness.send(late);
    await harness.deliver();
    await harness.send(other);
    await harness.deliver();
    expect(textsAt(channel)).toEqual([other.text]);
    await harness.clock.advance(38_000);
    expect(await harness.deliver()).toBe(0);
    await harness.clock.advance(3_000);
    await harness.deliver();
    expect(textsAt(channel)).toEqual([other.text, late.text]);
  });

  it('is sent later where the channel says that it does not work, or is not there', async () => {
    const sent = toNewClient(channel);
    const down: Record<Channel, Trouble> = {
      telegram: { status: 500, body: '{"ok":false,"error_code":500,"description":"Internal Server Error"}' },
      whatsapp: whatsappError(500, 131_000, 'Something went wrong'),
      wazzup: { status: 503, body: '{"error":"UNAVAILABLE"}' },
    };
    serviceOf(channel).troubles.push(down[channel], {
      status: 302,
      headers: { location: 'http://127.0.0.1:1/' },
    });
    await harness.send(sent);
    await harness.finish();
    expect(textsAt(channel)).toEqual([sent.text]);
    expect(await statesOf()).toEqual(['sent']);
  });

  it('that waits for hours is given up: people and ticket hear of it', async () => {
    const sent = toNewClient(channel);
    const { troubles } = serviceOf(channel);
    troubles.push(
      ...Array.from({ length: 1_000 }, () => ({
        status: 429,
        body: '{"ok":false,"error_code":429,"error":{"code":4}}',
      })),
    );
    await harness.send(sent);
    const tookMs = await harness.finish();
    expect(tookMs / 3_600_000).toBeGreaterThan(6);
    expect(tookMs / 3_600_000).toBeLessThan(6.5);
    expect(textsAt(channel)).toEqual([]);
    expect(await harness.told()).toMatchObject([{ state: 'failed', effectId: sent.id }]);
    expect(await problemOf(sent)).toMatchObject({ kind: 'messageRefused', reason: { code: 'DL1014' } });
    troubles.length = 0;
  });

  it('with files is sent in parts, in order, and told of once', async () => {
    const media = [
      'https://files.example.com/a.png',
      'https://files.example.com/b%20c.pdf',
      'https://files.example.com/d.docx',
    ];
    const sent = toNewClient(channel, { media });
    await harness.send(sent);
    await harness.finish();
    expect(serviceOf(channel).messages).toHaveLength(4);
    expect(await statesOf()).toEqual(['sent']);
  });

  it('that says nothing, goes to a file elsewhere or to a ticket of another channel is listed as a problem', async () => {
    const good = toNewClient(channel);
    await harness.send(
      { ...toNewClient(channel), text: ' ' },
      { ...toNewClient(channel), media: ['http://169.254.169.254/'] },
      { ...toNewClient(channel), channelId: 'other' as ChannelId },
      good,
    );
    await harness.finish();
    expect(textsAt(channel)).toEqual([good.text]);
    const unreadable = (await openProblems()).filter(({ reason }) => reason?.code === 'DL3009');
    expect(unreadable.length).toBeGreaterThanOrEqual(3);
  });

  it('is sent with a token that was changed a moment ago', async () => {
    const secrets = { telegram: telegramSecret, whatsapp: whatsappSecret, wazzup: wazzupSecret };
    const field = { telegram: 'botToken', whatsapp: 'accessToken', wazzup: 'apiKey' }[channel];
    const old = {
      ...secrets[channel],
      [field]: channel === 'telegram' ? `1:${'B'.repeat(35)}` : 'withdrawn-token-of-old',
    };
    await harness.storeSecret(channel, old);
    const process = harness.process();
    const [first, second] = [toNewClient(channel), toNewClient(channel)];
    await harness.send(first);
    await harness.deliver(process);
    expect(await problemOf(first)).toMatchObject({ kind: 'messageRefused' });

    await harness.storeSecret(channel, secrets[channel]);
    await harness.clock.advance(6_000);
    await harness.send(second);
    await harness.deliver(process);
    expect(textsAt(channel)).toEqual([second.text]);
  });
});

describe('a message that a channel refuses', () => {
  const refused: readonly (readonly [string, () => MessageEffect, string])[] = [
    [
      'because the client has blocked the bot',
      () => {
        const sent = toNewClient('telegram');
        telegram.blockedBy.add(sent.ticketId.split('/')[1] ?? '');
        return sent;
      },
      'telegram:403',
    ],
    [
      'because the client has not written for a day',
      () => {
        const sent = toNewClient('whatsapp');
        whatsapp.windowClosed.add(sent.ticketId.split('/')[1] ?? '');
        return sent;
      },
      'whatsapp:131047',
    ],
    ['because there is no such chat', () => effect('wazzup', 'whatsapp/'), 'wazzup:INVALID_MESSAGE_DATA'],
    ['because nobody stored a secret', () => effect('nowhere', '1'), 'DL1012'],
  ];

  it.each(refused)('%s is a problem, told to its ticket, and stops nobody', async (_, make, code) => {
    const sent = make();
    const others = [effect(sent.channelId, `${sent.ticketId.split('/')[1]}9`), toNewClient('telegram')];
    await harness.send(sent, ...others);
    await harness.finish();
    expect(await problemOf(sent)).toMatchObject({
      kind: 'messageRefused',
      queue: 'messages',
      reason: { code },
    });
    const told = await harness.told();
    expect(told).toContainEqual(
      expect.objectContaining({ effectId: sent.id, state: 'failed', reason: expect.stringMatching(/./) }),
    );
    expect(told).toContainEqual(expect.objectContaining({ effectId: others[1]?.id, state: 'sent' }));
  });

  it('is sent when somebody retries the problem after its cause is gone', async () => {
    const sent = toNewClient('telegram');
    const chat = sent.ticketId.split('/')[1] ?? '';
    telegram.blockedBy.add(chat);
    await harness.send(sent);
    await harness.finish();
    telegram.blockedBy.delete(chat);
    await harness.clock.advance(301_000);
    await harness.send(sent);
    await harness.finish();
    expect(textsAt('telegram')).toEqual([sent.text]);
    expect(await statesOf()).toEqual(['failed', 'sent']);
  });

  it('goes where its group has moved to', async () => {
    const sent = effect('telegram', '-100');
    telegram.moved.set('-100', -1_001_234);
    await harness.send(sent);
    await harness.finish();
    expect(telegram.messages).toMatchObject([{ chatId: '-1001234', text: sent.text }]);
  });
});

describe('a message of which nobody knows whether it was sent', () => {
  it.each(['answerLost', 'badGateway'] as const)(
    '%s: Wazzup knows a repeat, so it is sent again',
    async (trouble) => {
      const sent = toNewClient('wazzup');
      wazzup.troubles.push(trouble, trouble, 'notReached');
      await harness.send(sent);
      await harness.finish();
      expect(textsAt('wazzup')).toEqual([sent.text]);
      expect(await statesOf()).toEqual(['sent']);
    },
  );

  it.each(['answerLost', 'badGateway', 'notReached'] as const)(
    '%s: Telegram would take it twice, so the ticket hears at once that it may have arrived',
    async (trouble) => {
      const [sent, next] = [toNewClient('telegram'), toNewClient('telegram')];
      telegram.troubles.push(trouble);
      await harness.send(sent);
      await harness.deliver();
      await harness.send(next);
      await harness.finish();
      expect(telegram.asked).toHaveLength(2);
      expect(await harness.told()).toMatchObject([
        { state: 'failed', effectId: sent.id, reason: expect.stringContaining('it may have arrived') },
        { state: 'sent', effectId: next.id },
      ]);
    },
  );

  const word = (sent: MessageEffect, state: DeliveryStatus['state'] = 'sent'): DeliveryStatus => ({
    kind: 'deliveryStatus',
    id: `whatsapp:status:${sent.id}:${state}`,
    channelId: sent.channelId,
    at: harness.now(),
    state,
    messageId: 'wamid.OUT0',
    effectId: sent.id,
  });

  it("WhatsApp's own word within a minute says that it was sent; what comes behind waits for it", async () => {
    const sent = toNewClient('whatsapp');
    const next = { ...toNewClient('whatsapp'), ticketId: sent.ticketId };
    whatsapp.troubles.push('answerLost');
    await harness.send(sent);
    await harness.deliver();
    await harness.send(next);
    await harness.clock.advance(20_000);
    await harness.send(word(sent));
    await harness.deliver();
    expect(textsAt('whatsapp')).toEqual([sent.text]);
    await harness.finish();
    expect(textsAt('whatsapp')).toEqual([sent.text, next.text]);
    expect(await harness.told()).toMatchObject([
      { state: 'sent', effectId: sent.id, messageId: 'wamid.OUT0' },
      { state: 'sent', effectId: next.id, messageId: 'wamid.OUT1' },
    ]);
  });

  it('without that word its ticket hears after a minute that it may have arrived', async () => {
    const sent = toNewClient('whatsapp');
    whatsapp.troubles.push('answerLost');
    await harness.send(sent);
    await harness.deliver();
    await harness.clock.advance(58_000);
    await harness.deliver();
    expect(await harness.told()).toEqual([]);
    expect(await harness.finish()).toBeLessThan(5_000);
    expect(whatsapp.asked).toHaveLength(1);
    expect(await harness.told()).toMatchObject([
      { state: 'failed', effectId: sent.id, reason: expect.stringContaining('it may have arrived') },
    ]);
  });

  it('the word on one part of several lets the others follow', async () => {
    const sent = toNewClient('whatsapp', { media: ['https://files.example.com/a.png'] });
    whatsapp.troubles.push('answerLost');
    await harness.send(sent);
    await harness.deliver();
    await harness.send(word(sent));
    await harness.finish();
    expect(whatsapp.messages.map(({ type }) => type)).toEqual(['text', 'image']);
    expect(await statesOf()).toEqual(['sent']);
  });
});

describe('a status that names no conversation', () => {
  const status = (messageId: string, state: DeliveryStatus['state'] = 'delivered'): DeliveryStatus => ({
    kind: 'deliveryStatus',
    id: `wazzup:status:wazzup:${messageId}:${state}:${harness.now()}`,
    channelId: 'wazzup' as ChannelId,
    at: harness.now(),
    state,
    messageId,
  });

  it('finds the ticket of its message', async () => {
    const sent = toNewClient('wazzup');
    await harness.send(sent);
    await harness.finish();
    await harness.told();
    await harness.send(status('wz-0'));
    await harness.finish();
    expect(await harness.told()).toMatchObject([
      {
        kind: 'deliveryReported',
        ticketId: sent.ticketId,
        effectId: sent.id,
        messageId: 'wz-0',
        state: 'delivered',
      },
    ]);
  });

  it('that comes before the answer to its message is looked at again; of a message that is not ours it is dropped', async () => {
    await harness.send(status('unheard-of'));
    expect(await harness.finish()).toBeGreaterThan(5_000);
    expect(await harness.told()).toEqual([]);
    expect((await openProblems()).filter(({ group }) => group?.includes('unheard-of'))).toEqual([]);
  });
});

describe('R12 a process that dies anywhere between the queue and its acknowledgement', () => {
  const deaths = [1, 2, 3, 4].flatMap((atRequest) => [
    { atRequest, when: 'before' as const },
    { atRequest, when: 'after' as const },
  ]);

  it.each(deaths)('sends once in Wazzup, in order: %o', async (death) => {
    const conversation = conversationIn('wazzup');
    const all = [effect('wazzup', conversation), effect('wazzup', conversation)];
    await harness.send(...all);
    await harness.deliver(harness.process(death));
    await harness.finish();
    expect(textsAt('wazzup')).toEqual(all.map(({ text }) => text));
    expect(await statesOf()).toEqual(['sent', 'sent']);
  });

  it.each(deaths)(
    'sends at most once in Telegram, in order, and says which may be missing: %o',
    async (death) => {
      const conversation = conversationIn('telegram');
      const all = [effect('telegram', conversation), effect('telegram', conversation)];
      await harness.send(...all);
      await harness.deliver(harness.process(death));
      await harness.finish();
      const states = await statesOf();
      const texts = textsAt('telegram');
      expect(texts).toEqual(all.map(({ text }) => text).filter((text) => texts.includes(text)));
      expect(new Set(texts).size).toBe(texts.length);
      expect(states).toHaveLength(2);
      // Nothing is missing of which the ticket was told that it was sent.
      expect(states.filter((state) => state === 'sent').length).toBeLessThanOrEqual(texts.length);
    },
  );
});
