import type { CrmPort } from '../../shared/crm/port.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { OwnQueue } from '../../shared/platform/own-queue.ts';
import type { Table } from '../../shared/platform/table.ts';

export interface WriterParts {
  readonly table: Table;
  readonly crm: CrmPort;
  readonly clock: Clock;
  readonly queue: OwnQueue;
  /** So many messages are written together at most. */
  readonly fillTo: number;
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 to 1: spreads those that come back. */
  readonly chance: () => number;
}
