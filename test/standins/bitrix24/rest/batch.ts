import { parseBrackets } from '../base/brackets.ts';
import { flag, type Params, param, record } from '../base/params.ts';
import { StruckError } from '../faults.ts';
import type { Portal } from '../portal.ts';
import { RestError } from './errors.ts';
import { execute, timeOf } from './execute.ts';
import type { Caller } from './method.ts';
import { phpMap } from './php-map.ts';
import { resolve } from './references.ts';

const mostCommands = 50;

export interface BatchRequest {
  readonly portal: Portal;
  readonly caller: Caller;
  readonly params: Params;
  /** Hears of each command that is tried. */
  readonly onCommand: (method: string) => void;
}

interface Shelves {
  readonly result: Map<string, unknown>;
  readonly error: Map<string, unknown>;
  readonly total: Map<string, unknown>;
  readonly next: Map<string, unknown>;
  readonly time: Map<string, unknown>;
}

/**
 * Up to fifty commands one after the other; each may use what the earlier ones gave. There is no transaction: what
 * was done stays done, also when a later one fails.
 *
 * @throws StruckError when a fault ends the whole request.
 */
export async function runBatch(batch: BatchRequest): Promise<unknown> {
  const commands = Object.entries(record(param(batch.params, 'cmd')));
  const isHalting = flag(param(batch.params, 'halt'), false);
  const shelves: Shelves = {
    result: new Map(),
    error: new Map(),
    total: new Map(),
    next: new Map(),
    time: new Map(),
  };
  for (const [index, [key, command]] of commands.entries()) {
    try {
      if (index >= mostCommands) {
        throw new RestError(400, 'ERROR_BATCH_LENGTH_EXCEEDED', 'Max batch length exceeded');
      }
      await runCommand(batch, key, String(command), shelves);
    } catch (error) {
      if (!(error instanceof RestError)) throw error;
      shelves.error.set(key, error.body);
      if (isHalting) break;
    }
  }
  return {
    result: phpMap(shelves.result),
    result_error: phpMap(shelves.error),
    result_total: phpMap(shelves.total),
    result_next: phpMap(shelves.next),
    result_time: phpMap(shelves.time),
  };
}

async function runCommand(
  batch: BatchRequest,
  key: string,
  command: string,
  shelves: Shelves,
): Promise<void> {
  const { portal, caller, onCommand } = batch;
  const question = command.indexOf('?');
  const method = question < 0 ? command : command.slice(0, question);
  const params = resolve(question < 0 ? {} : parseBrackets(command.slice(question + 1)), shelves.result);
  onCommand(method);
  if (method.toLowerCase() === 'batch') {
    throw new RestError(405, 'ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage');
  }
  const fault = portal.faults.strike(method, 'command');
  if (fault?.kind === 'expiredToken') {
    throw new RestError(401, 'expired_token', 'The access token provided has expired.');
  }
  if (fault !== undefined && fault.afterWork !== true) throw new StruckError(fault.kind);
  const startMs = portal.now();
  const page = await execute({ portal, caller, version: 'v2', method, params });
  if (fault !== undefined) throw new StruckError(fault.kind);
  shelves.result.set(key, page.result);
  if (page.total !== undefined) shelves.total.set(key, page.total);
  if (page.next !== undefined) shelves.next.set(key, page.next);
  shelves.time.set(key, timeOf(portal, caller, 'v2', method, startMs));
}
