import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { connectPortal } from '../../shared/crm/bitrix24/app/connection.ts';
import { installedPage, notInstalledPage } from '../../shared/crm/bitrix24/app/installer-page.ts';
import { introductionIn, introductionOnPage } from '../../shared/crm/bitrix24/app/introduction.ts';
import { Lifecycle } from '../../shared/crm/bitrix24/app/lifecycle.ts';
import type { Callback } from '../../shared/crm/bitrix24/callbacks/callback.ts';
import { CallbackError, InstallationRefusedError } from '../../shared/crm/bitrix24/callbacks/errors.ts';
import type { Form } from '../../shared/crm/bitrix24/callbacks/form.ts';
import { HostRefusedError } from '../../shared/crm/bitrix24/rest/errors.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import type { Logger } from '../../shared/platform/logger.ts';
import type { HttpAnswer } from '../../shared/platform/problem.ts';

/**
 * What happens to the application itself, seldom: a file of its own that a start does not read. Its connection knows no
 * earlier tokens: they may be of what was there before.
 */
export const lifecycle = (): Lifecycle => new Lifecycle({ connection: connectPortal(), clock: systemClock });

/** @throws CallbackError */
export async function introduced(callback: Callback, event: APIGatewayProxyEventV2): Promise<void> {
  await lifecycle().introduce(introductionIn(callback), handlerUrl(event));
}

/** So many events of a portal whose tokens are lost would else all ask it at once. */
const healEveryMs = 5_000;
let healedAt = Number.NEGATIVE_INFINITY;

/** Takes the event's tokens, where they are of use. */
export async function heal(callback: Callback): Promise<void> {
  if (systemClock() - healedAt < healEveryMs) return;
  healedAt = systemClock();
  await lifecycle().heal(callback);
}

/** An installation that fails is shown in the frame in which the administrator waits for it. @throws CallbackError */
export async function answerInstaller(
  event: APIGatewayProxyEventV2,
  form: Form,
  log: Logger,
): Promise<HttpAnswer> {
  const introduction = introductionOnPage(event, form);
  const { origin } = portalOf(introduction.clientEndpoint);
  try {
    await lifecycle().introduce(introduction, handlerUrl(event));
    return installedPage(origin);
  } catch (error) {
    if (!(error instanceof CallbackError)) throw error;
    const { status, code, message } = error;
    if (status === 403) log.count('WebhookRefused', 1, { code });
    log.warn('Application not installed', { code, detail: message });
    return notInstalledPage(status, origin, `${code}: ${message}`);
  }
}

/** Only a portal that may be one gets a page for its frame. */
function portalOf(address: string): URL {
  try {
    return connectPortal().hosts.portal(address);
  } catch (error) {
    if (error instanceof HostRefusedError) throw new InstallationRefusedError('its address is not allowed');
    throw error;
  }
}

/** Where this function is reached: as the portal has just reached it. */
function handlerUrl({ requestContext: { domainName, stage }, headers }: APIGatewayProxyEventV2): string {
  const scheme = headers['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  return `${scheme}://${domainName}${stage === '$default' ? '' : `/${stage}`}/crm/bitrix24`;
}
