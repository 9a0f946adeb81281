import { refOf } from '../../shared/crm/bitrix24/directory/parties.ts';
import { startBitrix24Town } from '../crm/bitrix24/town/town.ts';
import { Random } from './random.ts';

export interface LostCrmEvents {
  readonly changes: number;
  readonly dropped: number;
  /** Entities of which the directory says something else than the portal, before and after the one run. */
  readonly before: number;
  readonly after: number;
}

const names = ['LEAD', 'CONTACT', 'COMPANY'] as const;
const kinds = { LEAD: 'lead', CONTACT: 'contact', COMPANY: 'company' } as const;

/** Adds, changes and deletes in a portal whose events get lost, and has the reconciliation run once. */
export async function loseCrmEvents(changes: number, share: number): Promise<LostCrmEvents> {
  const environment = { ...process.env };
  const town = await startBitrix24Town();
  try {
    const { portal } = town;
    await town.installed();
    await town.reconcile();
    const [random, chance] = [new Random(5), new Random(6)];
    let dropped = 0;
    portal.deliveries.loses = () => {
      const isLost = chance.chance(share);
      if (isLost) dropped += 1;
      return isLost;
    };
    for (let n = 1; n <= changes; n += 1) {
      const type = random.pick(names);
      const there = portal.crm.all(type);
      const fields = { TITLE: `Title ${n}`, NAME: `Name ${n}` };
      const what = random.next();
      if (there.length === 0 || what < 0.6) portal.crm.add(type, { fields });
      else if (what < 0.85) portal.crm.change({ type, id: random.pick(there).id }, { fields });
      else portal.crm.delete({ type, id: random.pick(there).id });
      if (n % 500 === 0) await town.follow();
    }
    await town.follow();
    const differing = async () => {
      const inPortal = names.flatMap((name) =>
        portal.crm.all(name).map(({ id, fields }) => `${kinds[name]} ${id} ${nameOf(name, fields)}`),
      );
      const ids = await Promise.all(
        names.map(async (name) =>
          (await town.directory.idsBetween(kinds[name], 1)).map((id) => refOf(kinds[name], id)),
        ),
      );
      const known = (await town.directory.getMany(ids.flat())).map(
        ({ kind, id, name }) => `${kind} ${id} ${name}`,
      );
      return new Set(inPortal).symmetricDifference(new Set(known)).size;
    };
    const before = await differing();
    await town.reconcile();
    return { changes, dropped, before, after: await differing() };
  } finally {
    await town.stop();
    // Other promises start stacks of their own in this process.
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
  }
}

const nameOf = (name: (typeof names)[number], fields: Readonly<Record<string, unknown>>): unknown =>
  name === 'COMPANY' ? fields.TITLE : fields.NAME;
