import { plainName } from '../plain-name.ts';
import type { CrmUser, MatchedBy, MatchMode, MatchParameter, PbxUser } from './users.ts';

export interface MatchRule {
  readonly by: readonly MatchParameter[];
  readonly mode: MatchMode;
}

/** One user of the PBX and one of the CRM who can only be each other. */
export interface UserPair {
  readonly pbxUser: PbxUser;
  readonly crmUser: CrmUser;
  readonly matchedBy: readonly MatchedBy[];
}

/** Users who could be each other in more than one way: a person decides. */
export interface Ambiguity {
  readonly pbxUsers: readonly PbxUser[];
  readonly crmUsers: readonly CrmUser[];
}

export interface Matching {
  readonly pairs: readonly UserPair[];
  readonly ambiguities: readonly Ambiguity[];
  readonly unmatched: Ambiguity;
}

/**
 * MG-22: finds who of the PBX is who in the CRM, by full name and e-mail, both without regard to case, the name also
 * to ё, spaces and the order of its words.
 *
 * A pair is proposed only where nobody else fits either of the two. Those who agree in everything go first, so a
 * namesake with another address makes no doubt.
 */
export function matchUsers(
  pbxUsers: readonly PbxUser[],
  crmUsers: readonly CrmUser[],
  { by, mode }: MatchRule,
): Matching {
  const whole = groupsOf({ pbxUsers, crmUsers }, [(user) => allKeys(user, by)]);
  if (mode === 'allParameters') return matching(whole, by);
  const doubtful = whole.filter((group) => !isPair(group));
  const left = groupsOf(
    {
      pbxUsers: doubtful.flatMap((group) => group.pbxUsers),
      crmUsers: doubtful.flatMap((group) => group.crmUsers),
    },
    by.map((parameter) => (user) => keyOf(user, parameter)),
  );
  return matching([...whole.filter(isPair), ...left], by);
}

function matching(groups: readonly Ambiguity[], by: readonly MatchParameter[]): Matching {
  const oneSided = groups.filter((group) => group.pbxUsers.length === 0 || group.crmUsers.length === 0);
  return {
    pairs: groups.flatMap((group) => pairIn(group, by)),
    ambiguities: groups.filter((group) => !isPair(group) && !oneSided.includes(group)),
    unmatched: {
      pbxUsers: oneSided.flatMap((group) => group.pbxUsers),
      crmUsers: oneSided.flatMap((group) => group.crmUsers),
    },
  };
}

const isPair = ({ pbxUsers, crmUsers }: Ambiguity): boolean => pbxUsers.length === 1 && crmUsers.length === 1;

function pairIn({ pbxUsers, crmUsers }: Ambiguity, by: readonly MatchParameter[]): readonly UserPair[] {
  const [[pbxUser, otherPbxUser], [crmUser, otherCrmUser]] = [pbxUsers, crmUsers];
  if (pbxUser === undefined || crmUser === undefined) return [];
  if (otherPbxUser !== undefined || otherCrmUser !== undefined) return [];
  const matchedBy = by.filter((parameter) => {
    const key = keyOf(pbxUser, parameter);
    return key !== '' && key === keyOf(crmUser, parameter);
  });
  return [{ pbxUser, crmUser, matchedBy }];
}

type User = PbxUser | CrmUser;

/** What is compared; empty where the list does not tell it. */
function keyOf(user: User, parameter: MatchParameter): string {
  return parameter === 'name' ? plainName(user.name) : (user.email ?? '').trim().toLowerCase();
}

/** All of it as one; empty where something is missing. */
function allKeys(user: User, by: readonly MatchParameter[]): string {
  const keys = by.map((parameter) => keyOf(user, parameter));
  return keys.includes('') ? '' : keys.join('\n');
}

/**
 * Everybody, in groups that hang together: two of different lists who share a key are in one group, and so is whoever
 * shares one with either. Takes time in the number of users, however many have the same name.
 */
function groupsOf(
  { pbxUsers, crmUsers }: Ambiguity,
  keysOf: readonly ((user: User) => string)[],
): readonly Ambiguity[] {
  const union = new UnionFind<User>();
  for (const key of keysOf) {
    const inCrm = Map.groupBy(crmUsers, key);
    for (const [shared, users] of Map.groupBy(pbxUsers, key)) {
      const others = shared === '' ? undefined : inCrm.get(shared);
      if (others === undefined) continue;
      for (const user of [...users, ...others]) union.join(user, others[0] ?? user);
    }
  }
  const inPbx = Map.groupBy(pbxUsers, (user) => union.rootOf(user));
  const inCrm = Map.groupBy(crmUsers, (user) => union.rootOf(user));
  return [...new Set([...inPbx.keys(), ...inCrm.keys()])].map((root) => ({
    pbxUsers: inPbx.get(root) ?? [],
    crmUsers: inCrm.get(root) ?? [],
  }));
}

/** Which things belong together, by what was joined. */
class UnionFind<T> {
  readonly #parents = new Map<T, T>();

  rootOf(thing: T): T {
    let root = thing;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) {
      root = parent;
    }
    // The next one who asks gets there in one step.
    if (root !== thing) this.#parents.set(thing, root);
    return root;
  }

  join(one: T, other: T): void {
    const [a, b] = [this.rootOf(one), this.rootOf(other)];
    if (a !== b) this.#parents.set(a, b);
  }
}
