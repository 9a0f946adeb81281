import * as z from 'zod/mini';
import type { Clock } from '../../../platform/clock.ts';
import { post } from '../../../platform/http.ts';
import { InstallationFailedError, InstallationRefusedError } from '../callbacks/errors.ts';
import { batchBody, command, readBatch } from '../rest/batch.ts';
import { complaintIn } from '../rest/complaints.ts';
import { HostRefusedError } from '../rest/errors.ts';
import type { GivenInstallation } from '../rest/grants.ts';
import type { AllowedHosts } from '../rest/hosts.ts';
import type { AppCredentials, InstallationStore } from '../rest/installation.ts';
import { v2 } from '../rest/method.ts';
import { type Grant, refresh } from '../rest/oauth.ts';
import { flag, integer, text } from '../rest/values.ts';
import type { Introduction } from './introduction.ts';

export interface ProofParts {
  readonly store: InstallationStore;
  readonly hosts: AllowedHosts;
  readonly clock: Clock;
}

const appInfo = v2('app.info', z.object({ VERSION: z.optional(integer), LICENSE_FAMILY: text }));
const profile = v2('profile', z.object({ ID: integer, ADMIN: z._default(flag, false) }));
const timeoutMs = 5_000;

/**
 * First contact: who introduces himself may be anybody, so nothing he says is believed. His token must be good at a
 * portal of the allow-list and be that of an administrator; and the OAuth server must give tokens of that same portal
 * for his refresh token and *our* application's secret. Another application on another portal can have neither.
 *
 * The refresh token is spent by this; what the OAuth server gave for it is what is to be stored.
 *
 * @throws InstallationRefusedError, InstallationFailedError
 */
export async function prove(introduced: Introduction, parts: ProofParts): Promise<GivenInstallation> {
  const { store, hosts, clock } = parts;
  const { memberId } = introduced;
  const [app, stored] = await Promise.all([store.app(), store.read()]);
  if (app === undefined) {
    throw new InstallationRefusedError('its client_id and client_secret have not been entered here yet');
  }
  const there = stored?.installation;
  if (there !== undefined && there.memberId !== memberId && there.suspension?.why !== 'deleted') {
    throw new InstallationRefusedError('it is installed on another portal; uninstall it there first');
  }
  const portal = allowed(() => hosts.portal(introduced.clientEndpoint));
  allowed(() => hosts.oauth(introduced.serverEndpoint));
  const known = await askPortal(portal, introduced.accessToken);
  const grant = await grantFor(app, introduced, hosts);
  if (grant.memberId !== memberId) throw new InstallationRefusedError('the tokens are of another portal');
  const home = allowed(() => hosts.portal(grant.clientEndpoint));
  return {
    memberId,
    domain: home.host,
    clientEndpoint: home.href,
    serverEndpoint: introduced.serverEndpoint,
    accessToken: grant.accessToken,
    refreshToken: grant.refreshToken,
    expiresAt: clock() + grant.expiresInSeconds * 1_000,
    applicationToken: introduced.applicationToken,
    scope: introduced.scope,
    status: introduced.status,
    ...known,
  };
}

function allowed(address: () => URL): URL {
  try {
    return address();
  } catch (error) {
    if (error instanceof HostRefusedError) throw new InstallationRefusedError('its address is not allowed');
    throw error;
  }
}

type Known = Pick<GivenInstallation, 'userId' | 'appVersion' | 'licenseFamily'>;

/** By the token as it came: it is not stored, so the client, which calls with what is stored, can't. */
async function askPortal(portal: URL, accessToken: string): Promise<Known> {
  const { cmd } = batchBody({ info: command(appInfo), who: command(profile) }, true);
  const outcome = await post({
    url: new URL('batch', portal),
    contentType: 'application/json',
    body: JSON.stringify({ halt: 1, cmd, auth: accessToken }),
    timeoutMs,
  });
  if (outcome.kind !== 'answered') throw new InstallationFailedError('the portal did not answer');
  const { status, body } = outcome;
  if (complaintIn(body) !== undefined && status < 500) {
    throw new InstallationRefusedError('the portal does not know the token');
  }
  const result = readBatch(body)?.result;
  if (result === undefined) throw new InstallationFailedError('the portal answered strangely');
  const info = appInfo.result.safeParse(result.info);
  const who = profile.result.safeParse(result.who);
  if (!info.success || !who.success) throw new InstallationRefusedError('the token is not of an application');
  if (!who.data.ADMIN)
    throw new InstallationRefusedError('only an administrator of the portal may install it');
  const { VERSION: appVersion, LICENSE_FAMILY: licenseFamily } = info.data;
  return { userId: who.data.ID, ...(appVersion === undefined ? {} : { appVersion }), licenseFamily };
}

/** Whose access token this is; `undefined` where the portal does not know it, or does not answer. */
export async function holderOf(portal: URL, accessToken: string): Promise<number | undefined> {
  const outcome = await post({
    url: new URL(profile.name, portal),
    contentType: 'application/json',
    body: JSON.stringify({ auth: accessToken }),
    timeoutMs,
  });
  if (outcome.kind !== 'answered' || complaintIn(outcome.body) !== undefined) return undefined;
  const said = z.safeParse(z.object({ result: profile.result }), outcome.body);
  return said.success ? said.data.result.ID : undefined;
}

async function grantFor(app: AppCredentials, introduced: Introduction, hosts: AllowedHosts): Promise<Grant> {
  const answer = await refresh(app, introduced, hosts);
  if (answer.kind === 'granted') return answer.grant;
  if (answer.kind === 'unknown') throw new InstallationFailedError('the OAuth server did not answer');
  throw new InstallationRefusedError(
    'the OAuth server does not accept the client_id and client_secret for it',
  );
}
