import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { close, listen } from '../../../../infra/local/listen.ts';
import { type Reply, send } from './reply.ts';
import { type PortalRequest, readRequest } from './request.ts';

export type Answer = (request: PortalRequest) => Promise<Reply> | Reply;

/** An HTTP server on this machine whose answers are given by `answer`. */
export interface Listener {
  readonly url: string;
  stop(): Promise<void>;
}

/** @param port 0 for any that is free. */
export async function startListener(answer: Answer, port = 0): Promise<Listener> {
  const server: Server = createServer((incoming, outgoing) => {
    void respond(answer, incoming, outgoing);
  });
  const taken = await listen(server, port);
  return { url: `http://127.0.0.1:${taken}`, stop: () => close(server) };
}

async function respond(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    send(outgoing, await answer(await readRequest(incoming)));
  } catch (error) {
    // A defect of the stand-in must not look like one of the portal's documented answers.
    if (!outgoing.destroyed) send(outgoing, { kind: 'json', status: 599, body: { standIn: String(error) } });
  }
}
