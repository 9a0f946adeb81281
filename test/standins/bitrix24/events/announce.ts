import type { Params } from '../base/params.ts';
import type { Installation } from '../oauth/apps.ts';
import type { Portal } from '../portal.ts';
import type { Binding } from './bindings.ts';
import type { Cause } from './cause.ts';

/** The `auth` of an event: with tokens where somebody caused it, with a refresh token only for these two. */
export function eventAuth(
  portal: Portal,
  installation: Installation,
  userId: number | undefined,
  longLived: boolean,
): Params {
  const { app, applicationToken } = installation;
  const common = {
    scope: app.scope.join(','),
    domain: portal.domain,
    server_endpoint: portal.serverEndpoint,
    status: 'L',
    client_endpoint: portal.clientEndpoint,
    member_id: portal.memberId,
    application_token: applicationToken,
  };
  if (userId === undefined || portal.people.get(userId)?.active !== true) return common;
  const holder = { clientId: app.clientId, userId };
  const tokens = longLived
    ? portal.tokens.pair(holder)
    : { ...portal.tokens.access(holder), refreshToken: undefined };
  return {
    access_token: tokens.accessToken,
    ...(tokens.refreshToken === undefined ? {} : { refresh_token: tokens.refreshToken }),
    expires: String(Math.floor(tokens.expiresAt / 1000)),
    expires_in: '3600',
    user_id: String(userId),
    ...common,
  };
}

/** Tells an event to all who have bound it: online by a request of its own, offline into the portal's queue. */
export function announcer(portal: Portal): Portal['announce'] {
  const lastWake = new Map<number, number>();
  const post = (binding: Binding, installation: Installation, data: Params, cause: Cause): void => {
    const userId = binding.authType === 0 ? cause.userId : binding.authType;
    portal.deliveries.send(binding.event, binding.handler ?? '', {
      event: binding.event,
      event_handler_id: String(binding.id),
      data,
      ts: String(Math.floor(portal.now() / 1000)),
      auth: eventAuth(portal, installation, userId, binding.event === 'ONOFFLINEEVENT'),
    });
  };
  /** At most once in `minTimeout`. What comes within it is told by the next one; reading the queue shows it anyway. */
  const wake = (clientId: string, cause: Cause): void => {
    for (const binding of portal.bindings.to('ONOFFLINEEVENT')) {
      const installation = portal.apps.installation(clientId);
      const last = lastWake.get(binding.id) ?? Number.NEGATIVE_INFINITY;
      if (binding.clientId !== clientId || installation === undefined) continue;
      if (portal.now() - last < binding.minTimeout * 1000) continue;
      lastWake.set(binding.id, portal.now());
      post(binding, installation, {}, cause);
    }
  };
  return (event, data, cause) => {
    for (const binding of portal.bindings.to(event)) {
      const installation = portal.apps.installation(binding.clientId);
      if (installation?.isFinished !== true) continue;
      if (binding.handler !== undefined) {
        post(binding, installation, data, cause);
      } else if (binding.connector === '' || binding.connector !== cause.connector) {
        portal.offline.add({ clientId: binding.clientId, connector: binding.connector, event, data });
        wake(binding.clientId, cause);
      }
    }
  };
}
