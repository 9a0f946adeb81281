import { PbxApiError } from '../../shared/pbx/errors.ts';
import { pbxHistory, providersWithHistory } from '../../shared/pbx/histories.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { logger } from '../../shared/platform/logger.ts';
import { sendMessages } from '../../shared/platform/queues.ts';
import { CallStore } from '../../shared/platform/stores/call-store.ts';
import { HistoryStateStore } from '../../shared/platform/stores/history-state-store.ts';
import { PbxAgentStore } from '../../shared/platform/stores/pbx-agent-store.ts';
import { ConflictError, table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { vaultReader } from '../../shared/platform/vault.ts';
import { reconcilePbx } from './reconcile.ts';

/** Runs every five minutes. A PBX that does not answer now is asked again by the next run, for all the time since. */
export async function handler(): Promise<void> {
  const secretOf = vaultReader(requiredEnv('VAULT_TABLE_NAME'));
  const parts = {
    calls: new CallStore(table(), tenant()),
    states: new HistoryStateStore(table()),
    agents: new PbxAgentStore(table()),
    send: (messages: Parameters<typeof sendMessages>[1]) =>
      sendMessages(requiredEnv('EVENTS_QUEUE_URL'), messages),
    clock: systemClock,
  };
  for (const provider of providersWithHistory) {
    const history = await pbxHistory(provider, await secretOf(provider), tenant());
    if (history === undefined) continue;
    try {
      await reconcilePbx(provider, history, parts);
    } catch (error) {
      if (!(error instanceof PbxApiError || error instanceof ConflictError)) throw error;
      logger.warn('Past calls and operators of the PBX are asked for again by the next run', {
        provider,
        error,
      });
    }
  }
}
