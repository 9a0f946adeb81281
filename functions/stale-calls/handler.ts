import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { CallStore } from '../../shared/platform/stores/call-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { askAboutStaleCalls } from './ask.ts';

/** Runs every hour. */
export async function handler(): Promise<void> {
  await askAboutStaleCalls({
    calls: new CallStore(table(), tenant()),
    eventsQueueUrl: requiredEnv('EVENTS_QUEUE_URL'),
    timeZone: tenant().timeZone,
    clock: systemClock,
  });
}
