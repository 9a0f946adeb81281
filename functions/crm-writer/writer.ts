import { createHash } from 'node:crypto';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { crmEffectSchema } from '../../shared/crm/effect-schema.ts';
import { CrmWriteAgainError } from '../../shared/crm/errors.ts';
import { CrmWriter, type EffectFate } from '../../shared/crm/writer.ts';
import type { CrmEffect } from '../../shared/effects/effect.ts';
import { readMessages } from '../../shared/platform/batch.ts';
import { logger } from '../../shared/platform/logger.ts';
import { LedgerStore } from '../../shared/platform/stores/ledger-store.ts';
import { ProblemStore } from '../../shared/platform/stores/problem-store.ts';
import { filled } from './filling.ts';
import type { WriterParts } from './parts.ts';
import { Returns, type Stuck } from './returns.ts';

export function crmWriter(parts: WriterParts): (records: readonly SQSRecord[]) => Promise<SQSBatchResponse> {
  const { table, crm, clock, queue, fillTo } = parts;
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
  const returns = new Returns({ ...parts, problems });
  return async (handed) => {
    const taken = await filled(queue, handed, fillTo);
    const { received, failures } = readMessages([...handed, ...taken], crmEffectSchema);
    const fates = await writer.write(received.map(({ value }) => value));
    const stuck = [
      ...failures.map((failure): Stuck => ({ ...failure, isReadable: false })),
      ...received.flatMap(({ record, value }) => stuckBy(record, value, fates.get(value.id))),
    ];
    const staying = await returns.send(stuck);
    await queue.delete(taken.filter((record) => !staying.has(record)));
    return {
      batchItemFailures: handed
        .filter((record) => staying.has(record))
        .map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  };
}

function stuckBy(record: SQSRecord, { id }: CrmEffect, fate: EffectFate | undefined): readonly Stuck[] {
  if (fate?.kind !== 'again') return [];
  const { reason, cause, afterMs, isForAll } = fate;
  return [
    {
      record,
      error: new CrmWriteAgainError(id, reason, cause),
      isReadable: true,
      ...(afterMs === undefined ? {} : { afterMs }),
      ...(isForAll === undefined ? {} : { isForAll }),
    },
  ];
}

/** The same for every attempt, and fit for an address: effect ids hold whatever a PBX puts into its ids. */
export function problemIdOf({ id }: CrmEffect): string {
  return `crm-${createHash('sha256').update(id).digest('base64url').slice(0, 22)}`;
}
