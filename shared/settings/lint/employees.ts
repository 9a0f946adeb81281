import { type Employee, isMapped } from '../../people/employee.ts';
import { plainName } from '../../people/plain-name.ts';
import type { Finding, LintFacts } from './finding.ts';

/** MG-20: with nobody mapped no call can be anybody's in the CRM. */
export function noMapping(facts: LintFacts): readonly Finding[] {
  return activeIn(facts).some(isMapped) ? [] : [{ code: 'no-mapping', document: 'employees', about: {} }];
}

/** D-81: known to the CRM, not to the PBX. */
export function withoutExtension(facts: LintFacts): readonly Finding[] {
  return activeIn(facts)
    .filter(({ extensions }) => Object.values(extensions).every((numbers) => numbers.length === 0))
    .map((employee) => ({
      code: 'employee-without-extension',
      document: `employees/${employee.id}`,
      field: 'extensions',
      about: { name: employee.name },
    }));
}

/** D-81: known to the PBX, not to the CRM. */
export function withoutCrmUser(facts: LintFacts): readonly Finding[] {
  return activeIn(facts)
    .filter((employee) => !isMapped(employee))
    .map((employee) => ({
      code: 'employee-without-crm-user',
      document: `employees/${employee.id}`,
      field: 'crmUserId',
      about: { name: employee.name },
    }));
}

/** One person with two records, or two whom the automatic mapping can't tell apart. */
export function sameNames(facts: LintFacts): readonly Finding[] {
  return twins(facts, ({ name }) => plainName(name)).map(({ one, other }) => ({
    code: 'same-name',
    document: `employees/${other.id}`,
    field: 'name',
    about: { name: `${one.name} (${one.id})`, other: `${other.name} (${other.id})` },
  }));
}

export function sameEmails(facts: LintFacts): readonly Finding[] {
  return twins(facts, ({ email }) => email?.trim().toLowerCase()).map(({ one, other }) => ({
    code: 'same-email',
    document: `employees/${other.id}`,
    field: 'email',
    about: { name: one.name, other: other.name, email: other.email ?? '' },
  }));
}

/** D-22: he works for a company that is not, or no longer, there. */
export function companiesUnknown(facts: LintFacts): readonly Finding[] {
  const known = new Set(facts.ourCompanies.map(({ id }) => id));
  return activeIn(facts).flatMap(({ id, name, ourCompanyId }): Finding[] =>
    ourCompanyId === undefined || known.has(ourCompanyId)
      ? []
      : [
          {
            code: 'employee-company-unknown',
            document: `employees/${id}`,
            field: 'ourCompanyId',
            about: { name, company: ourCompanyId },
          },
        ],
  );
}

const activeIn = ({ employees }: LintFacts): readonly Employee[] =>
  employees.filter(({ status }) => status === 'active');

/** Those who share something with one before them. */
function twins(
  facts: LintFacts,
  keyOf: (employee: Employee) => string | undefined,
): readonly { readonly one: Employee; readonly other: Employee }[] {
  const first = new Map<string, Employee>();
  return activeIn(facts).flatMap((other) => {
    const key = keyOf(other);
    if (key === undefined || key === '') return [];
    const one = first.get(key);
    if (one !== undefined) return [{ one, other }];
    first.set(key, other);
    return [];
  });
}
