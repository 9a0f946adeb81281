import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { close, listen } from '../listen.ts';
import { type Callers, readSignature } from './callers.ts';
import { Exchange, type ExchangeBack, send } from './exchange.ts';
import type { Upstream } from './forward.ts';
import type { Service, ServiceRequest } from './services/service.ts';

/** What the gateway needs of the stack once its template is read and its servers are up. */
export interface GatewayBack extends ExchangeBack {
  readonly callers: Callers;
  readonly services: readonly Backed[];
}

/** A service with the server behind it. */
interface Backed {
  readonly service: Service;
  readonly upstream: Upstream;
}

/**
 * Stands in front of DynamoDB, SQS and Scheduler. Every request of a function passes here: it is known by its
 * access key, checked against its role, written down, and may be struck by a fault. See README.md.
 */
export class Gateway {
  readonly #server = createServer((incoming, outgoing) => this.#receive(incoming, outgoing));
  #back: GatewayBack | undefined;
  /** By the name in a signature's scope. */
  #routes: ReadonlyMap<string, Backed> = new Map();
  #underway = 0;

  /** Requests that change something and are not answered yet; long polls for messages are left out. */
  get underway(): number {
    return this.#underway;
  }

  /** Takes an address; requests are answered once `connect` was called. */
  async listen(): Promise<string> {
    this.#server.requestTimeout = 0;
    return `http://127.0.0.1:${await listen(this.#server)}`;
  }

  connect(back: GatewayBack): void {
    this.#back = back;
    this.#routes = new Map(back.services.map((backed) => [backed.service.name, backed]));
  }

  async stop(): Promise<void> {
    for (const { upstream } of this.#routes.values()) upstream.close();
    await close(this.#server);
  }

  #receive(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
      this.#answer(incoming, outgoing, body).catch((error: unknown) => {
        send(outgoing, { status: 500, headers: {}, body: JSON.stringify({ message: String(error) }) });
      });
    });
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): Promise<void> {
    const back = this.#back;
    const signature = readSignature(incoming.headers.authorization);
    const route = this.#routes.get(signature?.service ?? '');
    if (back === undefined || signature === undefined || route === undefined) {
      const message = `The local stack has no service "${signature?.service ?? ''}".`;
      send(outgoing, {
        status: 501,
        headers: {},
        body: JSON.stringify({ __type: 'UnknownService', message }),
      });
      return;
    }
    const { service, upstream } = route;
    const caller = back.callers.find(signature.accessKeyId);
    if (caller === undefined) {
      send(outgoing, service.error(403, 'UnrecognizedClientException', 'The security token is invalid.'));
      return;
    }
    const request: ServiceRequest = {
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      target: incoming.headers['x-amz-target'] as string | undefined,
      body,
    };
    const exchange = new Exchange(back, service, caller, service.describe(request), body);
    const waits = exchange.description.operation === 'ReceiveMessage';
    if (!waits) this.#underway += 1;
    try {
      await exchange.run(outgoing, () =>
        upstream.send({
          method: request.method,
          path: service.name === 'sqs' ? '/' : request.path,
          headers: incoming.headers,
          body,
          ...(caller.kind === 'function'
            ? { isCallerGone: () => back.callers.find(signature.accessKeyId) === undefined }
            : {}),
        }),
      );
    } finally {
      if (!waits) this.#underway -= 1;
    }
  }
}
