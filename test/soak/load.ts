import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** Where a thread of this file sends, over how many connections. */
export interface Target {
  readonly url: string;
  readonly connections: number;
}

/** What the thread is told to send. */
export interface Load {
  /** Of all connections together; 0 for as many as they can, each sending as soon as it was answered. */
  readonly requestsPerSecond: number;
  /** Bodies to send, each once. */
  readonly bodies: readonly string[];
}

/** Milliseconds of each request, and the answers that were not 200. */
export interface LoadResult {
  readonly latencies: readonly number[];
  readonly failed: number;
}

const { url, connections } = workerData as Target;
const agent = new Agent({ keepAlive: true, maxSockets: connections });

/** Sends from a thread of its own, so that the sender's work is not taken for the stack's. */
async function send({ requestsPerSecond, bodies }: Load): Promise<LoadResult> {
  const latencies: number[] = [];
  let [failed, next] = [0, 0];
  const startedAt = performance.now();
  const connection = async () => {
    for (let index = next++; index < bodies.length; index = next++) {
      const due = requestsPerSecond === 0 ? 0 : startedAt + (index * 1_000) / requestsPerSecond;
      if (due > performance.now()) await pause(due - performance.now());
      // Where it could not be sent in time, the wait counts: whoever sends does not know why.
      const since = due === 0 ? performance.now() : due;
      const status = await post(bodies[index] ?? '');
      latencies.push(performance.now() - since);
      if (status !== 200) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return { latencies, failed };
}

function post(body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length };
    const outgoing = request(url, { method: 'POST', agent, headers }, (incoming) => {
      incoming.resume();
      incoming.on('end', () => resolve(incoming.statusCode ?? 0));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

parentPort?.on('message', async (load: Load) => parentPort?.postMessage(await send(load)));
