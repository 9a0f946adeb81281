import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { close, listen } from '../../../../infra/local/listen.ts';

export interface Script {
  readonly status: number;
  /** JSON, unless it is a text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Received {
  readonly url: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that says what it is told to, for answers that the stand-in has no reason to give. */
export interface Scripted {
  readonly url: string;
  readonly received: Received[];
  answer: Script;
  stop(): Promise<void>;
}

export async function startScripted(): Promise<Scripted> {
  const server = createServer(async (incoming, outgoing) => {
    const { url = '', method = '', headers } = incoming;
    scripted.received.push({ url, method, headers, body: await text(incoming) });
    const { status, body, headers: more } = scripted.answer;
    outgoing.writeHead(status, { 'content-type': 'application/json', ...more });
    outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const scripted: Scripted = {
    url: `http://127.0.0.1:${await listen(server, 0)}`,
    received: [],
    answer: { status: 200, body: { result: true } },
    stop: () => close(server),
  };
  return scripted;
}
