import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { TestPortal } from './portal.ts';

export interface Setting {
  readonly dynamo: string;
  readonly tables: { readonly table: string; readonly vault: string };
  readonly origins: { readonly portals: string[]; readonly oauth: string[] };
  readonly clients: number;
}

export interface Question {
  /** Calls of each client, one after the other. */
  readonly calls: number;
  /** The time it is; without it the real one. */
  readonly now?: number;
}

/** A process of its own in which several clients call the portal. */
export interface CallingProcess {
  /** @returns `result` or the code of its failure for each call. */
  ask(question: Question): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export async function startProcess(portal: TestPortal, clients: number): Promise<CallingProcess> {
  const { dynamo, tables } = portal;
  const setting: Setting = { dynamo: dynamo.endpoint, tables, origins: portal.origins(), clients };
  const child: ChildProcess = fork(new URL('./process.ts', import.meta.url), [JSON.stringify(setting)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  await once(child, 'message');
  return {
    ask: async (question) => {
      const answered = once(child, 'message');
      child.send(question);
      return (await answered)[0] as readonly string[];
    },
    stop: async () => {
      process.off('exit', kill);
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}
