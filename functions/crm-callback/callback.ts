import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Lifecycle } from '../../shared/crm/bitrix24/app/lifecycle.ts';
import { type Callback, provesItself, readCallback } from '../../shared/crm/bitrix24/callbacks/callback.ts';
import { changeIn } from '../../shared/crm/bitrix24/callbacks/changes.ts';
import {
  CallbackError,
  CallbackMethodError,
  CallbackTooLargeError,
  MalformedCallbackError,
  UnverifiedCallbackError,
} from '../../shared/crm/bitrix24/callbacks/errors.ts';
import { type Form, parseForm } from '../../shared/crm/bitrix24/callbacks/form.ts';
import type { Installation } from '../../shared/crm/bitrix24/rest/installation.ts';
import { type Logger, logger } from '../../shared/platform/logger.ts';
import { type HttpAnswer, problem } from '../../shared/platform/problem.ts';
import type { OutgoingMessage } from '../../shared/platform/queues.ts';
import type { SecretCache } from '../../shared/platform/vault.ts';

export interface CallbackPorts {
  /** The installation under the name `bitrix24`, kept in the process. */
  readonly installations: SecretCache;
  readonly send: (messages: readonly OutgoingMessage[]) => Promise<void>;
  /** Loaded when it is needed: an event is taken without it. */
  readonly app: () => Promise<typeof import('./app.ts')>;
}

const maxBodyBytes = 256 * 1024;
const taken: HttpAnswer = { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' };

/**
 * Takes events of the portal, which sends each once: it is answered as soon as it is in the queue. What is not proven
 * to come from the tenant's portal is refused and counted, with nothing stored.
 */
export function createHandler(ports: CallbackPorts): (event: APIGatewayProxyEventV2) => Promise<HttpAnswer> {
  return async (event) => {
    const log = logger.with({ requestId: event.requestContext.requestId, route: event.routeKey });
    try {
      const form = formOf(event);
      if (event.routeKey.endsWith('/install')) {
        const { answerInstaller } = await ports.app();
        const page = await answerInstaller(event, form, log);
        ports.installations.forget('bitrix24');
        return page;
      }
      await take(readCallback(form), event, ports);
      return taken;
    } catch (error) {
      if (error instanceof CallbackError) return refused(error, log);
      log.error('Callback not taken', { error });
      const detail = 'The event could not be stored.';
      return problem(503, 'DL4036', 'Not taken', detail, { headers: { 'retry-after': '5' } });
    }
  };
}

async function take(callback: Callback, event: APIGatewayProxyEventV2, ports: CallbackPorts): Promise<void> {
  const lifecycle = async (): Promise<Lifecycle> => (await ports.app()).lifecycle();
  switch (callback.event) {
    case 'ONAPPINSTALL':
    case 'ONAPPUPDATE': {
      const { introduced } = await ports.app();
      await introduced(callback, event);
      return ports.installations.forget('bitrix24');
    }
    default: {
      const installation = await verified(callback, ports.installations);
      // Tokens of an event are of use only where ours are lost.
      if (installation.suspension?.why === 'reauthorise' && callback.auth.access_token !== undefined) {
        await (await ports.app()).heal(callback);
      }
      if (callback.event === 'ONAPPUNINSTALL') return (await lifecycle()).uninstalled(callback);
      if (callback.event === 'ONAPPPAYMENT') return (await lifecycle()).paid(callback);
      const change = changeIn(callback);
      if (change !== undefined) await ports.send([{ body: change }]);
    }
  }
}

/** A token that fails on a kept copy is tried once more on one read afresh: the application may have been updated. */
async function verified(callback: Callback, installations: SecretCache): Promise<Installation> {
  const kept = (await installations.current('bitrix24')).value as Installation | undefined;
  if (kept !== undefined && provesItself(callback, kept)) return kept;
  const afresh = (await installations.rechecked('bitrix24')).value as Installation | undefined;
  if (afresh !== undefined && provesItself(callback, afresh)) return afresh;
  throw new UnverifiedCallbackError();
}

/** @throws CallbackError before anything is decoded that should not be. */
function formOf({ requestContext, headers, body = '', isBase64Encoded }: APIGatewayProxyEventV2): Form {
  if (requestContext.http.method !== 'POST') throw new CallbackMethodError();
  const bytes = isBase64Encoded ? Buffer.byteLength(body, 'base64') : Buffer.byteLength(body, 'utf8');
  if (bytes > maxBodyBytes) throw new CallbackTooLargeError(maxBodyBytes);
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    throw new MalformedCallbackError('is no form');
  }
  return parseForm(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body);
}

/** Guesses are counted, and what may be a changed portal: an event that is not taken does not come again. */
function refused({ status, code, message }: CallbackError, log: Logger): HttpAnswer {
  if (status === 403) log.count('WebhookRefused', 1, { code });
  if (status === 400 || status === 413) log.count('WebhookMalformed', 1, { code });
  log.warn('Callback refused', { code, status, detail: message });
  return problem(status, code as `DL${number}`, 'Not taken', message, {
    headers: status === 405 ? { allow: 'POST' } : {},
  });
}
