import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a DynamoDB and throttles every request in which one of these keys is named. */
export class Throttle {
  /** Partition keys. */
  readonly keys = new Set<string>();
  /** How many requests were refused. */
  struck = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async before(dynamoEndpoint: string): Promise<Throttle> {
    const server = createServer();
    const throttle = new Throttle(server);
    server.on('request', async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts);
      if ([...throttle.keys].some((key) => body.includes(`"S":${JSON.stringify(key)}`))) {
        throttle.struck += 1;
        const type = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(
          JSON.stringify({ __type: type, message: 'Rate of requests exceeds the allowed throughput.' }),
        );
        return;
      }
      const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
      const answer = await fetch(dynamoEndpoint, {
        method: 'POST',
        headers: headers as Record<string, string>,
        body,
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return throttle;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
