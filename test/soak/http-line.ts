import { Agent, request as httpRequest } from 'node:http';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A few connections that stay open, by which requests go out with whatever headers one likes, `host` too. */
export class HttpLine {
  readonly #url: URL;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(url: string) {
    this.#url = new URL(url);
  }

  /** @returns the status; 0 where no answer came. */
  send({ method, path, headers, body }: HttpRequest): Promise<number> {
    const { hostname, port } = this.#url;
    const length = String(Buffer.byteLength(body));
    return new Promise((resolve) => {
      const outgoing = httpRequest(
        {
          hostname,
          port,
          method,
          path,
          agent: this.#agent,
          headers: { ...headers, 'content-length': length },
        },
        (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
        },
      );
      outgoing.on('error', () => resolve(0)).end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
