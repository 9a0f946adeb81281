import { expect, it } from 'vitest';
import { matchByExtension } from '../../../shared/people/mapping/match-by-extension.ts';
import { matchUsers } from '../../../shared/people/mapping/match-users.ts';
import type { CrmUser, PbxUser } from '../../../shared/people/mapping/users.ts';

const pbx = (name: string, ...extensions: string[]): PbxUser => ({ name, extensions, groups: [] });
const crm = (id: string, name: string, extension?: string): CrmUser => ({
  id,
  name,
  ...(extension === undefined ? {} : { extension }),
});
function matched(pbxUsers: PbxUser[], crmUsers: CrmUser[]) {
  const matching = matchUsers(pbxUsers, crmUsers, { by: ['name'], mode: 'allParameters' });
  const { pairs, unmatched } = matchByExtension(matching, pbxUsers, crmUsers);
  return {
    pairs: pairs.map(({ pbxUser, crmUser, matchedBy }) => `${pbxUser.extensions}=${crmUser.id} ${matchedBy}`),
    left: [unmatched.pbxUsers.map(({ name }) => name), unmatched.crmUsers.map(({ id }) => id)],
  };
}

it('MG-22 offers the extension of the CRM where the PBX lists nobody', () => {
  expect(matched([], [crm('7', 'Анна', '101'), crm('8', 'Борис')])).toEqual({
    pairs: ['101=7 extension'],
    left: [[], ['8']],
  });
});

it('MG-22 matches by extension who is left over on both sides', () => {
  expect(matched([pbx('Приёмная', '101')], [crm('7', 'Анна', ' 101 ')])).toEqual({
    pairs: ['101=7 extension'],
    left: [[], []],
  });
});

it('MG-22 takes no extension from somebody whom his name matches', () => {
  const found = matched([pbx('Анна', '101')], [crm('7', 'Анна'), crm('8', 'Борис', '101')]);
  expect(found).toEqual({ pairs: ['101=7 name'], left: [[], ['8']] });
});

it('MG-22 gives nobody an extension that two have', () => {
  const users = [crm('7', 'Анна', '101'), crm('8', 'Борис', '101')];
  expect(matched([], users).pairs).toEqual([]);
  expect(matched([pbx('Приёмная', '101')], users).pairs).toEqual([]);
});

it('MG-22 decides not between two who have an extension each of one user of the PBX', () => {
  const users = [crm('7', 'Анна', '101'), crm('8', 'Борис', '102')];
  expect(matched([pbx('Приёмная', '101', '102')], users)).toEqual({
    pairs: [],
    left: [['Приёмная'], ['7', '8']],
  });
});
