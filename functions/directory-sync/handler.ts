import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { connectPortal } from '../../shared/crm/bitrix24/app/connection.ts';
import { Parties } from '../../shared/crm/bitrix24/directory/parties.ts';
import { People } from '../../shared/crm/bitrix24/directory/people.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { DirectoryStore } from '../../shared/platform/stores/directory-store.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { ProblemStore } from '../../shared/platform/stores/problem-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { type SyncParts, syncDirectory } from './sync.ts';

let parts: SyncParts | undefined;

function newParts(): SyncParts {
  const { client, installations } = connectPortal();
  const employees = new EmployeeStore(table());
  const clock = systemClock;
  return {
    installations,
    parties: new Parties({
      client,
      employees,
      directory: new DirectoryStore(table()),
      country: tenant().country,
    }),
    people: new People({ client, employees, tenant: tenant(), clock }),
    problems: new ProblemStore(table()),
    clock,
  };
}

/** Keeps its connection: it knows the tokens and how full the portal's bucket is. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  parts ??= newParts();
  return syncDirectory(Records, parts);
}
