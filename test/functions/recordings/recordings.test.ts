import { randomUUID } from 'node:crypto';
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attachRecordings, type RecordingsParts } from '../../../functions/recordings/recordings.ts';
import { Attacher } from '../../../shared/crm/bitrix24/recordings/attach.ts';
import type { Order } from '../../../shared/crm/bitrix24/recordings/order.ts';
import { uploadTo } from '../../../shared/crm/bitrix24/recordings/upload.ts';
import { originOf } from '../../../shared/crm/bitrix24/writes/names.ts';
import { recordingSource } from '../../../shared/pbx/recording-sources.ts';
import { ProblemStore } from '../../../shared/platform/stores/problem-store.ts';
import { type Bitrix24Harness, startHarness } from '../../crm/bitrix24/harness.ts';
import { anyPhone, byPhone, recorded } from '../../crm/contract.ts';
import { sqsRecord } from '../../platform/support/stack.ts';
import { type MangoRecordingServer, startMangoRecordings } from '../../standins/recordings/mango.ts';
import { type Served, serve } from '../../standins/recordings/serve.ts';
import { startTwilioRecordings, type TwilioRecordingServer } from '../../standins/recordings/twilio.ts';
import { createQueues } from '../../support/queues.ts';
import { type ProtocolServer, pointSdkAt, startSqs } from '../../support/servers.ts';

const mangoKeys = { apiKey: 'key', apiSalt: 'salt' };
const twilioAccount = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token-of-twilio-0123' };

describe('the recordings of calls', () => {
  let harness: Bitrix24Harness;
  let sqs: ProtocolServer<SQSClient>;
  let queueUrl: string;
  let delayedBefore: number;
  let mango: MangoRecordingServer;
  let twilio: TwilioRecordingServer;
  let elsewhere: Served;
  let secrets: Record<string, unknown>;

  beforeAll(async () => {
    harness = await startHarness();
    sqs = await startSqs();
    pointSdkAt({ dynamo: harness.test.dynamo, sqs });
    queueUrl = (await createQueues(sqs)).recordings;
    [mango, twilio, elsewhere] = await Promise.all([
      startMangoRecordings(mangoKeys, () => harness.test.clock.now),
      startTwilioRecordings(twilioAccount),
      serve(() => ({ status: 200, body: 'sound of somebody else' })),
    ]);
  });
  afterAll(async () => {
    await Promise.all([harness.stop(), sqs.stop(), mango.stop(), twilio.stop(), elsewhere.stop()]);
  });
  beforeEach(async () => {
    await harness.test.reset();
    secrets = { mango: mangoKeys, twilio: twilioAccount };
    mango.linksLeadTo = undefined;
    twilio.redirects = 'never';
    delayedBefore = await delayed();
  });

  const portal = () => harness.test.bitrix24.portal;
  const problems = () => new ProblemStore(harness.table);
  const files: Record<string, string[]> = {};
  const parts = (): RecordingsParts => {
    const { client, hosts } = harness.test.connection();
    const servers: Record<string, object> = {
      mango: mango.servers,
      twilio: twilio.servers,
      megafon: { files: files.megafon ?? [] },
    };
    return {
      attacher: new Attacher({
        client,
        upload: uploadTo(hosts),
        sourceOf: (provider) =>
          recordingSource(provider, {
            secret: async () => secrets[provider],
            servers: servers[provider] ?? {},
          }),
      }),
      queueUrl,
      problems: problems(),
      clock: () => harness.test.clock.now,
    };
  };

  /** A call that the portal has, of this PBX. */
  async function callOf(provider: string): Promise<string> {
    const record = recorded(byPhone(anyPhone()), { key: `${provider}:${randomUUID()}/1` });
    const outcomes = await harness.crm().apply([[record]]);
    expect(outcomes.get(record.key)).toMatchObject({ outcome: 'done' });
    return record.key;
  }
  const inPortal = (callKey: string) => portal().calls.withExternalId(originOf(callKey))[0];
  /** Long enough for the portal's limits to be forgotten, and for Mango to forget wrong requests. */
  const later = () => {
    harness.test.clock.now += 180_000;
  };
  async function attach(order: Partial<Order> & Pick<Order, 'callKey' | 'recordingId'>) {
    later();
    const answer = await attachRecordings([sqsRecord({ kind: 'recording', ...order })], parts());
    return answer.batchItemFailures.length;
  }
  /** Orders that wait for another attempt, of this test. */
  const waiting = async (): Promise<number> => (await delayed()) - delayedBefore;
  const delayed = async (): Promise<number> => {
    const { Attributes } = await sqs.client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
    );
    return Number(Attributes?.ApproximateNumberOfMessagesDelayed);
  };
  const open = async () => (await problems().list('open', { limit: 100 })).problems;
  const problemAbout = async (recordingId: string) => {
    for (const { id } of await open()) {
      const problem = await problems().get(id);
      if (problem?.message?.body.includes(recordingId) === true) return problem;
    }
    return undefined;
  };

  it('of Mango Office are fetched by the portal at a link that is good once', async () => {
    const [callKey, recordingId] = [await callOf('mango'), randomUUID()];
    mango.recordings.set(recordingId, { bytes: Buffer.from('sound') });

    expect(await attach({ callKey, recordingId })).toBe(0);

    expect(inPortal(callKey)?.record).toMatchObject({ name: `${recordingId}.mp3`, bytes: 5 });
    expect(portal().requests.tried('telephony.externalCall.attachRecord')).toBe(1);
    expect([await waiting(), await problemAbout(recordingId)]).toEqual([0, undefined]);
  });

  it('that are attached again, after a crash say, take their own place', async () => {
    const [callKey, recordingId] = [await callOf('mango'), randomUUID()];
    mango.recordings.set(recordingId, { bytes: Buffer.from('sound') });
    await attach({ callKey, recordingId });
    await attach({ callKey, recordingId });
    expect(inPortal(callKey)?.record).toMatchObject({ name: `${recordingId}.mp3` });
  });

  it('that are not there yet are looked for later, and at last are a problem that says so and can be sent again', async () => {
    const [callKey, recordingId] = [await callOf('mango'), randomUUID()];

    expect(await attach({ callKey, recordingId, attempts: 5 })).toBe(0);
    expect([await waiting(), await problemAbout(recordingId)]).toEqual([1, undefined]);
    expect(await attach({ callKey, recordingId, attempts: 6 })).toBe(0);

    expect(await waiting()).toBe(1);
    const problem = await problemAbout(recordingId);
    expect(problem).toMatchObject({
      kind: 'recordingMissing',
      reason: { code: 'recordingNotReady', message: 'Mango Office answered 404, code 3320' },
      message: { queue: 'recordings' },
    });
    mango.recordings.set(recordingId, { bytes: Buffer.from('sound') });
    later();
    await attachRecordings([sqsRecord(problem?.message?.body ?? '')], parts());
    expect(inPortal(callKey)?.record).toMatchObject({ bytes: 5 });
  });

  it('wait, and do not count as missing, while the portal takes nothing', async () => {
    const [callKey, recordingId] = [await callOf('mango'), randomUUID()];
    mango.recordings.set(recordingId, { bytes: Buffer.from('sound') });
    portal().plan.rest = false;

    expect(await attach({ callKey, recordingId, attempts: 6 })).toBe(0);

    expect([await waiting(), await problemAbout(recordingId)]).toEqual([1, undefined]);
  });

  it('of a call that the portal does not have are looked for later, and then say what to do first', async () => {
    const [callKey, recordingId] = [`mango:${randomUUID()}/1`, randomUUID()];
    mango.recordings.set(recordingId, { bytes: Buffer.from('sound') });
    await attach({ callKey, recordingId });
    expect(await waiting()).toBe(1);
    await attach({ callKey, recordingId, attempts: 6 });
    expect((await problemAbout(recordingId))?.reason).toMatchObject({ code: 'callNotFound' });
  });

  it('survive that Mango Office shuts us out for two wrong requests', async () => {
    const [callKey, recordingId] = [await callOf('mango'), randomUUID()];
    later();
    for (const n of [1, 2, 3]) {
      await attachRecordings([sqsRecord({ kind: 'recording', callKey, recordingId: `none-${n}` })], parts());
    }
    mango.recordings.set(recordingId, { bytes: Buffer.from('sound') });
    const before = mango.asked.length;
    await attachRecordings([sqsRecord({ kind: 'recording', callKey, recordingId })], parts());
    expect([mango.asked.length - before, await waiting()]).toEqual([1, 4]);
    await attach({ callKey, recordingId, attempts: 1 });
    expect(inPortal(callKey)?.record).toBeDefined();
  });

  it.each([
    ['are missing', undefined, 'pbxNotConfigured'],
    ['are wrong', { apiKey: 'key', apiSalt: 'another' }, 'pbxRefused'],
  ])('are a problem at once where the keys of the PBX %s', async (_, mangoSecret, code) => {
    secrets = { mango: mangoSecret };
    const [callKey, recordingId] = [await callOf('mango'), randomUUID()];
    await attach({ callKey, recordingId });
    expect((await problemAbout(recordingId))?.reason).toMatchObject({ code });
  });

  it('S4 of Mango Office are fetched from its own hosts only, wherever a link leads', async () => {
    const before = elsewhere.asked.length;
    for (const link of [
      `${elsewhere.url}/x.mp3`,
      'http://169.254.169.254/latest',
      'file:///etc/passwd',
      '//evil',
    ]) {
      mango.linksLeadTo = link;
      const [callKey, recordingId] = [await callOf('mango'), randomUUID()];
      mango.recordings.set(recordingId, { bytes: Buffer.from('sound') });
      await attach({ callKey, recordingId });
      expect((await problemAbout(recordingId))?.reason).toMatchObject({ code: 'hostRefused' });
      expect(inPortal(callKey)?.record).toBeUndefined();
    }
    expect(elsewhere.asked.length).toBe(before);
  });

  it('of Twilio are fetched with its token and uploaded, so that the token stays here', async () => {
    const [callKey, recordingId] = [await callOf('twilio'), `RE${randomUUID().replaceAll('-', '')}`];
    twilio.recordings.set(recordingId, Buffer.alloc(100_000, 1));

    expect(await attach({ callKey, recordingId })).toBe(0);

    expect(inPortal(callKey)?.record).toMatchObject({ name: `${recordingId}.mp3`, bytes: 100_000 });
  });

  it('S4 of Twilio are fetched where it sends us, once, without the token, and only from its own hosts', async () => {
    const [callKey, recordingId] = [await callOf('twilio'), `RE${randomUUID().replaceAll('-', '')}`];
    twilio.recordings.set(recordingId, Buffer.from('sound'));
    twilio.redirects = { to: `${elsewhere.url}/x.mp3` };
    const before = elsewhere.asked.length;
    await attach({ callKey, recordingId });
    expect((await problemAbout(recordingId))?.reason).toMatchObject({ code: 'hostRefused' });
    expect(elsewhere.asked.length).toBe(before);

    twilio.redirects = 'toFiles';
    await attach({ callKey, recordingId });
    expect(inPortal(callKey)?.record).toMatchObject({ bytes: 5 });
    expect(twilio.fetched.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('of Twilio that are larger than allowed are refused without being held', async () => {
    const [callKey, recordingId] = [await callOf('twilio'), `RE${randomUUID().replaceAll('-', '')}`];
    twilio.recordings.set(recordingId, Buffer.alloc(60_000_001));
    await attach({ callKey, recordingId });
    expect((await problemAbout(recordingId))?.reason).toMatchObject({ code: 'recordingTooLarge' });
    twilio.recordings.delete(recordingId);
  });

  it("of Twilio need the account's id, and say so", async () => {
    secrets = { twilio: { authToken: twilioAccount.authToken } };
    const [callKey, recordingId] = [await callOf('twilio'), `RE${randomUUID().replaceAll('-', '')}`];
    await attach({ callKey, recordingId });
    const { reason } = (await problemAbout(recordingId)) ?? {};
    expect(reason).toMatchObject({ code: 'pbxNotConfigured' });
    expect(reason?.message).toContain('accountSid');
  });

  it('S4 whose address comes with the event are fetched from hosts of the PBX or of the configuration only', async () => {
    const callKey = await callOf('megafon');
    const recordingId = `${elsewhere.url}/${randomUUID()}.mp3`;
    const before = elsewhere.asked.length;
    await attach({ callKey, recordingId });
    expect((await problemAbout(recordingId))?.reason).toMatchObject({ code: 'hostRefused' });
    expect(elsewhere.asked.length).toBe(before);

    files.megafon = [elsewhere.url];
    await attach({ callKey, recordingId });
    expect(inPortal(callKey)?.record).toMatchObject({ bytes: 22 });
  });

  it('that the portal could not fetch are looked for later', async () => {
    const [callKey, recordingId] = [await callOf('mango'), randomUUID()];
    mango.recordings.set(recordingId, { bytes: Buffer.alloc(0) });
    await attach({ callKey, recordingId });
    expect([await waiting(), await problemAbout(recordingId)]).toEqual([1, undefined]);
  });

  it('keep a message that is not of this queue, with its reason', async () => {
    expect((await attachRecordings([sqsRecord('{"kind":"video"}')], parts())).batchItemFailures).toHaveLength(
      1,
    );
  });

  describe('texts', () => {
    const phrases = [
      ['operator', 'Здравствуйте!'],
      ['client', 'Где мой заказ?'],
      ['client', ' '],
    ] as const;

    it('D-07 are put on the call in the order in which they were said, once', async () => {
      const [callKey, recordingId] = [await callOf('mango'), randomUUID()];
      mango.recordings.set(recordingId, { bytes: Buffer.from('sound'), phrases });

      await attach({ kind: 'transcript', callKey, recordingId });
      await attach({ kind: 'transcript', callKey, recordingId });

      expect(inPortal(callKey)?.transcripts).toEqual([
        [
          { side: 'User', startSeconds: 0, stopSeconds: 1, message: 'Здравствуйте!' },
          { side: 'Client', startSeconds: 1, stopSeconds: 2, message: 'Где мой заказ?' },
        ],
      ]);
    });

    it('R6 are there once where the answer of the portal was lost', async () => {
      const [callKey, recordingId] = [await callOf('mango'), randomUUID()];
      mango.recordings.set(recordingId, { bytes: Buffer.from('sound'), phrases });
      portal().faults.inject({ kind: 'cut', afterWork: true, method: 'telephony.call.attachTranscription' });
      await attach({ kind: 'transcript', callKey, recordingId });
      expect(await waiting()).toBe(1);
      await attach({ kind: 'transcript', callKey, recordingId, waits: 1 });
      expect(inPortal(callKey)?.transcripts).toHaveLength(1);
    });

    it('are waited for for a day', async () => {
      const [callKey, recordingId] = [await callOf('mango'), randomUUID()];
      mango.recordings.set(recordingId, { bytes: Buffer.from('sound') });
      await attach({ kind: 'transcript', callKey, recordingId, attempts: 101 });
      expect([await waiting(), await problemAbout(recordingId)]).toEqual([1, undefined]);
      await attach({ kind: 'transcript', callKey, recordingId, attempts: 102 });
      expect((await problemAbout(recordingId))?.reason).toMatchObject({
        code: 'recordingNotReady',
        message: 'Mango Office has no text yet',
      });
    });
  });
});
