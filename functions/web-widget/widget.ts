import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod/mini';
import type { ChannelId } from '../../shared/base/ids.ts';
import {
  OriginRefusedError,
  TooOftenError,
  UnknownChannelAddressError,
} from '../../shared/channels/errors.ts';
import { channelIdPattern, shortDigest, ticketIdOf } from '../../shared/channels/ids.ts';
import { eventMessagesOf } from '../../shared/channels/news-messages.ts';
import { readSecret } from '../../shared/channels/secret.ts';
import {
  conversationToken,
  readToken,
  tokenExpiry,
  webSecretSchema,
} from '../../shared/channels/web/secret.ts';
import { readMessage, widgetView } from '../../shared/channels/web/widget.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import type { HttpAnswer } from '../../shared/platform/problem.ts';
import type { OutgoingMessage } from '../../shared/platform/queues.ts';
import type { Quota, QuotaStore } from '../../shared/platform/stores/quota-store.ts';
import type { WebMessageStore } from '../../shared/platform/stores/web-message-store.ts';
import type { SecretCache } from '../../shared/platform/vault.ts';
import { bodyOf, notTakenUncounted, withSecret } from '../../shared/platform/webhook.ts';
import { MalformedError, MethodNotAllowedError } from '../../shared/webhooks/errors.ts';

export interface WidgetPorts {
  /** Of channels, by their ids. */
  readonly secrets: SecretCache;
  readonly messages: () => WebMessageStore;
  readonly quotas: () => QuotaStore;
  readonly send: (messages: readonly OutgoingMessage[]) => Promise<void>;
  readonly now: Clock;
  readonly newId: () => string;
}

interface Asked {
  readonly event: APIGatewayProxyEventV2;
  readonly channelId: ChannelId;
  readonly secret: z.output<typeof webSecretSchema>;
}

const maxBodyBytes = 256 * 1024;
const pageSize = 50;
const preflightSeconds = 600;
/** Enough for people, too little to bury those who answer. Behind one address there may be a whole office. */
const conversationsOfAddress: Quota = { most: 30, seconds: 600 };
const messagesOfVisitor: Quota = { most: 30, seconds: 60 };

/**
 * The widget of a site. Only pages of the sites that the channel names are answered; a visitor sees the one
 * conversation that his token is for. What he wrote is answered 202 once it is in the queue.
 */
export function createHandler(ports: WidgetPorts): (event: APIGatewayProxyEventV2) => Promise<HttpAnswer> {
  return async (event) => {
    const log = logger.with({ requestId: event.requestContext.requestId, address: event.rawPath });
    let cors: Readonly<Record<string, string>> = { vary: 'origin' };
    try {
      const asked = await readAsked(event, ports);
      cors = { ...cors, 'access-control-allow-origin': originOf(asked) };
      const answer = await answerTo(asked, ports);
      return { ...answer, headers: { ...answer.headers, ...cors } };
    } catch (error) {
      const answer = notTakenUncounted(error, log);
      return { ...answer, headers: { ...answer.headers, ...cors } };
    }
  };
}

async function readAsked(event: APIGatewayProxyEventV2, { secrets }: WidgetPorts): Promise<Asked> {
  const channelId = (event.pathParameters?.channelId ?? '') as ChannelId;
  if (!channelIdPattern.test(channelId)) throw new UnknownChannelAddressError();
  const secret = await withSecret(secrets, channelId, (stored) =>
    readSecret(webSecretSchema, stored, channelId),
  );
  return { event, channelId, secret };
}

/** @throws OriginRefusedError */
function originOf({ event, secret }: Asked): string {
  const origin = event.headers.origin ?? '';
  if (!secret.origins.includes(origin)) throw new OriginRefusedError();
  return origin;
}

async function answerTo(asked: Asked, ports: WidgetPorts): Promise<HttpAnswer> {
  const { method } = asked.event.requestContext.http;
  const resource = asked.event.rawPath.split('/').at(-1);
  if (method === 'OPTIONS') return preflight;
  if (resource === 'conversations' && method === 'POST') return open(asked, ports);
  if (resource === 'messages' && method === 'POST') return write(asked, ports);
  if (resource === 'messages' && method === 'GET') return read(asked, ports);
  throw new MethodNotAllowedError();
}

const preflight: HttpAnswer = {
  statusCode: 204,
  headers: {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': String(preflightSeconds),
  },
  body: '',
};

const json = (statusCode: number, body: unknown): HttpAnswer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

/** Of it nothing is stored: a conversation begins with its first message. */
async function open({ event, channelId, secret }: Asked, ports: WidgetPorts): Promise<HttpAnswer> {
  const { newId, now } = ports;
  const address = shortDigest(event.requestContext.http.sourceIp);
  await spend(`${channelId}#address#${address}`, conversationsOfAddress, ports);
  const conversation = { id: newId(), openedAt: now() };
  return json(201, {
    conversation: conversation.id,
    token: conversationToken(conversation, channelId, secret.signingKey),
    expiresAt: new Date(tokenExpiry(conversation)).toISOString(),
  });
}

async function write({ event, channelId, secret }: Asked, ports: WidgetPorts): Promise<HttpAnswer> {
  const { send, now } = ports;
  const conversation = readToken(event.headers.authorization, channelId, secret.signingKey, now());
  const message = readMessage(bodyOf(event, maxBodyBytes), channelId, conversation, now());
  await spend(`${channelId}#visitor#${conversation.id}`, messagesOfVisitor, ports);
  await send(eventMessagesOf([message]));
  return json(202, { id: message.messageId });
}

/** @throws TooOftenError */
async function spend(of: string, quota: Quota, { quotas, now }: WidgetPorts): Promise<void> {
  const waitSeconds = await quotas().take(of, quota, now());
  if (waitSeconds !== undefined) throw new TooOftenError(waitSeconds);
}

async function read(
  { event, channelId, secret }: Asked,
  { messages, now }: WidgetPorts,
): Promise<HttpAnswer> {
  const { id } = readToken(event.headers.authorization, channelId, secret.signingKey, now());
  const after = event.queryStringParameters?.after ?? '0';
  if (!/^\d{1,9}$/.test(after)) {
    throw new MalformedError('The query is wrong.', [
      { field: 'after', reason: 'must be the number of a message' },
    ]);
  }
  const found = await messages().after(ticketIdOf(channelId, id), Number(after), pageSize);
  return json(200, { items: found.map(widgetView) });
}
