import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../../platform/clock.ts';
import type { Table } from '../../../platform/table.ts';
import { Bitrix24Client } from './client.ts';
import { Gate } from './gate.ts';
import { AllowedHosts, type ExtraOrigins } from './hosts.ts';
import { InstallationStore } from './installation.ts';
import { Line } from './line.ts';
import { type SuspensionNotice, Suspensions } from './suspensions.ts';
import { Tokens } from './tokens.ts';

export interface ConnectionParts {
  /** The tenant's main table, for the limits: UpdateItem. */
  readonly table: Table;
  /** The vault, for the tokens: GetItem, PutItem. */
  readonly vault: Table;
  readonly clock: Clock;
  readonly origins?: ExtraOrigins;
  /** Opens a problem; see `SuspensionParts`. */
  readonly onSuspended: (notice: SuspensionNotice) => Promise<void>;
  /** Tests wait otherwise. */
  readonly pause?: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly chance?: () => number;
}

/** The tenant's portal. One for a process: it keeps tokens and what it knows of the limits. */
export interface Connection {
  readonly client: Bitrix24Client;
  readonly installations: InstallationStore;
  readonly suspensions: Suspensions;
  readonly hosts: AllowedHosts;
}

export function connect(parts: ConnectionParts): Connection {
  const { table, vault, clock, origins, onSuspended, chance = Math.random } = parts;
  const waits = { clock, pause: parts.pause ?? ((ms: number) => pause(ms)) };
  const hosts = new AllowedHosts(origins);
  const installations = new InstallationStore(vault);
  const suspensions = new Suspensions({ store: installations, clock, onSuspended });
  const tokens = new Tokens({ store: installations, suspensions, hosts, ...waits });
  const gate = new Gate({ table, clock, chance });
  const client = new Bitrix24Client(new Line({ tokens, gate, hosts, chance, ...waits }));
  return { client, installations, suspensions, hosts };
}
