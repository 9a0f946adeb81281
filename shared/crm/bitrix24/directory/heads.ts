import type { Department, User } from './methods.ts';

/** The user's head: of his department, or of the next one above that is headed by somebody else. */
export function headOf({ ID, UF_DEPARTMENT }: User, departments: readonly Department[]): string | undefined {
  const byId = new Map(departments.map((department) => [department.ID, department]));
  const climbed = new Set<string>();
  let department = byId.get(UF_DEPARTMENT[0] ?? '');
  while (department !== undefined && !climbed.has(department.ID)) {
    if (department.UF_HEAD !== undefined && department.UF_HEAD !== ID) return department.UF_HEAD;
    climbed.add(department.ID);
    department = byId.get(department.PARENT ?? '');
  }
  return undefined;
}
