import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Where a function's own code asks: whether its instance has ended since. */
  readonly isCallerGone?: () => boolean;
}

/** A server behind the gateway. */
export interface Upstream {
  send(request: UpstreamRequest): Promise<UpstreamAnswer>;
  close(): void;
}

/** Sends requests on to one server over connections that stay open. */
export class Forwarder implements Upstream {
  readonly #target: { readonly host: string; readonly port: string };
  // Idle connections are closed well before any of the servers does it, so that none is closed under a request.
  readonly #agent = new Agent({ keepAlive: true, timeout: 30_000, scheduling: 'lifo' });

  constructor(endpoint: string) {
    const { hostname, port } = new URL(endpoint);
    this.#target = { host: hostname, port };
  }

  send(message: UpstreamRequest): Promise<UpstreamAnswer> {
    const { method, path, body } = message;
    return new Promise((resolve, reject) => {
      const { connection, expect, 'transfer-encoding': chunked, ...headers } = message.headers;
      headers['content-length'] = String(body.length);
      const outgoing = request({ ...this.#target, method, path, headers, agent: this.#agent }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const {
            connection: hop,
            'keep-alive': alive,
            'transfer-encoding': encoding,
            ...rest
          } = incoming.headers;
          const answer = Buffer.concat(chunks);
          rest['content-length'] = String(answer.length);
          resolve({ status: incoming.statusCode ?? 502, headers: rest, body: answer });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
