import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { mayInvoke } from '../access/permissions.ts';
import type { Fleet } from '../lambda/fleet.ts';
import type { Outcome } from '../lambda/outcome.ts';
import { close, listen } from '../listen.ts';
import type { PermissionModel } from '../template/functions.ts';
import type { ApiModel, RouteModel } from '../template/http-api.ts';
import { arn, type Place } from '../template/place.ts';
import type { AuthorizerClaims, JwtAuthorizer } from './authorizer.ts';
import { httpEvent } from './event.ts';
import { gatewayAnswer, type HttpAnswer, httpAnswer } from './response.ts';
import { type Match, Router } from './routes.ts';

/** What the API needs of the stack once its template is read. */
export interface ApiBack {
  readonly api: ApiModel;
  readonly place: Place;
  readonly permissions: readonly PermissionModel[];
  readonly fleet: Fleet;
  readonly authorizer: JwtAuthorizer;
  readonly now: () => number;
  readonly complain: (text: string) => void;
}

const largestBodyBytes = 10 * 1024 * 1024;
/** A function's payload may have 6 MB. */
const largestPayloadBytes = 6 * 1024 * 1024;

/** The stack's HTTP API. */
export class ApiServer {
  readonly #server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
  #back: ApiBack | undefined;
  #router = new Router<RouteModel>([]);
  readonly #allowed = new Map<string, boolean>();
  #underway = 0;

  /** Requests without an answer yet. */
  get underway(): number {
    return this.#underway;
  }

  /** Takes an address; `connect` makes it answer. @throws PortTakenError (DL7007) */
  async listen(port: number): Promise<string> {
    return `http://127.0.0.1:${await listen(this.#server, port)}`;
  }

  connect(back: ApiBack): void {
    this.#back = back;
    this.#router = new Router(back.api.routes.map((route) => [route.key, route]));
  }

  stop(graceMs: number): Promise<void> {
    return close(this.#server, graceMs);
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    this.#underway += 1;
    try {
      send(outgoing, await this.#answer(incoming));
    } catch (error) {
      // A client that hung up is nobody's fault here.
      if (outgoing.destroyed) return;
      this.#back?.complain(`${incoming.method} ${incoming.url}: ${String(error)}`);
      send(outgoing, gatewayAnswer(500, 'Internal Server Error'));
    } finally {
      this.#underway -= 1;
    }
  }

  async #answer(incoming: IncomingMessage): Promise<HttpAnswer> {
    const back = this.#back;
    if (back === undefined) return gatewayAnswer(503, 'Service Unavailable');
    const url = incoming.url ?? '/';
    const question = url.indexOf('?');
    const path = question < 0 ? url : url.slice(0, question);
    const match = this.#router.match(incoming.method ?? 'GET', path);
    if (match === undefined) return gatewayAnswer(404, 'Not Found');
    const claims = await this.#authorize(back, match.route.target, incoming);
    if (claims === 'unauthorized') {
      return gatewayAnswer(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });
    }
    if (claims === 'forbidden') return gatewayAnswer(403, 'Forbidden');
    const body = await readLimited(incoming);
    if (body === undefined) return gatewayAnswer(413, 'Request Entity Too Large');
    const event = JSON.stringify(
      httpEvent({
        incoming,
        path,
        rawQueryString: question < 0 ? '' : url.slice(question + 1),
        body,
        routeKey: match.route.key,
        parameters: match.parameters,
        apiId: back.api.id,
        now: back.now(),
        ...(claims === undefined ? {} : { claims }),
      }),
    );
    if (event.length > largestPayloadBytes) return gatewayAnswer(413, 'Request Entity Too Large');
    return this.#invoke(back, match, incoming.method ?? 'GET', event);
  }

  async #authorize(
    { authorizer }: ApiBack,
    route: RouteModel,
    incoming: IncomingMessage,
  ): Promise<AuthorizerClaims | 'unauthorized' | 'forbidden' | undefined> {
    if (route.authorizer === undefined) return undefined;
    const header = incoming.headers[route.authorizer.header];
    return authorizer.judge(route.authorizer, route.scopes, typeof header === 'string' ? header : undefined);
  }

  async #invoke(back: ApiBack, match: Match<RouteModel>, method: string, event: string): Promise<HttpAnswer> {
    const { functionArn, timeoutMs } = match.route.target;
    const path = match.route.key === '$default' ? '$default' : `${method}/${match.route.segments.join('/')}`;
    const sourceArn = arn(back.place, 'execute-api', `${back.api.id}/$default/${path}`);
    if (!this.#mayInvoke(back, functionArn, sourceArn)) {
      back.complain(
        `API Gateway is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn} (route ${match.route.key})`,
      );
      return gatewayAnswer(500, 'Internal Server Error');
    }
    const outcome = await within(timeoutMs, back.fleet.pool(functionArn).invoke(event));
    return outcome === undefined ? gatewayAnswer(503, 'Service Unavailable') : httpAnswer(outcome);
  }

  #mayInvoke({ permissions }: ApiBack, functionArn: string, sourceArn: string): boolean {
    let allowed = this.#allowed.get(sourceArn);
    if (allowed === undefined) {
      allowed = mayInvoke(permissions, { functionArn, service: 'apigateway.amazonaws.com', sourceArn });
      this.#allowed.set(sourceArn, allowed);
    }
    return allowed;
  }
}

function send(outgoing: ServerResponse, { status, headers, body }: HttpAnswer): void {
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** The whole body, or `undefined` when it is too large. The rest of a large one is read and dropped. */
async function readLimited(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= largestBodyBytes) chunks.push(chunk);
  }
  return bytes > largestBodyBytes ? undefined : Buffer.concat(chunks);
}

function within(ms: number, work: Promise<Outcome>): Promise<Outcome | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(late.resolve, ms, undefined);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
