import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { generic } from '../../../shared/pbx/generic/adapter.ts';
import { WebhookError } from '../../../shared/webhooks/errors.ts';

/**
 * - `takes`: stores and answers 200.
 * - `busy`: 503. - `hangsUp`: closes without an answer. - `forgets`: stores, then closes: the outcome is unknown.
 */
export type Mood = 'takes' | 'busy' | 'hangsUp' | 'forgets';

export const webhookSecret = 'test-secret-of-the-relay-and-the-webhook';

/** The webhook as the relay meets it: checks signature and protocol with the product's own code. */
export class Webhook {
  mood: Mood = 'takes';
  /** Everything that was stored, repeats included. */
  readonly stored: CallEvent[] = [];
  requests = 0;
  /** Why requests were refused. */
  readonly refusals: string[] = [];
  /** Refuses events of which this says so. */
  refuses: (event: CallEvent) => boolean = () => false;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<Webhook> {
    const webhook = new Webhook();
    webhook.#server.listen(0, '127.0.0.1');
    await once(webhook.#server, 'listening');
    return webhook;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/pbx/generic`;
  }

  /** What was stored, each event once. @throws where a repeat differs from what was sent first. */
  get events(): readonly CallEvent[] {
    const byId = new Map<string, CallEvent>();
    for (const event of this.stored) {
      const first = byId.get(event.id) ?? event;
      if (JSON.stringify(first) !== JSON.stringify(event))
        throw new Error(`${event.id} was sent in two versions`);
      byId.set(event.id, first);
    }
    return [...byId.values()];
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    this.requests += 1;
    if (this.mood === 'hangsUp') return void request.socket.destroy();
    if (this.mood === 'busy') return void response.writeHead(503).end();
    try {
      const headers = request.headers as Record<string, string>;
      const body = Buffer.concat(parts);
      const signed = generic.verify({ path: '', headers, body }, { secret: webhookSecret }, Date.now());
      const events = generic.parse(signed);
      if (events.some(this.refuses)) return void response.writeHead(422).end('{"code":"DL1004"}');
      this.stored.push(...events);
      if (this.mood === 'forgets') request.socket.destroy();
      else response.writeHead(200).end('{}');
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error;
      this.refusals.push(error.code);
      response.writeHead(error.answer.status).end(JSON.stringify({ code: error.code }));
    }
  }
}
