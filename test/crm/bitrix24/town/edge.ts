import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { HttpAnswer } from '../../../../shared/platform/problem.ts';

type Handler = (event: APIGatewayProxyEventV2) => Promise<HttpAnswer>;

export interface Edge {
  readonly url: string;
  stop(): Promise<void>;
}

/** An HTTP API of one webhook function on this machine, so that a portal can reach it. */
export async function startEdge(handler: Handler): Promise<Edge> {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { statusCode, headers, body } = await handler(eventOf(request, Buffer.concat(chunks)));
    response.writeHead(statusCode, headers).end(body);
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Payload format 2.0; a form comes in base64. */
function eventOf(
  { url = '/', method = 'GET', headers }: IncomingMessage,
  body: Buffer,
): APIGatewayProxyEventV2 {
  const { pathname, search } = new URL(url, 'http://edge');
  return callbackEvent({
    method,
    path: pathname,
    query: search.slice(1),
    headers: { ...(headers as Record<string, string>), 'x-forwarded-proto': 'http' },
    body: body.toString('base64'),
    host: headers.host ?? '',
  });
}

export interface CallbackRequest {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In base64. */
  readonly body?: string;
  readonly host?: string;
}

/** A request as API Gateway hands it to the function. */
export function callbackEvent(request: CallbackRequest): APIGatewayProxyEventV2 {
  const { method = 'POST', path = '/crm/bitrix24', query = '', headers, body = '', host = 'edge' } = request;
  return {
    version: '2.0',
    routeKey: `ANY ${path}`,
    rawPath: path,
    rawQueryString: query,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: host,
      domainPrefix: 'local',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: `ANY ${path}`,
      stage: '$default',
      time: '22/Nov/2026:10:00:00 +0000',
      timeEpoch: 1795341600000,
    },
    isBase64Encoded: true,
    body,
  };
}
