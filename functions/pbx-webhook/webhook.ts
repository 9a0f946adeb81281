import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { CallEvent } from '../../shared/calls/events.ts';
import {
  BodyTooLargeError,
  MethodNotAllowedError,
  NotConfiguredError,
  SignatureError,
  UnknownAddressError,
  WebhookError,
} from '../../shared/pbx/errors.ts';
import { messagesOf } from '../../shared/pbx/event-messages.ts';
import type { PbxAdapter, PbxRequest, SignedText } from '../../shared/pbx/port.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { type Logger, logger } from '../../shared/platform/logger.ts';
import { type HttpAnswer, problem } from '../../shared/platform/problem.ts';
import type { OutgoingMessage } from '../../shared/platform/queues.ts';
import type { SecretCache } from '../../shared/platform/vault.ts';

export interface WebhookPorts {
  readonly adapterOf: (provider: string) => Promise<PbxAdapter | undefined>;
  readonly secrets: SecretCache;
  readonly send: (messages: readonly OutgoingMessage[]) => Promise<void>;
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
      const events = await eventsOf(event, adapter, ports);
      if (events.length > 0) await ports.send(messagesOf(events));
      log.debug('Webhook taken', { events: events.map(({ id }) => id) });
      return taken;
    } catch (error) {
      if (error instanceof WebhookError) return refused(error, log);
      log.error('Webhook not taken', { error });
      return problem(503, 'DL1009', 'Not taken', 'The events could not be stored; send them again.', {
        headers: { 'retry-after': '5' },
      });
    }
  };
}

/** Counted are guesses, and signed events that we don't understand: those are calls lost. Strays are neither. */
function refused({ code, message, answer }: WebhookError, log: Logger): HttpAnswer {
  const { status, title, fields = [] } = answer;
  if (status === 401) log.count('WebhookRefused', 1, { code });
  if (status === 400 || status === 422) log.count('WebhookMalformed', 1, { code });
  log.warn('Webhook refused', { code, status, detail: message, fields });
  return problem(status, code, title, message, {
    errors: fields,
    headers: status === 405 ? { allow: 'POST' } : {},
  });
}

/** Some PBXs ask an address for an answer of their own before they use it. */
function addressCheck(
  { requestContext, rawQueryString }: APIGatewayProxyEventV2,
  adapter: PbxAdapter | undefined,
): HttpAnswer | undefined {
  if (requestContext.http.method !== 'GET') return undefined;
  const body = adapter?.answerCheck?.(new URLSearchParams(rawQueryString));
  if (body === undefined) return undefined;
  const headers = { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' };
  return { statusCode: 200, headers, body };
}

async function eventsOf(
  event: APIGatewayProxyEventV2,
  adapter: PbxAdapter | undefined,
  ports: WebhookPorts,
): Promise<readonly CallEvent[]> {
  const path = pathOf(event);
  const route = adapter?.route(path) ?? 'unknown';
  if (adapter === undefined || route === 'unknown') throw new UnknownAddressError();
  if (route === 'ignored') return [];
  if (event.requestContext.http.method !== 'POST') throw new MethodNotAllowedError();
  const request = { path, headers: event.headers, body: bodyOf(event), url: publicUrl(event) };
  return adapter.parse(await verified(adapter, request, ports));
}

/** Administrators end the address they enter with a slash or don't. */
function pathOf(event: APIGatewayProxyEventV2): string {
  const parts = (event.pathParameters?.proxy ?? '').split('/').filter((part) => part !== '');
  return parts.map((part) => `/${part}`).join('');
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

/** @throws BodyTooLargeError before anything is decoded or verified. */
function bodyOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer {
  const bytes = isBase64Encoded ? Buffer.byteLength(body, 'base64') : Buffer.byteLength(body, 'utf8');
  if (bytes > maxBodyBytes) throw new BodyTooLargeError(maxBodyBytes);
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** A request that fails on a cached secret is tried once more on one read afresh: it may have been changed. */
async function verified(
  adapter: PbxAdapter,
  request: PbxRequest,
  { secrets, now }: WebhookPorts,
): Promise<SignedText> {
  const secret = await secrets.current(adapter.provider);
  try {
    return adapter.verify(request, secret.value, now());
  } catch (error) {
    if (!(error instanceof SignatureError || error instanceof NotConfiguredError)) throw error;
    const afresh = await secrets.rechecked(adapter.provider);
    if (afresh === secret) throw error;
    return adapter.verify(request, afresh.value, now());
  }
}
