import type { Portal } from '../portal.ts';
import { RestError } from './errors.ts';
import type { Caller } from './method.ts';

/** What a request shows to be let in. */
export type Credentials =
  | { readonly kind: 'webhook'; readonly userId: number; readonly secret: string }
  | { readonly kind: 'token'; readonly accessToken: string | undefined };

const noAuth = (): RestError => new RestError(401, 'NO_AUTH_FOUND', 'Wrong authorization data');

/** @throws RestError */
export function authorise(portal: Portal, credentials: Credentials): Caller {
  return credentials.kind === 'webhook'
    ? webhookCaller(portal, credentials.userId, credentials.secret)
    : tokenCaller(portal, credentials.accessToken);
}

function webhookCaller(portal: Portal, userId: number, secret: string): Caller {
  const webhook = portal.webhooks.find(userId, secret);
  if (webhook === undefined) throw noAuth();
  return { ...userOf(portal, userId), scope: webhook.scope, id: `webhook ${secret}` };
}

function tokenCaller(portal: Portal, accessToken: string | undefined): Caller {
  const holder = accessToken === undefined ? undefined : portal.tokens.holder(accessToken);
  if (holder === 'expired')
    throw new RestError(401, 'expired_token', 'The access token provided has expired.');
  const installation = holder === undefined ? undefined : portal.apps.installation(holder.clientId);
  if (holder === undefined || installation === undefined) throw noAuth();
  const { app } = installation;
  return { ...userOf(portal, holder.userId), scope: new Set(app.scope), installation, id: app.clientId };
}

/** Inferred: a dismissed user's token no longer opens the application. */
function userOf(portal: Portal, userId: number): Pick<Caller, 'userId' | 'isAdmin'> {
  const person = portal.people.get(userId);
  if (person?.active !== true) {
    throw new RestError(403, 'user_access_error', 'The user does not have access to the application.');
  }
  return { userId, isAdmin: person.admin };
}
