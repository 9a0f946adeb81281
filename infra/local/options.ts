import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** How a local stack is started. Everything may be left out. */
export interface LocalStackOptions {
  /** Folder that `cdk synth` wrote; `cdk.out` of the project by default. */
  readonly templateDir?: string;
  /** The stack's name, where the folder holds several. */
  readonly stackName?: string;
  /** Port of the HTTP API; 0, the default, takes any free one. */
  readonly port?: number;
  /** Keeps tables, and what waits at a clean stop, in this folder. Without it everything is in memory. */
  readonly dataDir?: string;
  /** Variables on top of the template's: by full function name, or `*` for every function. */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Prints what the functions log, as it comes: everything, or errors and the stack's own complaints only. */
  readonly printLogs?: boolean | 'errors';
  /** After so many seconds a failed message is tried again, instead of after its queue's visibility timeout. */
  readonly retryVisibilitySeconds?: number;
  /**
   * Instances a function may have at once, and batches its pollers may have in hand; by default one for each
   * processor, from 2 to 4.
   */
  readonly concurrency?: number;
  /** `false` leaves messages in their queues: for a program that takes them itself. */
  readonly polling?: boolean;
  /** Address of an issuer that stands in for the tenant's; by default one is started on this machine. */
  readonly issuerOverride?: string;
}

export const defaultTemplateDir = fileURLToPath(new URL('../../cdk.out', import.meta.url));
/** More would only start more slowly: every instance loads and compiles its function for itself. */
export const defaultConcurrency = Math.min(4, Math.max(2, availableParallelism()));
