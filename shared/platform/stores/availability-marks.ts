import { isDeepStrictEqual } from 'node:util';
import type { EmployeeId } from '../../base/ids.ts';
import type { Employee } from '../../people/employee.ts';
import type { TableWrite } from '../table.ts';

/** Where all marks are. */
export const marks = { pk: 'AVAILABILITY', prefix: 'CHANGED#' } as const;
export const markKey = (id: EmployeeId) => ({ pk: marks.pk, sk: `${marks.prefix}${id}` });

/** D-43: a mark, written together with the record: who gives out work is told of it, whatever becomes of the writer. */
export function markIfChanged(
  before: Employee | undefined,
  after: Employee,
  version: number,
): readonly TableWrite[] {
  if (before === undefined) return [];
  const isSame = before.status === after.status && isDeepStrictEqual(before.leaves, after.leaves);
  return isSame ? [] : [{ put: { ...markKey(after.id), version } }];
}
