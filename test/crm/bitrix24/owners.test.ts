import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../../shared/base/ids.ts';
import type { ChangeOwner } from '../../../shared/effects/crm-write.ts';
import type { PartyRef } from '../../../shared/people/party.ts';
import { anyPhone, someone } from '../contract.ts';
import { type Bitrix24Harness, startHarness } from './harness.ts';

describe('Bitrix24: a client whom a transfer hands over', () => {
  let harness: Bitrix24Harness;
  let party: PartyRef;
  let [owner, next] = [someone(), someone()];
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.stop());
  beforeEach(async () => {
    await harness.test.reset();
    [owner, next] = [someone(), someone()];
    party = await addClient(owner);
    // Everything happens some time after the client was entered.
    harness.test.clock.now += 60_000;
  });

  const portal = () => harness.test.bitrix24.portal;
  const addClient = (ownerId: EmployeeId) =>
    harness.addClient({ kind: 'contact', name: 'Анна', phones: [anyPhone()], ownerId, createdAt: 1 });
  const userIn = ({ id }: PartyRef) =>
    portal().crm.get({ type: 'CONTACT', id: Number(id) })?.fields.ASSIGNED_BY_ID;
  const change = (more: Partial<ChangeOwner> = {}): ChangeOwner => ({
    kind: 'changeOwner',
    key: `call-${randomUUID()}/owner`,
    client: party,
    entityOwnerId: next,
    ownerBefore: owner,
    transferredAt: harness.test.clock.now,
    ...more,
  });
  const outcomeOf = async (write: ChangeOwner) => (await harness.crm().apply([[write]])).get(write.key);
  const updates = () => portal().requests.tried('crm.item.update');

  it('D-53 R6 whose change was done and not heard of is changed once, whatever people do then', async () => {
    const write = change();
    portal().faults.inject({ kind: 'cut', afterWork: true, method: 'crm.item.update' });
    expect(await outcomeOf(write)).toMatchObject({ outcome: 'unknown' });
    expect(await harness.crm().find([write])).toEqual(new Map());
    await harness.giveClient(party, owner);

    expect(await outcomeOf(write)).toMatchObject({ outcome: 'done', note: 'ownerChanged' });

    expect(userIn(party)).toBe(harness.userOf(owner));
  });

  it('D-53 R6 whose change was never done is changed by the next attempt', async () => {
    const write = change();
    portal().faults.inject({ kind: 'cut', method: 'crm.item.update' });
    expect(await outcomeOf(write)).toMatchObject({ outcome: 'unknown' });

    expect(await outcomeOf(write)).toMatchObject({ outcome: 'done', created: true });

    expect(userIn(party)).toBe(harness.userOf(next));
    expect((await harness.crm().find([write])).get(write.key)).toMatchObject({ ref: party });
  });

  it('D-53 of whom our copy is behind is changed: nothing has happened to him since the transfer', async () => {
    const chosen = someone();
    await harness.giveClient(party, chosen);
    harness.test.clock.now += 60_000;

    expect(await outcomeOf(change({ ownerBefore: owner }))).toMatchObject({ outcome: 'done', created: true });

    expect(userIn(party)).toBe(harness.userOf(next));
  });

  it('D-53 who belonged to nobody of ours is changed while he still does', async () => {
    const outsider = portal().people.add();
    portal().crm.change(
      { type: 'CONTACT', id: Number(party.id) },
      { fields: { ASSIGNED_BY_ID: outsider.id } },
    );
    const { ownerBefore: _, ...write } = change({ transferredAt: 0 });
    expect(await outcomeOf(write)).toMatchObject({ created: true });

    await harness.giveClient(party, owner);
    const { ownerBefore: __, ...later } = change({ transferredAt: 0 });
    expect(await outcomeOf(later)).toMatchObject({ note: 'ownerChanged' });
  });

  it('D-53 whose new owner the portal does not take is handed over once he is mapped to another user', async () => {
    const write = change();
    const nobody = harness.crm({
      users: {
        crmUserIdsOf: async (ids) => new Map(ids.map((id) => [id, '99999'])),
        oursAmong: async () => new Set(),
      },
    });
    const refused = await nobody.apply([[write]]);
    expect(refused.get(write.key)).toMatchObject({ outcome: 'refused' });
    // Somebody edits him meanwhile, and leaves him with whom he was.
    harness.test.clock.now += 60_000;
    portal().crm.change({ type: 'CONTACT', id: Number(party.id) }, { fields: { NAME: 'Анна Б.' } });

    expect(await outcomeOf(write)).toMatchObject({ outcome: 'done', created: true });
  });

  it('D-53 whose new owner has no user there is refused before anything is asked', async () => {
    harness.unmapped.add(next);
    portal().requests.clear();
    expect(await outcomeOf(change())).toMatchObject({ outcome: 'refused', code: 'ownerUnmapped' });
    expect(portal().requests.count()).toBe(0);
  });

  it('R7 takes two commands: one to look, one to change', async () => {
    portal().requests.clear();
    await outcomeOf(change());
    expect(updates()).toBe(1);
    expect(portal().requests.count()).toBe(2);
  });
});
