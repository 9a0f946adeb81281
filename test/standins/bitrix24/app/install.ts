import { encodeBrackets } from '../base/brackets.ts';
import { secret } from '../base/names.ts';
import { eventAuth } from '../events/announce.ts';
import type { App, Installation } from '../oauth/apps.ts';
import type { Portal } from '../portal.ts';

/** An administrator installs an application. @returns what the page answered, where the application has one. */
export async function install(portal: Portal, app: App, installerId = 1): Promise<Response | undefined> {
  const installation = portal.apps.put({
    app,
    installerId,
    applicationToken: secret(16),
    version: 1,
    isFinished: app.kind === 'apiOnly',
  });
  if (app.installUrl === '') return undefined;
  if (app.kind === 'withUi') return openPage(portal, installation);
  const data = { VERSION: '1', ACTIVE: 'Y', INSTALLED: 'Y', LANGUAGE_ID: 'ru' };
  tell(portal, installation, 'ONAPPINSTALL', data, true);
  return undefined;
}

/** What the page says by `installFinish` once it has bound its events. */
export function finishInstallation(portal: Portal, app: App): void {
  const installation = portal.apps.installation(app.clientId);
  if (installation !== undefined) portal.apps.put({ ...installation, isFinished: true });
}

/** A new version: bindings are gone and the application's token is another one. */
export function update(portal: Portal, app: App): void {
  const before = portal.apps.installation(app.clientId);
  if (before === undefined) return;
  portal.bindings.removeAll(app.clientId);
  portal.placements.remove(app.clientId, undefined, undefined);
  const version = before.version + 1;
  const installation = portal.apps.put({ ...before, version, applicationToken: secret(16) });
  const data = { VERSION: String(version), PREVIOUS_VERSION: String(before.version), LANGUAGE_ID: 'ru' };
  tell(portal, installation, 'ONAPPUPDATE', data, true);
}

/** Tokens are void at once: the application's token is all that proves the event. */
export function uninstall(portal: Portal, app: App, clean = false): void {
  const installation = portal.apps.installation(app.clientId);
  if (installation === undefined) return;
  const handlers = portal.bindings.to('ONAPPUNINSTALL').filter((one) => one.clientId === app.clientId);
  portal.tokens.revoke(app.clientId);
  portal.bindings.removeAll(app.clientId);
  portal.placements.remove(app.clientId, undefined, undefined);
  portal.apps.remove(app.clientId);
  for (const { handler, id } of handlers) {
    portal.deliveries.send('ONAPPUNINSTALL', handler ?? '', {
      event: 'ONAPPUNINSTALL',
      event_handler_id: String(id),
      data: { LANGUAGE_ID: 'ru', CLEAN: clean ? '1' : '0' },
      ts: String(Math.floor(portal.now() / 1000)),
      auth: eventAuth(portal, installation, undefined, false),
    });
  }
}

function tell(
  portal: Portal,
  installation: Installation,
  event: string,
  data: object,
  longLived: boolean,
): void {
  portal.deliveries.send(event, installation.app.installUrl, {
    event,
    data,
    ts: String(Math.floor(portal.now() / 1000)),
    auth: eventAuth(portal, installation, installation.installerId, longLived),
  });
}

/** As the browser opens it in a frame. */
function openPage(portal: Portal, { app, applicationToken, installerId }: Installation): Promise<Response> {
  const tokens = portal.tokens.pair({ clientId: app.clientId, userId: installerId });
  const url = new URL(app.installUrl);
  const PROTOCOL = portal.address.portal.startsWith('https:') ? 1 : 0;
  url.search = encodeBrackets({ DOMAIN: portal.domain, PROTOCOL, LANG: 'ru', APP_SID: secret(16) });
  const body = encodeBrackets({
    AUTH_ID: tokens.accessToken,
    AUTH_EXPIRES: 3600,
    REFRESH_ID: tokens.refreshToken,
    SERVER_ENDPOINT: portal.serverEndpoint,
    APPLICATION_TOKEN: applicationToken,
    APPLICATION_SCOPE: app.scope.join(','),
    member_id: portal.memberId,
    status: 'L',
    PLACEMENT: 'DEFAULT',
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
}
