import { createServer } from 'node:http';
import { close, listen } from '../../../infra/local/listen.ts';
import type { Params } from './base/params.ts';
import { readRequest } from './http/request.ts';

/** An application's handler, as a portal sees it. */
export interface Handler {
  readonly url: string;
  /** What was posted to it, parsed as PHP would. */
  readonly received: readonly Params[];
  /** What it answers; 200 to begin with. */
  status: number;
  stop(): Promise<void>;
}

export async function startHandler(): Promise<Handler> {
  const received: Params[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const { params } = await readRequest(incoming);
    received.push(params);
    outgoing.writeHead(handler.status).end();
  });
  const handler: Handler = {
    url: `http://127.0.0.1:${await listen(server)}/events`,
    received,
    status: 200,
    stop: () => close(server),
  };
  return handler;
}
