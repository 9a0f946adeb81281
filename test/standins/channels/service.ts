import { type Asked, type Served, serve, type Told } from '../recordings/serve.ts';

/** What goes wrong with one request: the answer is lost after it was done, or somebody in between answers. */
export type Trouble = 'answerLost' | 'badGateway' | 'notReached' | Told;

export interface Service<Message> {
  readonly url: string;
  /** What the service has, in its order: what its clients see. */
  readonly messages: readonly Message[];
  readonly asked: readonly Asked[];
  /** For the next requests, one each. `undefined` lets one through. */
  readonly troubles: (Trouble | undefined)[];
  stop(): Promise<void>;
}

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Told => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** A service that does what it is asked, with the troubles that it is told to have. */
export async function startService<Message>(
  answer: (asked: Asked, messages: Message[]) => Told,
): Promise<Service<Message>> {
  const messages: Message[] = [];
  const troubles: (Trouble | undefined)[] = [];
  const server: Served = await serve((asked) => {
    const trouble = troubles.shift();
    switch (trouble) {
      case undefined:
        return answer(asked, messages);
      case 'answerLost':
        answer(asked, messages);
        return 'hangUp';
      case 'notReached':
        return 'hangUp';
      case 'badGateway':
        return { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' };
      default:
        return trouble;
    }
  });
  return { url: server.url, messages, asked: server.asked, troubles, stop: () => server.stop() };
}

/** The body of a request that must be JSON; `undefined` where it is none. */
export function bodyOf({ method, headers, body }: Asked): Readonly<Record<string, unknown>> | undefined {
  if (method !== 'POST' || !/^application\/json/.test(headers['content-type'] ?? '')) return undefined;
  try {
    return JSON.parse(body.toString('utf8')) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}
