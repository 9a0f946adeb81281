import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmployeeId } from '../../../../shared/base/ids.ts';
import { refOf } from '../../../../shared/crm/bitrix24/directory/parties.ts';
import { SyncStateStore } from '../../../../shared/crm/bitrix24/directory/sync-state.ts';
import type { Employee } from '../../../../shared/people/employee.ts';
import type { PartyKind } from '../../../../shared/people/party.ts';
import { type Bitrix24Town, startBitrix24Town } from '../town/town.ts';

let town: Bitrix24Town;
const lines: string[] = [];

beforeAll(async () => {
  town = await startBitrix24Town();
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  await town.installed();
});
afterEach(() => {
  Object.assign(town.portal.deliveries, { lossShare: 0, loses: () => false });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await town.stop();
});

const state = async () => (await new SyncStateStore(town.table).read())?.state;
const kinds = { COMPANY: 'company', CONTACT: 'contact', LEAD: 'lead' } as const;
const names = Object.keys(kinds) as (keyof typeof kinds)[];
/** Names by kind and id, as the portal has them and as the directory has them. */
const inPortal = () =>
  names.flatMap((name) =>
    town.portal.crm.all(name).map(({ id, fields }) => `${kinds[name]} ${id} ${fields.TITLE}`),
  );
const inDirectory = async () => {
  const ids = await Promise.all(
    names.map(async (name) =>
      (await town.directory.idsBetween(kinds[name], 1)).map((id) => refOf(kinds[name], id)),
    ),
  );
  const parties = await town.directory.getMany(ids.flat());
  return parties.map(({ kind, id, name }) => `${kind} ${id} ${name}`);
};
const machineTime = Date.now;
let ahead = 0;
/** Time goes on, for the portal as well. */
const later = (ms: number) => {
  ahead += ms;
  vi.spyOn(Date, 'now').mockImplementation(() => machineTime() + ahead);
};
const silently = (work: () => void) => {
  town.portal.deliveries.loses = () => true;
  work();
  town.portal.deliveries.loses = () => false;
};
const add = (name: keyof typeof kinds, title: string) =>
  town.portal.crm.add(name, { fields: { TITLE: title, ...(name === 'CONTACT' ? { NAME: title } : {}) } });

describe('after the installation', () => {
  it('the directory is filled with what the portal has, and says how far it is', async () => {
    silently(() => {
      for (let n = 1; n <= 620; n += 1) add('LEAD', `Lead ${n}`);
      for (let n = 1; n <= 50; n += 1) add('COMPANY', `Company ${n}`);
    });
    town.portal.requests.clear();

    await town.reconcile();

    expect((await inDirectory()).sort()).toEqual(inPortal().sort());
    expect(await state()).toMatchObject({ filledAt: expect.any(Number) });
    expect((await state())?.walk).toBeUndefined();
    // How many there are, then companies, contacts, and leads in two requests.
    expect(town.portal.requests.count()).toBeLessThanOrEqual(6);
  });

  it('the next run asks two questions where nothing has changed', async () => {
    later(1_200_000);
    await town.reconcile();
    later(1_200_000);
    town.portal.requests.clear();
    await town.reconcile();
    expect(town.portal.requests.count()).toBe(2);
  });
});

describe('what events did not tell', () => {
  it('R11 2% of events lost: one run, and the directory is complete', async () => {
    let sent = 0;
    town.portal.deliveries.loses = () => {
      sent += 1;
      return sent % 50 === 7;
    };
    for (let n = 0; n < 150; n += 1) {
      const { id } = add('LEAD', `New ${n}`);
      if (n % 3 === 0) town.portal.crm.change({ type: 'LEAD', id }, { fields: { TITLE: `Changed ${n}` } });
    }
    await town.follow();
    expect((await inDirectory()).sort()).not.toEqual(inPortal().sort());

    await town.reconcile();

    expect((await inDirectory()).sort()).toEqual(inPortal().sort());
  });

  const deleteSilently = (name: keyof typeof kinds, count: number) =>
    silently(() => {
      for (const { id } of town.portal.crm.all(name).slice(0, count))
        town.portal.crm.delete({ type: name, id });
    });

  it('R11 that somebody was deleted is found by the next run: the portal keeps it until it is taken', async () => {
    deleteSilently('COMPANY', 1);
    await town.reconcile();
    expect((await inDirectory()).sort()).toEqual(inPortal().sort());
  });

  it('R11 that very many were deleted', async () => {
    deleteSilently('LEAD', 120);
    await town.reconcile();
    expect((await inDirectory()).sort()).toEqual(inPortal().sort());

    later(1_200_000);
    await town.reconcile();
    later(1_200_000);
    town.portal.requests.clear();
    await town.reconcile();
    expect(town.portal.requests.count()).toBe(2);
  });

  it('R11 that somebody was deleted, by a run after one that died before it took what the portal kept', async () => {
    deleteSilently('COMPANY', 1);
    town.portal.faults.inject({ kind: 'badGateway', method: 'event.offline.get' });
    await town.reconcile();
    town.portal.faults.inject({ kind: 'badGateway', method: 'event.offline.get', afterWork: true });
    await town.reconcile();
    await town.reconcile();
    expect((await inDirectory()).sort()).toEqual(inPortal().sort());
  });

  it('R11 that somebody was deleted is found within a day where the portal keeps nothing', async () => {
    town.portal.plan.keepsEvents = false;
    deleteSilently('COMPANY', 1);
    await town.reconcile();
    expect((await inDirectory()).sort()).not.toEqual(inPortal().sort());

    later(24 * 60 * 60 * 1_000);
    await town.reconcile();

    town.portal.plan.keepsEvents = true;
    expect((await inDirectory()).sort()).toEqual(inPortal().sort());
  });

  it('that a user was dismissed, of which there is no event', async () => {
    const user = town.portal.people.add();
    const employee = { id: 'leaver', name: 'L', status: 'active', extensions: {}, leaves: [] };
    await town.employees.save(
      { ...employee, id: 'leaver' as EmployeeId, crmUserId: String(user.id) } as Employee,
      undefined,
      [],
    );
    await town.reconcile();
    town.portal.people.dismiss(user.id);
    await town.reconcile();
    expect((await town.employees.get('leaver' as EmployeeId))?.employee.status).toBe('dismissed');
  });

  it('that an employee is another user now: owners are found anew', async () => {
    const user = town.portal.people.add();
    const lead = town.portal.crm.add('LEAD', { fields: { TITLE: 'Owned', ASSIGNED_BY_ID: user.id } });
    await town.follow();
    const ownerId = async () =>
      (await town.directory.get(refOf('lead' as PartyKind, String(lead.id))))?.party.ownerId;
    expect(await ownerId()).toBeUndefined();
    const employee = { id: 'owner', name: 'O', status: 'active', extensions: {}, leaves: [] };
    await town.employees.save(
      { ...employee, crmUserId: String(user.id) } as unknown as Employee,
      undefined,
      [],
    );

    await town.reconcile();

    expect(await ownerId()).toBe('owner');
  });
});

describe('a run that the portal fails', () => {
  it('is gone on with by the next one', async () => {
    silently(() => add('CONTACT', 'Late'));
    later(25 * 60 * 60 * 1_000);
    town.portal.faults.inject({ kind: 'badGateway', method: 'batch', nth: 7 });
    await town.reconcile();
    const { walk } = (await state()) ?? {};
    expect(walk).toBeDefined();

    await town.reconcile();

    expect((await state())?.walk).toBeUndefined();
    expect((await inDirectory()).sort()).toEqual(inPortal().sort());
  });

  it('two runs at once do no harm', async () => {
    later(25 * 60 * 60 * 1_000);
    await Promise.all([town.reconcile(), town.reconcile()]);
    await town.reconcile();
    expect((await inDirectory()).sort()).toEqual(inPortal().sort());
  });

  it('asks nothing while no application is installed', async () => {
    const stored = await town.installations.read();
    if (stored !== undefined) await town.installations.remove(stored, 'keepApp');
    town.portal.requests.clear();
    await town.reconcile();
    expect(town.portal.requests.count()).toBe(0);
  });
});
