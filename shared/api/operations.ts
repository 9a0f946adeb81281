import { clientsOperations } from './clients/clients-operations.ts';
import { bitrix24Operations } from './crm/bitrix24-operations.ts';
import { docsOperations } from './docs/docs-operations.ts';
import { employeesOperations } from './employees/employees-operations.ts';
import { journalOperations } from './journal/journal-operations.ts';
import type { Operation } from './operation.ts';
import { previewOperations } from './preview/preview-operations.ts';
import { problemsOperations } from './problems/problems-operations.ts';
import { secretsOperations } from './secrets/secrets-operations.ts';
import { settingsOperations } from './settings/settings-operations.ts';
import { unassignedOperations } from './unassigned/unassigned-operations.ts';

/** Every operation of the API: the stack's routes and the OpenAPI document come from here. */
export const operations: readonly Operation[] = [
  journalOperations,
  settingsOperations,
  employeesOperations,
  clientsOperations,
  previewOperations,
  problemsOperations,
  unassignedOperations,
  secretsOperations,
  bitrix24Operations,
  docsOperations,
].flatMap((area): Operation[] => Object.values(area));
