import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { accountId } from '../template/place.ts';
import type { AuthorizerClaims } from './authorizer.ts';
import { decode } from './routes.ts';

/** What is known of a request when its event is made. */
export interface RequestFacts {
  readonly incoming: IncomingMessage;
  readonly path: string;
  readonly rawQueryString: string;
  readonly body: Buffer;
  readonly routeKey: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly apiId: string;
  readonly now: number;
  readonly claims?: AuthorizerClaims;
}

/** Bodies of these types travel as text, all others as base64: forms, and bodies without a type, too. */
const textType = /^(text\/|application\/(json|xml|javascript)\b)/i;

/** The request as a function gets it: payload format 2.0. */
export function httpEvent(facts: RequestFacts) {
  const { incoming, path, rawQueryString, body, routeKey, parameters } = facts;
  const { cookie, ...headers } = incoming.headers;
  const isText = textType.test(incoming.headers['content-type'] ?? '');
  // HTTP APIs give the path decoded and the query as it came.
  const rawPath = decode(path);
  const hasBody = body.length > 0;
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers: {
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(',') : value,
        ]),
      ),
      // API Gateway's own word, whatever the caller says.
      'x-forwarded-proto': 'http',
    },
    ...(rawQueryString === '' ? {} : { queryStringParameters: queryParameters(rawQueryString) }),
    requestContext: requestContext(facts, rawPath),
    ...(Object.keys(parameters).length === 0 ? {} : { pathParameters: parameters }),
    ...(hasBody ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: hasBody && !isText,
  };
}

function requestContext({ incoming, routeKey, apiId, now, claims }: RequestFacts, path: string) {
  const domainName = incoming.headers.host ?? 'localhost';
  return {
    accountId,
    apiId,
    ...(claims === undefined ? {} : { authorizer: { jwt: claims } }),
    domainName,
    domainPrefix: domainName.split('.')[0],
    http: {
      method: incoming.method,
      path,
      protocol: `HTTP/${incoming.httpVersion}`,
      sourceIp: incoming.socket.remoteAddress,
      userAgent: incoming.headers['user-agent'] ?? '',
    },
    requestId: randomUUID(),
    routeKey,
    stage: '$default',
    time: commonLogTime(now),
    timeEpoch: now,
  };
}

/** Values of one name are joined by commas. */
function queryParameters(query: string): Readonly<Record<string, string>> {
  const joined: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    const before = Object.hasOwn(joined, name) ? joined[name] : undefined;
    Object.defineProperty(joined, name, {
      value: before === undefined ? value : `${before},${value}`,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return joined;
}

/** `22/Nov/2026:09:30:00 +0000` */
function commonLogTime(now: number): string {
  const [, day, month, year, time] = /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(now).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}
