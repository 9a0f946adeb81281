import type { Employee } from '../../people/employee.ts';
import { checkPair, type MappingFacts, type PairVerdict } from '../../people/mapping/check-pair.ts';
import { matchByExtension } from '../../people/mapping/match-by-extension.ts';
import { matchUsers, type UserPair } from '../../people/mapping/match-users.ts';
import type { EmployeeStore } from '../../platform/stores/employee-store.ts';
import { BadRequestError } from '../errors.ts';
import type { MappingRequest } from './mapping-schemas.ts';

/**
 * MG-21, MG-22: pairs of PBX and CRM users, each with what saving it would come to. Nothing is saved.
 *
 * @throws BadRequestError where one extension or CRM user is listed twice.
 */
export async function suggestMapping(employees: EmployeeStore, request: MappingRequest) {
  checkLists(request);
  const { pbx, pbxUsers, crmUsers, by, mode } = request;
  const matching = matchUsers(pbxUsers, crmUsers, { by: [...new Set(by)], mode });
  const { pairs, ...rest } = matchByExtension(matching, pbxUsers, crmUsers);
  const [byExtension, byCrmUser] = await Promise.all([
    employees.byExtensions(
      pbx,
      pairs.flatMap(({ pbxUser }) => pbxUser.extensions),
    ),
    employees.byCrmUsers(pairs.map(({ crmUser }) => crmUser.id)),
  ]);
  const facts: MappingFacts = { provider: pbx, pbxUsers, byExtension, byCrmUser };
  return { pairs: pairs.map((pair) => pairView(pair, checkPair(pair, facts), pbx)), ...rest };
}

/** A list that names one thing twice is a mistake of its own, not two people to choose between. */
function checkLists({ pbxUsers, crmUsers }: MappingRequest): void {
  const extensions = pbxUsers.flatMap((user, at) =>
    user.extensions.map((key, index) => ({ key, field: `pbxUsers[${at}].extensions[${index}]` })),
  );
  const ids = crmUsers.map(({ id }, at) => ({ key: id, field: `crmUsers[${at}].id` }));
  const twice = [extensions, ids].flatMap((list) => {
    const first = new Map(list.toReversed().map((entry) => [entry.key, entry]));
    return list.filter((entry) => first.get(entry.key) !== entry);
  });
  if (twice.length === 0) return;
  throw new BadRequestError(
    'The body is not as it must be.',
    twice.slice(0, 50).map(({ field }) => ({ field, reason: 'is named twice' })),
  );
}

function pairView(pair: UserPair, { kind, employee, refusals, warnings }: PairVerdict, pbx: string) {
  return {
    ...pair,
    verdict: kind,
    ...(employee === undefined ? {} : { employeeId: employee.id }),
    ...(kind === 'new' || kind === 'change' ? { fields: fieldsOf(pair, employee, pbx) } : {}),
    refusals,
    warnings,
  };
}

/** What saving the pair sets; a name and an address that are there stay. */
function fieldsOf({ pbxUser, crmUser }: UserPair, employee: Employee | undefined, pbx: string) {
  const email = employee?.email ?? pbxUser.email ?? crmUser.email;
  const known = employee?.extensions ?? {};
  return {
    name: employee?.name ?? pbxUser.name,
    ...(email === undefined || email === '' ? {} : { email }),
    crmUserId: crmUser.id,
    extensions: { ...known, [pbx]: [...new Set([...(known[pbx] ?? []), ...pbxUser.extensions])] },
  };
}
