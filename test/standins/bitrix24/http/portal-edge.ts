import { integer, text } from '../base/params.ts';
import { authorizePage } from '../oauth/authorize.ts';
import type { Portal } from '../portal.ts';
import { RestError } from '../rest/errors.ts';
import { upload } from '../telephony/records.ts';
import { fileBytes } from './multipart.ts';
import { json, queryLimitExceeded, type Reply, replyTo } from './reply.ts';
import type { PortalRequest } from './request.ts';
import { restCall } from './rest-call.ts';
import { type Route, routeOf } from './route.ts';

/** Answers one request to the portal and writes it down. */
export async function answerPortal(portal: Portal, request: PortalRequest): Promise<Reply> {
  if (portal.plan.state === 'unreachable') return { kind: 'cut' };
  if (request.path.startsWith('/oauth/authorize')) return authorizePage(portal, request.params);
  if (request.path.startsWith('/rest/upload')) return receive(portal, request);
  const route = routeOf(request.path, request.params);
  if (route === undefined) return { kind: 'page', status: 404 };
  const commands: string[] = [];
  const reply = await answerRest(portal, request, route, (method) => commands.push(method));
  portal.requests.add({
    at: portal.now(),
    method: route.version === 'v3' ? `v3/${route.method}` : route.method,
    commands,
    ...outcomeOf(reply),
  });
  await portal.beforeReply();
  return reply;
}

async function answerRest(
  portal: Portal,
  request: PortalRequest,
  route: Route,
  onCommand: (method: string) => void,
): Promise<Reply> {
  const closed = refusalOfState(portal);
  if (closed !== undefined) return closed;
  if (!portal.plan.selfHosted && !portal.bucket.take(request.source)) return queryLimitExceeded;
  const fault = portal.faults.strike(route.method, 'request');
  if (fault !== undefined && fault.afterWork !== true) {
    if (fault.kind === 'expiredToken' && route.credentials.kind === 'token') {
      portal.tokens.expire(route.credentials.accessToken ?? '');
    }
    return replyTo(fault.kind);
  }
  const reply = await restCall({ portal, request, route, onCommand });
  return fault === undefined ? reply : replyTo(fault.kind);
}

function refusalOfState({ plan }: Portal): Reply | undefined {
  if (plan.state === 'down') return { kind: 'page', status: 503 };
  if (plan.state === 'deleted') {
    return json(500, { error: 'PORTAL_DELETED', error_description: 'Portal was deleted' });
  }
  if (plan.rest) return undefined;
  const description = 'REST API is available only on commercial plans.';
  return json(403, { error: 'ACCESS_DENIED', error_description: description });
}

function receive(portal: Portal, { params, headers, body }: PortalRequest): Reply {
  try {
    const bytes = fileBytes(headers['content-type'] ?? '', body, 'file');
    return json(200, { result: upload(portal, text(params.token) ?? '', integer(bytes)) });
  } catch (error) {
    if (error instanceof RestError) return json(error.status, error.body);
    throw error;
  }
}

function outcomeOf(reply: Reply): { readonly status: number; readonly error?: string } {
  if (reply.kind === 'redirect') return { status: 302 };
  if (reply.kind === 'page') return { status: reply.status };
  if (reply.kind !== 'json') return { status: 0 };
  const { error } = reply.body as { error?: string | { code: string } };
  if (error === undefined) return { status: reply.status };
  return { status: reply.status, error: typeof error === 'string' ? error : error.code };
}
