import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ChannelId } from '../../shared/base/ids.ts';
import { ChannelNotConfiguredError, UnknownChannelAddressError } from '../../shared/channels/errors.ts';
import { channelIdPattern } from '../../shared/channels/ids.ts';
import { eventMessagesOf, statusMessagesOf } from '../../shared/channels/news-messages.ts';
import type { ChannelAdapter, ChannelNews } from '../../shared/channels/port.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import type { HttpAnswer } from '../../shared/platform/problem.ts';
import type { OutgoingMessage } from '../../shared/platform/queues.ts';
import type { SecretCache } from '../../shared/platform/vault.ts';
import { bodyOf, notTaken, pathOf, plainAnswer, withSecret } from '../../shared/platform/webhook.ts';
import { MethodNotAllowedError } from '../../shared/webhooks/errors.ts';

type Send = (messages: readonly OutgoingMessage[]) => Promise<void>;

export interface WebhookPorts {
  readonly adapterOf: (kind: unknown) => Promise<ChannelAdapter | undefined>;
  /** Of channels, by their ids. */
  readonly secrets: SecretCache;
  readonly sendEvents: Send;
  readonly sendStatuses: Send;
  readonly now: Clock;
}

const taken: HttpAnswer = { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' };

/**
 * Takes webhooks of channels. Answers 200 once all they tell is in the queues; a problem of the 4xx kind for what can't
 * be taken, with nothing stored; 503 when vault or queues fail us, so that the sender repeats.
 */
export function createHandler(ports: WebhookPorts): (event: APIGatewayProxyEventV2) => Promise<HttpAnswer> {
  return async (event) => {
    const log = logger.with({ requestId: event.requestContext.requestId, address: event.rawPath });
    try {
      const channelId = channelOf(event);
      if (event.requestContext.http.method === 'GET') return await checkAnswer(event, channelId, ports);
      if (event.requestContext.http.method !== 'POST') throw new MethodNotAllowedError();
      const news = await newsOf(event, channelId, ports);
      await Promise.all([
        sendAny(ports.sendEvents, eventMessagesOf(news)),
        sendAny(ports.sendStatuses, statusMessagesOf(news)),
      ]);
      if (news.length === 0) log.info('A webhook about no conversation', { channelId });
      log.debug('Webhook taken', { channelId, events: news.map(({ id }) => id) });
      return taken;
    } catch (error) {
      return notTaken(error, log);
    }
  };
}

/** A name that can be no channel's costs no look into the vault. */
function channelOf(event: APIGatewayProxyEventV2): ChannelId {
  const channelId = event.pathParameters?.channelId ?? '';
  if (!channelIdPattern.test(channelId) || pathOf(event) !== '') throw new UnknownChannelAddressError();
  return channelId as ChannelId;
}

/** The secret says which kind of channel it is, so no table need be asked. */
function withAdapter<T>(
  channelId: ChannelId,
  { secrets, adapterOf }: WebhookPorts,
  use: (adapter: ChannelAdapter, secret: unknown) => T | Promise<T>,
): Promise<T> {
  return withSecret(secrets, channelId, async (secret) => {
    const adapter = await adapterOf((secret as { kind?: unknown } | undefined)?.kind);
    if (adapter === undefined) throw new ChannelNotConfiguredError(channelId);
    return use(adapter, secret);
  });
}

async function checkAnswer(
  event: APIGatewayProxyEventV2,
  channelId: ChannelId,
  ports: WebhookPorts,
): Promise<HttpAnswer> {
  const query = new URLSearchParams(event.rawQueryString);
  const word = await withAdapter(channelId, ports, (adapter, secret) =>
    adapter.answerCheck?.(query, secret, channelId),
  );
  if (word === undefined) throw new MethodNotAllowedError();
  return plainAnswer(word);
}

async function newsOf(
  event: APIGatewayProxyEventV2,
  channelId: ChannelId,
  ports: WebhookPorts,
): Promise<readonly ChannelNews[]> {
  const { adapter, signed } = await withAdapter(channelId, ports, (known, secret) => {
    const body = bodyOf(event, known.maxBodyBytes);
    const request = { channelId, headers: event.headers, body };
    return { adapter: known, signed: known.verify(request, secret, ports.now()) };
  });
  return adapter.parse(signed);
}

async function sendAny(send: Send, messages: readonly OutgoingMessage[]): Promise<void> {
  if (messages.length > 0) await send(messages);
}
