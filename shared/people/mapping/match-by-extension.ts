import type { Matching, UserPair } from './match-users.ts';
import type { CrmUser, PbxUser } from './users.ts';

/**
 * Offers users of the CRM, whom name and e-mail have matched with nobody, the extension that the CRM has of them: with
 * the user of the PBX who has it, if he is left over as well, or as a user of his own where the PBX lists nobody with it.
 *
 * An extension that several users of the CRM have is nobody's; one of somebody who is matched, or in doubt, is his.
 */
export function matchByExtension(
  { pairs, ambiguities, unmatched }: Matching,
  pbxUsers: readonly PbxUser[],
  crmUsers: readonly CrmUser[],
): Matching {
  const owners = new Map(pbxUsers.flatMap((user) => user.extensions.map((extension) => [extension, user])));
  const claims = Map.groupBy(crmUsers, ({ extension = '' }) => extension.trim());
  const offered = unmatched.crmUsers.flatMap((crmUser): UserPair[] => {
    const extension = crmUser.extension?.trim() ?? '';
    if (extension === '' || claims.get(extension)?.length !== 1) return [];
    const owner = owners.get(extension);
    if (owner !== undefined && !unmatched.pbxUsers.includes(owner)) return [];
    return [{ pbxUser: owner ?? unlisted(crmUser, extension), crmUser, matchedBy: ['extension'] }];
  });
  // One of the PBX with two extensions may be claimed by two: that is no match.
  const byPbxUser = Map.groupBy(offered, ({ pbxUser }) => pbxUser);
  const clear = offered.filter(({ pbxUser }) => byPbxUser.get(pbxUser)?.length === 1);
  return {
    pairs: [...pairs, ...clear],
    ambiguities,
    unmatched: {
      pbxUsers: unmatched.pbxUsers.filter((user) => !clear.some(({ pbxUser }) => pbxUser === user)),
      crmUsers: unmatched.crmUsers.filter((user) => !clear.some(({ crmUser }) => crmUser === user)),
    },
  };
}

const unlisted = ({ name, email }: CrmUser, extension: string): PbxUser => ({
  name,
  ...(email === undefined ? {} : { email }),
  extensions: [extension],
  groups: [],
});
