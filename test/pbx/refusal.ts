import { expect } from 'vitest';
import { WebhookError } from '../../shared/webhooks/errors.ts';

/** What a webhook is refused with: status and the fields that are named. */
export function refusalOf(work: () => unknown): { status: number; fields: Record<string, string> } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof WebhookError)) throw error;
    const fields = (error.answer.fields ?? []).map(({ field, reason }) => [field, reason]);
    return { status: error.answer.status, fields: Object.fromEntries(fields) };
  }
  return expect.fail('it was not refused');
}
