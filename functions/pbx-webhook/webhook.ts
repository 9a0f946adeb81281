import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { UnknownAddressError } from '../../shared/pbx/errors.ts';
import { messagesOf } from '../../shared/pbx/event-messages.ts';
import type { PbxAdapter } from '../../shared/pbx/port.ts';
import { agentStatusMessage } from '../../shared/platform/availability-message.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import type { HttpAnswer } from '../../shared/platform/problem.ts';
import type { OutgoingMessage } from '../../shared/platform/queues.ts';
import type { SecretCache } from '../../shared/platform/vault.ts';
import { bodyOf, notTaken, pathOf, plainAnswer, withSecret } from '../../shared/platform/webhook.ts';
import { MethodNotAllowedError } from '../../shared/webhooks/errors.ts';

export interface WebhookPorts {
  readonly adapterOf: (provider: string) => Promise<PbxAdapter | undefined>;
  readonly secrets: SecretCache;
  /** To whom it goes, by what an address is. */
  readonly send: Readonly<
    Record<'events' | 'agents', (messages: readonly OutgoingMessage[]) => Promise<void>>
  >;
  readonly now: Clock;
}

const maxBodyBytes = 256 * 1024;
const taken: HttpAnswer = { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' };

/**
 * Takes webhooks of PBXs. Answers 200 once the events are in the queue; a problem of the 4xx kind for what can't be
 * taken, with nothing stored; 503 when vault or queue fail us, so that the sender repeats.
 */
export function createHandler(ports: WebhookPorts): (event: APIGatewayProxyEventV2) => Promise<HttpAnswer> {
  return async (event) => {
    const log = logger.with({ requestId: event.requestContext.requestId, address: event.rawPath });
    try {
      const adapter = await ports.adapterOf(event.pathParameters?.provider ?? '');
      const check = addressCheck(event, adapter);
      if (check !== undefined) return check;
      const { route, messages } = await messagesIn(event, adapter, ports);
      if (route !== 'ignored' && messages.length > 0) await ports.send[route](messages);
      log.debug('Webhook taken', { messages: messages.map(({ dedupe }) => dedupe) });
      return taken;
    } catch (error) {
      return notTaken(error, log);
    }
  };
}

/** Some PBXs ask an address for an answer of their own before they use it. */
function addressCheck(
  { requestContext, rawQueryString }: APIGatewayProxyEventV2,
  adapter: PbxAdapter | undefined,
): HttpAnswer | undefined {
  if (requestContext.http.method !== 'GET') return undefined;
  const body = adapter?.answerCheck?.(new URLSearchParams(rawQueryString));
  return body === undefined ? undefined : plainAnswer(body);
}

async function messagesIn(
  event: APIGatewayProxyEventV2,
  adapter: PbxAdapter | undefined,
  ports: WebhookPorts,
): Promise<{
  readonly route: 'events' | 'agents' | 'ignored';
  readonly messages: readonly OutgoingMessage[];
}> {
  const path = pathOf(event);
  const route = adapter?.route(path) ?? 'unknown';
  if (adapter === undefined || route === 'unknown') throw new UnknownAddressError();
  if (route === 'ignored') return { route, messages: [] };
  if (event.requestContext.http.method !== 'POST') throw new MethodNotAllowedError();
  const request = {
    path,
    headers: event.headers,
    body: bodyOf(event, maxBodyBytes),
    url: publicUrl(event),
  };
  const signed = await withSecret(ports.secrets, adapter.provider, (secret) =>
    adapter.verify(request, secret, ports.now()),
  );
  const messages =
    route === 'events'
      ? messagesOf(adapter.parse(signed))
      : (adapter.parseAgents?.(signed) ?? []).map((told) => agentStatusMessage(adapter.provider, told));
  return { route, messages };
}

/** The address as the sender called it, to the letter: signatures are over it. A stage other than the default is in it. */
function publicUrl({
  requestContext: { domainName, stage },
  rawPath,
  rawQueryString,
}: APIGatewayProxyEventV2) {
  const isInPath = stage === '$default' || rawPath.startsWith(`/${stage}/`);
  const query = rawQueryString === '' ? '' : `?${rawQueryString}`;
  return `https://${domainName}${isInPath ? '' : `/${stage}`}${rawPath}${query}`;
}
