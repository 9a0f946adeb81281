import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Told {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Served {
  readonly url: string;
  /** Everything that came, in order. */
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

/** A server on this machine. `hangUp` closes the connection without a word. */
export async function serve(answer: (asked: Asked) => Told | 'hangUp'): Promise<Served> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = 'GET', url: path = '/', headers } = request;
    const one = { method, path, headers, body: Buffer.concat(chunks) };
    asked.push(one);
    const told = answer(one);
    if (told === 'hangUp') {
      request.socket.destroy();
      return;
    }
    const { status, headers: more = {}, body = '' } = told;
    response.writeHead(status, more).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
