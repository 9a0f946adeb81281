import { type Api, putIfNew } from './api.ts';
import { callSettings, directory, employees, genericSecret, mangoSecret, trunkSettings } from './company.ts';

const isNew = { 'if-none-match': '*' };
const neverSaved = { 'if-match': '"0"' };

/**
 * Gives the demonstration company its people, lines, settings, clients and PBX keys, through the API.
 *
 * @param users of a CRM of its own, by employee: then the clients are there, and are not entered here.
 */
export async function loadDemo(api: Api, users?: ReadonlyMap<string, string>): Promise<void> {
  for (const { id, name, extension, leave, ...employee } of employees) {
    const crmUserId = users === undefined ? employee.crmUserId : users.get(id);
    await putIfNew(
      api,
      `/api/employees/${id}`,
      {
        name,
        status: 'active',
        extensions: extension === undefined ? {} : { mango: [extension], generic: [extension] },
        ...(crmUserId === undefined ? {} : { crmUserId }),
        leaves: leave === undefined ? [] : [{ ...aroundToday(), substituteId: leave.substituteId }],
      },
      isNew,
    );
  }
  await putIfNew(api, '/api/settings/calls', callSettings, neverSaved);
  await putIfNew(api, '/api/settings/trunks', trunkSettings, neverSaved);
  for (const { kind, id, ...client } of users === undefined ? directory : [])
    await putIfNew(api, `/api/clients/${kind}/${id}`, client, isNew);
  await putIfNew(api, '/api/pbx/mango/secret', mangoSecret, {});
  await putIfNew(api, '/api/pbx/generic/secret', genericSecret, {});
}

function aroundToday(): { from: string; to: string } {
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  return { from: day(-7), to: day(7) };
}
