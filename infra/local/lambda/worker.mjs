/**
 * Runs inside a function's worker: loads its code and answers invocations, one at a time.
 *
 * Plain JavaScript, because every worker that starts with TypeScript loads Node's type stripper first: 30 ms of each
 * function's start on this machine. Its messages are typed in messages.ts.
 *
 * @import { InvokeMessage, WorkerMessage, WorkerStart } from './messages.ts'
 * @import { InvocationError } from './outcome.ts'
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** @type {WorkerStart} */
const start = workerData;
/** @param {WorkerMessage} message */
const post = (message) => parentPort.postMessage(message);

followStackClock(new Float64Array(start.clockOffset));
sendLogs();
try {
  const handler = await loadHandler(start);
  parentPort.on('message', (message) => run(handler, message));
  post({ kind: 'ready' });
} catch (error) {
  post({ kind: 'initFailed', error: describe(error) });
}

/**
 * Makes `Date` the machine's time plus what the shared number says.
 *
 * @param {Float64Array} offset
 */
function followStackClock(offset) {
  const MachineDate = Date;
  const now = () => MachineDate.now() + offset[0];
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, parts, newTarget) =>
      Reflect.construct(target, parts.length === 0 ? [now()] : parts, newTarget),
    apply: () => new MachineDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}

/** Logs take the way of results, so that they arrive before the result of their invocation. */
function sendLogs() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk, ...rest) => {
      post({ kind: 'log', text: typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString() });
      const done = rest.at(-1);
      if (typeof done === 'function') done();
      return true;
    };
  }
}

/**
 * `index.handler`, or with folders `app/index.handler`; files are tried in Lambda's order.
 *
 * @param {WorkerStart} start
 */
async function loadHandler({ codeDirectory, handler }) {
  const dot = handler.lastIndexOf('.');
  const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const path = ['.js', '.mjs', '.cjs']
    .map((ending) => join(codeDirectory, file + ending))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) throw namedError('Runtime.ImportModuleError', `Cannot find module '${file}'`);
  const module = await import(pathToFileURL(path).href);
  const found = module[name] ?? module.default?.[name];
  if (typeof found === 'function') return found;
  throw namedError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
}

/**
 * @param {(event: unknown, context: unknown) => unknown} handler
 * @param {InvokeMessage} message
 */
async function run(handler, { id, payload, deadlineAt }) {
  try {
    const result = await handler(JSON.parse(payload), contextOf(id, deadlineAt));
    post({ kind: 'done', id, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    post({ kind: 'threw', id, error: describe(error) });
  }
}

function contextOf(awsRequestId, deadlineAt) {
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

function namedError(name, message) {
  return Object.assign(new Error(message), { name });
}

/** @returns {InvocationError} */
function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}
