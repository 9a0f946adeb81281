import type { Refusal } from '../../base/refusal.ts';
import type { Employee } from '../employee.ts';
import type { UserPair } from './match-users.ts';
import type { PbxUser } from './users.ts';

/** Who has what of a pair already. */
export interface MappingFacts {
  readonly provider: string;
  readonly byExtension: ReadonlyMap<string, Employee>;
  readonly byCrmUser: ReadonlyMap<string, Employee>;
  /** Everybody whom the PBX lists: ring groups are read from it. */
  readonly pbxUsers: readonly PbxUser[];
}

/**
 * What would become of a pair if it were saved. `mapped`: it is so already. `new`: an employee is to be created;
 * `change`: one is to be changed. `refused`: saving it would be, and the reasons say why.
 */
export interface PairVerdict {
  readonly kind: 'mapped' | 'new' | 'change' | 'refused';
  readonly employee?: Employee;
  readonly refusals: readonly Refusal[];
  /** Allowed, but not recommended. */
  readonly warnings: readonly string[];
}

/** MG-21: whether a pair can be saved as it is. */
export function checkPair(pair: UserPair, facts: MappingFacts): PairVerdict {
  const refusals = [...checkElsewhere(pair), ...checkHolders(pair, facts)];
  const warnings = warningsOf(pair, facts);
  const [employee] = holdersOf(pair, facts);
  const known = employee === undefined ? {} : { employee };
  if (refusals.length > 0) return { kind: 'refused', ...known, refusals, warnings };
  if (employee === undefined) return { kind: 'new', refusals, warnings };
  return { kind: isMapped(pair, employee, facts) ? 'mapped' : 'change', employee, refusals, warnings };
}

/** MG-23, MG-24: in use in another account. */
function checkElsewhere({ pbxUser, crmUser }: UserPair): readonly Refusal[] {
  return [
    ...(pbxUser.mappedIn === undefined
      ? []
      : [
          {
            field: 'extensions',
            reason: `is mapped in ${pbxUser.mappedIn}: take the mapping off there first`,
          },
        ]),
    ...(crmUser.mappedIn === undefined
      ? []
      : [{ field: 'crmUserId', reason: `is in use in ${crmUser.mappedIn}: move the user from there first` }]),
  ];
}

/** MG-23, MG-24: an extension and a CRM user are one employee's, and he has one CRM user. */
function checkHolders(pair: UserPair, facts: MappingFacts): readonly Refusal[] {
  const { crmUser, pbxUser } = pair;
  const ofUser = facts.byCrmUser.get(crmUser.id);
  return pbxUser.extensions.flatMap((extension, index): Refusal[] => {
    const holder = facts.byExtension.get(extension);
    const field = `extensions.${facts.provider}[${index}]`;
    if (holder === undefined || holder.id === ofUser?.id) return [];
    if (holder.status === 'dismissed') {
      return [{ field, reason: `belongs to ${holder.id}, who is dismissed: take it from him first` }];
    }
    if (holder.crmUserId !== undefined && holder.crmUserId !== crmUser.id) {
      const reason = `belongs to ${holder.id}, who is CRM user ${holder.crmUserId}: take it from him first`;
      return [{ field, reason }];
    }
    if (ofUser !== undefined) {
      const reason = `is ${ofUser.id}: take the user from him first, then give it to ${holder.id}`;
      return [{ field: 'crmUserId', reason }];
    }
    const [first] = holdersOf(pair, facts);
    return first === undefined || first.id === holder.id
      ? []
      : [{ field, reason: `belongs to ${holder.id}, another extension to ${first.id}` }];
  });
}

/** MG-25: members of his ring groups who are mapped in another account. */
function warningsOf({ pbxUser }: UserPair, { pbxUsers }: MappingFacts): readonly string[] {
  return pbxUser.groups.flatMap((group) => {
    const elsewhere = pbxUsers.filter((other) => other !== pbxUser && other.groups.includes(group));
    const accounts = new Set(elsewhere.flatMap(({ mappedIn }) => (mappedIn === undefined ? [] : [mappedIn])));
    return [...accounts].map(
      (account) =>
        `Ring group ${group} has members who are mapped in ${account}: its calls may be recorded there.`,
    );
  });
}

/** The employees who have something of the pair, whoever has the CRM user first. */
function holdersOf({ pbxUser, crmUser }: UserPair, facts: MappingFacts): readonly Employee[] {
  const holders = [
    facts.byCrmUser.get(crmUser.id),
    ...pbxUser.extensions.map((extension) => facts.byExtension.get(extension)),
  ].filter((employee) => employee !== undefined);
  return [...new Map(holders.map((employee) => [employee.id, employee])).values()];
}

function isMapped({ pbxUser, crmUser }: UserPair, employee: Employee, { provider }: MappingFacts): boolean {
  const extensions = employee.extensions[provider] ?? [];
  return employee.crmUserId === crmUser.id && pbxUser.extensions.every((one) => extensions.includes(one));
}
