/** Runs inside a function's worker: loads its code and answers invocations, one at a time. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { InvokeMessage, WorkerMessage, WorkerStart } from './messages.ts';
import type { InvocationError } from './outcome.ts';
import { installShiftedDate } from './shifted-date.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const start = workerData as WorkerStart;
const port = parentPort;
if (port === null) throw new TypeError('worker.ts runs in a worker only');
const post = (message: WorkerMessage) => port.postMessage(message);

installShiftedDate(new Float64Array(start.clockOffset));
for (const stream of [process.stdout, process.stderr]) {
  stream.write = ((chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
    post({ kind: 'log', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() });
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  }) as typeof stream.write;
}

try {
  const handler = await loadHandler(start);
  port.on('message', (message: InvokeMessage) => void run(handler, message));
  post({ kind: 'ready' });
} catch (error) {
  post({ kind: 'initFailed', error: describe(error) });
}

/** `index.handler`, or with folders `app/index.handler`; files are tried in Lambda's order. */
async function loadHandler({ codeDirectory, handler }: WorkerStart): Promise<Handler> {
  const dot = handler.lastIndexOf('.');
  const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const path = ['.js', '.mjs', '.cjs']
    .map((ending) => join(codeDirectory, file + ending))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) throw namedError('Runtime.ImportModuleError', `Cannot find module '${file}'`);
  const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  const found = module[name] ?? (module.default as Readonly<Record<string, unknown>> | undefined)?.[name];
  if (typeof found === 'function') return found as Handler;
  throw namedError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
}

async function run(handler: Handler, { id, payload, deadlineAt }: InvokeMessage): Promise<void> {
  try {
    const result = await handler(JSON.parse(payload), contextOf(id, deadlineAt));
    post({ kind: 'done', id, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    post({ kind: 'threw', id, error: describe(error) });
  }
}

function contextOf(awsRequestId: string, deadlineAt: number) {
  const { functionName, functionArn, memoryMb, logGroupName, logStreamName } = start.context;
  return {
    awsRequestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    logGroupName,
    logStreamName,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadlineAt - Date.now(),
  };
}

function namedError(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function describe(error: unknown): InvocationError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  };
}
