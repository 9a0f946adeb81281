import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { BodyTooLargeError, StaleTimestampError, WebhookError } from '../webhooks/errors.ts';
import type { Logger } from './logger.ts';
import { type HttpAnswer, problem } from './problem.ts';
import type { SecretCache } from './vault.ts';

/** What the functions that take webhooks have in common. */

/**
 * A problem of the 4xx kind for a webhook that can't be taken, 503 for a failure of ours, so that the sender repeats.
 * Counted are guesses, and signed events that we don't understand: those are lost. Strays are neither.
 */
export function notTaken(error: unknown, log: Logger): HttpAnswer {
  if (error instanceof WebhookError) {
    const { code, answer } = error;
    if (answer.status === 401) log.count('WebhookRefused', 1, { code });
    if (answer.status === 400 || answer.status === 422) log.count('WebhookMalformed', 1, { code });
  }
  return notTakenUncounted(error, log);
}

/** The same from where everybody may send: what strangers get wrong alarms nobody. */
export function notTakenUncounted(error: unknown, log: Logger): HttpAnswer {
  if (error instanceof WebhookError) return refused(error, log);
  log.error('Webhook not taken', { error });
  return problem(503, 'DL1009', 'Not taken', 'The events could not be stored; send them again.', {
    headers: { 'retry-after': '5' },
  });
}

function refused({ code, message, answer }: WebhookError, log: Logger): HttpAnswer {
  const { status, title, headers = {}, fields = [] } = answer;
  log.warn('Webhook refused', { code, status, detail: message, fields });
  return problem(status, code, title, message, { errors: fields, headers });
}

/** The answer to one who checks an address by a word of his own. */
export function plainAnswer(body: string): HttpAnswer {
  const headers = { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' };
  return { statusCode: 200, headers, body };
}

/** What follows the sender's name in the address. Administrators end the address they enter with a slash or don't. */
export function pathOf({ pathParameters }: Pick<APIGatewayProxyEventV2, 'pathParameters'>): string {
  const parts = (pathParameters?.proxy ?? '').split('/').filter((part) => part !== '');
  return parts.map((part) => `/${part}`).join('');
}

/** @throws BodyTooLargeError before anything is decoded or verified. */
export function bodyOf(
  { body = '', isBase64Encoded }: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>,
  maxBytes: number,
): Buffer {
  const bytes = isBase64Encoded ? Buffer.byteLength(body, 'base64') : Buffer.byteLength(body, 'utf8');
  if (bytes > maxBytes) throw new BodyTooLargeError(maxBytes);
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** A request that fails on a cached secret is tried once more on one read afresh: it may have been changed. */
export async function withSecret<T>(
  secrets: SecretCache,
  name: string,
  check: (secret: unknown) => T | Promise<T>,
): Promise<T> {
  const secret = await secrets.current(name);
  try {
    return await check(secret.value);
  } catch (error) {
    if (!isOfSecret(error)) throw error;
    const afresh = await secrets.rechecked(name);
    if (afresh === secret) throw error;
    return check(afresh.value);
  }
}

/** One that is only too old was signed with the right secret. */
const isOfSecret = (error: unknown): boolean =>
  error instanceof WebhookError && error.answer.status === 401 && !(error instanceof StaleTimestampError);
