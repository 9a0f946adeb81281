import { type Params, text } from '../base/params.ts';
import { json, type Reply, replyTo } from '../http/reply.ts';
import type { PortalRequest } from '../http/request.ts';
import type { Portal } from '../portal.ts';
import type { Holder } from './tokens.ts';

const refused = (status: number, error: string, description: string): Reply =>
  json(status, { error, error_description: description });

/** `GET` or `POST /oauth/token/` of the OAuth server. */
export function answerOAuth(portal: Portal, { path, params }: PortalRequest): Reply {
  if (!path.startsWith('/oauth/token')) return { kind: 'page', status: 404 };
  const fault = portal.faults.strike('oauth.token', 'request');
  if (fault !== undefined && fault.afterWork !== true) return replyTo(fault.kind);
  const reply = tokens(portal, params);
  portal.requests.add({ at: portal.now(), method: 'oauth.token', commands: [], ...recorded(reply) });
  return fault === undefined ? reply : replyTo(fault.kind);
}

function tokens(portal: Portal, params: Params): Reply {
  const app = portal.apps.byCredentials(text(params.client_id) ?? '', text(params.client_secret) ?? '');
  if (app === undefined) return refused(401, 'invalid_client', 'Client authentication failed');
  const holder = granted(portal, params);
  if (holder === 'invalid_request') return refused(400, holder, 'Invalid request');
  if (portal.apps.installation(app.clientId) === undefined) {
    return refused(401, 'invalid_client', 'The application is not installed');
  }
  if (holder === undefined || holder.clientId !== app.clientId) {
    return refused(400, 'invalid_grant', 'The grant is invalid, expired or was used already');
  }
  const pair = portal.tokens.pair(holder);
  const isExchange = params.grant_type === 'authorization_code';
  return json(200, {
    access_token: pair.accessToken,
    refresh_token: pair.refreshToken,
    // May be absent when a code is exchanged; so it is.
    ...(isExchange ? {} : { expires: Math.floor(pair.expiresAt / 1000) }),
    expires_in: 3600,
    client_endpoint: portal.clientEndpoint,
    server_endpoint: portal.serverEndpoint,
    domain: new URL(portal.address.oauth).host,
    member_id: portal.memberId,
    scope: app.scope.join(','),
    status: 'L',
    user_id: pair.userId,
  });
}

function granted(portal: Portal, params: Params): Holder | 'invalid_request' | undefined {
  switch (params.grant_type) {
    case 'authorization_code':
      return portal.tokens.spendCode(text(params.code) ?? '');
    case 'refresh_token':
      return portal.tokens.spendRefreshToken(text(params.refresh_token) ?? '');
    default:
      return 'invalid_request';
  }
}

function recorded(reply: Reply): { readonly status: number; readonly error?: string } {
  if (reply.kind !== 'json') return { status: 0 };
  const { error } = reply.body as { error?: string };
  return { status: reply.status, ...(error === undefined ? {} : { error }) };
}
