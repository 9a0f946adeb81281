import { systemClock } from '../../../platform/clock.ts';
import { requiredEnv } from '../../../platform/env.ts';
import { logger } from '../../../platform/logger.ts';
import { ProblemStore } from '../../../platform/stores/problem-store.ts';
import { Table, table } from '../../../platform/table.ts';
import { tenant } from '../../../platform/tenant.ts';
import { type Connection, connect } from '../rest/connect.ts';

/**
 * The tenant's portal, by the variables of the function (`TABLE_NAME`, `VAULT_TABLE_NAME`, `TENANT`). A suspension is a
 * problem that people see. Keeps tokens and what it knows of the limits, so a function that calls often keeps it.
 */
export function connectPortal(): Connection {
  const problems = new ProblemStore(table());
  return connect({
    table: table(),
    vault: new Table(requiredEnv('VAULT_TABLE_NAME')),
    clock: systemClock,
    origins: tenant().bitrix24 ?? {},
    onSuspended: async ({ id, code, message, why, portalCode }) => {
      const opened = await problems.open({
        id,
        kind: 'settings',
        openedAt: systemClock(),
        reason: { code, message },
      });
      if (opened) logger.count('ProblemOpened', 1, { problemId: id, code, why, portalCode });
    },
  });
}
