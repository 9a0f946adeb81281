import { availabilityOperations } from './availability/availability-operations.ts';
import { clientsOperations } from './clients/clients-operations.ts';
import { bitrix24Operations } from './crm/bitrix24-operations.ts';
import { docsOperations } from './docs/docs-operations.ts';
import { employeesOperations } from './employees/employees-operations.ts';
import { journalOperations } from './journal/journal-operations.ts';
import type { Operation } from './operation.ts';
import { previewOperations } from './preview/preview-operations.ts';
import { problemsOperations } from './problems/problems-operations.ts';
import { responseTimesOperations } from './reports/response-times-report.ts';
import { secretsOperations } from './secrets/secrets-operations.ts';
import { settingsOperations } from './settings/settings-operations.ts';
import { ticketCommandsOperations } from './tickets/ticket-commands-operations.ts';
import { ticketsOperations } from './tickets/tickets-operations.ts';
import { unassignedOperations } from './unassigned/unassigned-operations.ts';

type Area = Readonly<Record<string, Operation>>;

const common: readonly Area[] = [
  journalOperations,
  settingsOperations,
  employeesOperations,
  availabilityOperations,
  clientsOperations,
  previewOperations,
  problemsOperations,
  unassignedOperations,
  ticketsOperations,
  ticketCommandsOperations,
  responseTimesOperations,
  secretsOperations,
  docsOperations,
];
const ofCrm: Readonly<Record<'builtin' | 'bitrix24', readonly Area[]>> = {
  builtin: [],
  bitrix24: [bitrix24Operations],
};

/** The operations that a tenant's stack has: its routes and its OpenAPI document come from here. */
export function operationsOf({ crm = 'builtin' }: { readonly crm?: keyof typeof ofCrm | undefined }) {
  return [...common, ...ofCrm[crm]].flatMap((area): Operation[] => Object.values(area));
}

/** Every operation of the API, whatever the CRM. */
export const operations: readonly Operation[] = [...common, ...Object.values(ofCrm).flat()].flatMap(
  (area): Operation[] => Object.values(area),
);
