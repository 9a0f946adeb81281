import { secret } from '../base/names.ts';
import { type Params, text } from '../base/params.ts';
import type { Reply } from '../http/reply.ts';
import type { Portal } from '../portal.ts';

/** The consent of the administrator in his browser: back to the application with a code, or nowhere. */
export function authorizePage(portal: Portal, params: Params): Reply {
  const installation = portal.apps.installation(text(params.client_id) ?? '');
  if (installation === undefined) return { kind: 'page', status: 200 };
  const { app, installerId } = installation;
  const url = new URL(app.redirectUrl);
  url.search = new URLSearchParams({
    code: portal.tokens.code({ clientId: app.clientId, userId: installerId }),
    state: text(params.state) ?? secret(4),
    domain: portal.domain,
    member_id: portal.memberId,
    scope: app.scope.join(','),
    server_domain: new URL(portal.address.oauth).host,
  }).toString();
  return { kind: 'redirect', location: url.href };
}
