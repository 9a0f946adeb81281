import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ChannelRequest } from '../../shared/channels/port.ts';
import { gatewayEvent } from '../support/webhooks.ts';

interface Changes {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly base64?: boolean;
}

/** A channel's webhook as API Gateway hands it to the function. */
export function channelEvent(
  { channelId, headers, body }: Pick<ChannelRequest, 'channelId'> & Partial<ChannelRequest>,
  { method = 'POST', path = '', query = '', base64 = false }: Changes = {},
): APIGatewayProxyEventV2 {
  const told = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, value ?? '']));
  const event = gatewayEvent({ provider: channelId, method, path, headers: told });
  return {
    ...event,
    routeKey: 'ANY /channels/{channelId}',
    rawPath: `/channels/${channelId}${path}`,
    rawQueryString: query,
    pathParameters: { channelId, ...(path === '' ? {} : { proxy: path.slice(1) }) },
    isBase64Encoded: base64,
    ...(body === undefined ? {} : { body: body.toString(base64 ? 'base64' : 'utf8') }),
  };
}
