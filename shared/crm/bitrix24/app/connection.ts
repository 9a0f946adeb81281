import { systemClock } from '../../../platform/clock.ts';
import { requiredEnv } from '../../../platform/env.ts';
import { ProblemStore } from '../../../platform/stores/problem-store.ts';
import { Table, table } from '../../../platform/table.ts';
import { tenant } from '../../../platform/tenant.ts';
import { type Connection, connect } from '../rest/connect.ts';
import { suspensionAsProblem } from './suspension-problem.ts';

/**
 * The tenant's portal, by the variables of the function (`TABLE_NAME`, `VAULT_TABLE_NAME`, `TENANT`). A suspension is a
 * problem that people see. Keeps tokens and what it knows of the limits, so a function that calls often keeps it.
 */
export function connectPortal(): Connection {
  return connect({
    table: table(),
    vault: new Table(requiredEnv('VAULT_TABLE_NAME')),
    clock: systemClock,
    origins: tenant().bitrix24 ?? {},
    onSuspended: suspensionAsProblem(new ProblemStore(table()), systemClock),
  });
}
