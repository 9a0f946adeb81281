import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { crmWriter, problemIdOf } from '../../../functions/crm-writer/writer.ts';
import type { EffectId } from '../../../shared/base/ids.ts';
import { suspensionAsProblem } from '../../../shared/crm/bitrix24/app/suspension-problem.ts';
import { originOf } from '../../../shared/crm/bitrix24/writes/names.ts';
import type { CrmWrite, RecordCall } from '../../../shared/effects/crm-write.ts';
import type { CrmEffect } from '../../../shared/effects/effect.ts';
import type { PartyRef } from '../../../shared/people/party.ts';
import { OwnQueue } from '../../../shared/platform/own-queue.ts';
import { ProblemStore } from '../../../shared/platform/stores/problem-store.ts';
import { type Bitrix24Harness, startHarness } from '../../crm/bitrix24/harness.ts';
import type { ConnectionOptions } from '../../crm/bitrix24/rest/portal.ts';
import { anyPhone, byPhone, newClient, recorded, someone, task } from '../../crm/contract.ts';
import { sqsRecord } from '../../platform/support/stack.ts';
import { createQueues, type QueueUrls } from '../../support/queues.ts';
import { startSqs } from '../../support/servers.ts';

/** What can become of a portal between a decision and its write: people hear of it, and no call is lost. */
describe('bad luck in the CRM', () => {
  let harness: Bitrix24Harness;
  let sqs: Awaited<ReturnType<typeof startSqs>>;
  let queues: QueueUrls;
  beforeAll(async () => {
    harness = await startHarness();
    sqs = await startSqs();
    queues = await createQueues(sqs);
  });
  afterAll(async () => {
    await Promise.all([harness.stop(), sqs.stop()]);
  });
  beforeEach(() => harness.test.reset());

  const portal = () => harness.test.bitrix24.portal;
  const problems = () => new ProblemStore(harness.table);
  const effectOf = (...writes: CrmWrite[]): CrmEffect => ({
    kind: 'crm',
    id: `${writes[0]?.key}:0` as EffectId,
    orderKey: writes[0]?.key ?? '',
    writes,
  });
  /** As the queue hands it to a process; @returns whether the message stays in the queue. */
  async function write(body: unknown, options: ConnectionOptions = {}): Promise<boolean> {
    const clock = () => harness.test.clock.now;
    const onSuspended = suspensionAsProblem(problems(), clock);
    const writer = crmWriter({
      table: harness.table,
      crm: harness.crm({ onSuspended, ...options }),
      clock,
      queue: new OwnQueue(queues.crmWrites, sqs.client),
      fillTo: 10,
      pause: async (ms) => {
        harness.test.clock.now += ms;
      },
      chance: () => 0,
    });
    const { batchItemFailures } = await writer([sqsRecord(body)]);
    harness.test.clock.now += 360_000;
    return batchItemFailures.length > 0;
  }
  /** What people send again from the list of problems. */
  async function sendAgain(effect: CrmEffect): Promise<boolean> {
    const problem = await problems().get(problemIdOf(effect));
    await problems().markRetried(problemIdOf(effect), 'admin', harness.test.clock.now);
    return write(problem?.message?.body);
  }
  const statusOf = async (effect: CrmEffect) => (await problems().get(problemIdOf(effect)))?.status;
  const reasonOf = async (effect: CrmEffect) => (await problems().get(problemIdOf(effect)))?.reason;
  const suspension = async () =>
    (await problems().list('open', { limit: 100 })).problems.find(({ reason }) => reason?.code === 'DL4013');
  const timesRecorded = ({ key }: RecordCall) =>
    portal()
      .calls.withExternalId(originOf(key))
      .filter(({ finished }) => finished !== undefined).length;
  const known = (phone = anyPhone()) =>
    harness.addClient({ kind: 'contact', name: 'Анна', phones: [phone], createdAt: 1 });

  const dealOf = (client: PartyRef, record: RecordCall): CrmWrite => ({
    kind: 'ensureDeal',
    key: `${record.key}/deal`,
    client,
    action: 'deal',
    name: 'Сделка',
    entityOwnerId: someone(),
  });

  it('a client who was deleted since the decision: the call is recorded, and his deal is a problem that says so', async () => {
    const client = await known();
    await harness.removeClient(client);
    const record = recorded({ kind: 'known', party: client, phone: anyPhone() });
    const effect = effectOf(dealOf(client, record), record);

    expect(await write(effect)).toBe(false);

    expect(timesRecorded(record)).toBe(1);
    expect(await reasonOf(effect)).toMatchObject({
      code: 'clientGone',
      message: expect.stringContaining('The call itself is recorded; there is nothing to send again.'),
    });
  });

  it('a client who is deleted between look-up and write: the call is recorded all the same, on nobody', async () => {
    const phone = anyPhone();
    const client = await known(phone);
    const record = recorded(byPhone(phone));
    portal().requests.clear();
    let isDeleted = false;
    const stays = await write(effectOf(record), {
      // Two requests have looked him up, the third is about to write.
      beforeRequest: async () => {
        if (isDeleted || portal().requests.count() < 2) return;
        isDeleted = true;
        await harness.removeClient(client);
      },
    });
    expect([isDeleted, stays, timesRecorded(record)]).toEqual([true, false, 1]);
    expect(portal().calls.withExternalId(originOf(record.key))[0]?.bindings).toEqual([]);
  });

  it('an owner who was dismissed there: a problem that names the ways out; sent again, the call is recorded once', async () => {
    const [phone, operator] = [anyPhone(), someone()];
    const record = recorded(byPhone(phone), { callOwnerId: operator });
    const effect = effectOf(record, task(byPhone(phone), operator, record.key));
    portal().people.dismiss(harness.userOf(operator));

    expect(await write(effect)).toBe(false);

    expect(await reasonOf(effect)).toMatchObject({ code: 'ownerInactive' });
    expect((await reasonOf(effect))?.message).toMatch(/Map the employee to another user.*send this again/);
    portal().people.change(harness.userOf(operator), { active: true });
    expect(await sendAgain(effect)).toBe(false);
    expect([timesRecorded(record), await statusOf(effect)]).toEqual([1, 'retried']);
    expect(await harness.openTasksOf(operator)).toHaveLength(1);
  });

  it('a problem that is sent again before its cause is gone is open again', async () => {
    const [phone, operator] = [anyPhone(), someone()];
    const effect = effectOf(recorded(byPhone(phone), { callOwnerId: operator }));
    portal().people.dismiss(harness.userOf(operator));
    await write(effect);
    await sendAgain(effect);
    expect(await statusOf(effect)).toBe('open');
  });

  it('a stage that the portal lacks: the call is recorded at once, and the deal once there is such a stage', async () => {
    const phone = anyPhone();
    const dealStage = { pipelineId: '0', stageId: `STAGE_${phone.slice(-4)}` };
    const client = newClient(phone, { action: 'contactAndDeal', dealName: 'Сделка', dealStage });
    const record = recorded(byPhone(phone));
    const effect = effectOf(client, record);

    expect(await write(effect)).toBe(false);

    expect(timesRecorded(record)).toBe(1);
    expect(await reasonOf(effect)).toMatchObject({ code: 'portalRefused' });
    expect((await reasonOf(effect))?.message).toMatch(
      /in the portal or in the settings, then send this again/,
    );
    portal().crm.statuses.add('DEAL_STAGE', [[dealStage.stageId, 'New one']]);
    await sendAgain(effect);
    const [contact, ...more] = await harness.clientsWith(phone);
    expect([more, await statusOf(effect), timesRecorded(record)]).toEqual([[], 'retried', 1]);
    expect(await harness.dealsOf(contact as NonNullable<typeof contact>)).toHaveLength(1);
  });

  it('a plan without REST: one problem that says to renew it, the call waits, and is recorded by itself', async () => {
    const phone = anyPhone();
    const record = recorded(byPhone(phone));
    const effect = effectOf(newClient(phone), record);
    portal().plan.rest = false;

    expect([await write(effect), await write(effect)]).toEqual([true, true]);

    expect((await suspension())?.reason?.message).toMatch(/Renew it: what waits is then written by itself/);
    expect(await reasonOf(effect)).toBeUndefined();
    portal().plan.rest = true;
    harness.test.clock.now += 900_000;
    expect([await write(effect), timesRecorded(record)]).toEqual([false, 1]);
  });

  it('a portal that is deleted: a problem that says so, the call waits, and is recorded once it is installed anew', async () => {
    const phone = anyPhone();
    const record = recorded(byPhone(phone));
    const effect = effectOf(record);
    portal().plan.state = 'deleted';

    expect(await write(effect)).toBe(true);

    const open = (await problems().list('open', { limit: 100 })).problems.map(
      ({ reason }) => reason?.message,
    );
    expect(open.join()).toMatch(/is closed\. Open it again .*, or install the application on another one/);
    expect(await reasonOf(effect)).toBeUndefined();
    await harness.test.reset();
    expect([await write(effect), timesRecorded(record)]).toEqual([false, 1]);
  });
});
