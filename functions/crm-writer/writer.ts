import { createHash } from 'node:crypto';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { crmEffectSchema } from '../../shared/crm/effect-schema.ts';
import { CrmWriteAgainError } from '../../shared/crm/errors.ts';
import type { CrmPort } from '../../shared/crm/port.ts';
import { CrmWriter } from '../../shared/crm/writer.ts';
import type { CrmEffect } from '../../shared/effects/effect.ts';
import { answerBatch, type Failure, readMessages } from '../../shared/platform/batch.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import { LedgerStore } from '../../shared/platform/stores/ledger-store.ts';
import { ProblemStore } from '../../shared/platform/stores/problem-store.ts';
import type { Table } from '../../shared/platform/table.ts';

export interface WriterParts {
  readonly table: Table;
  readonly crm: CrmPort;
  readonly clock: Clock;
}

export function crmWriter({
  table,
  crm,
  clock,
}: WriterParts): (records: readonly SQSRecord[]) => Promise<SQSBatchResponse> {
  const problems = new ProblemStore(table);
  const onRefused = async (effect: CrmEffect, reason: { code: string; reason: string }): Promise<void> => {
    const opened = await problems.open({
      id: problemIdOf(effect),
      kind: 'crmRefused',
      openedAt: clock(),
      reason: { code: reason.code, message: reason.reason },
      message: { queue: 'crmWrites', body: JSON.stringify(effect), group: effect.orderKey },
    });
    if (opened) logger.count('ProblemOpened', 1, { effectId: effect.id, code: reason.code });
  };
  const writer = new CrmWriter({ crm, clock, onRefused, ledger: new LedgerStore(table) });
  return async (records) => {
    const { received, failures } = readMessages(records, crmEffectSchema);
    const fates = await writer.write(received.map(({ value }) => value));
    const again = received.flatMap(({ record, value }): Failure[] => {
      const fate = fates.get(value.id);
      return fate?.kind === 'again'
        ? [{ record, error: new CrmWriteAgainError(value.id, fate.reason, fate.cause) }]
        : [];
    });
    return answerBatch([...failures, ...again], problems, clock);
  };
}

/** The same for every attempt, and fit for an address: effect ids hold whatever a PBX puts into its ids. */
export function problemIdOf({ id }: CrmEffect): string {
  return `crm-${createHash('sha256').update(id).digest('base64url').slice(0, 22)}`;
}
