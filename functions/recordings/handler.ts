import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { connectPortal } from '../../shared/crm/bitrix24/app/connection.ts';
import { Attacher } from '../../shared/crm/bitrix24/recordings/attach.ts';
import { uploadTo } from '../../shared/crm/bitrix24/recordings/upload.ts';
import { recordingSource } from '../../shared/pbx/recording-sources.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { ProblemStore } from '../../shared/platform/stores/problem-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { vaultReader } from '../../shared/platform/vault.ts';
import { attachRecordings, type RecordingsParts } from './recordings.ts';

let parts: RecordingsParts | undefined;

function newParts(): RecordingsParts {
  const { client, hosts } = connectPortal();
  const secretOf = vaultReader(requiredEnv('VAULT_TABLE_NAME'));
  const { recordingServers = {} } = tenant();
  return {
    attacher: new Attacher({
      client,
      upload: uploadTo(hosts),
      sourceOf: (provider) =>
        recordingSource(provider, {
          secret: () => secretOf(provider),
          servers: recordingServers[provider] ?? {},
        }),
    }),
    queueUrl: requiredEnv('RECORDINGS_QUEUE_URL'),
    problems: new ProblemStore(table()),
    clock: systemClock,
  };
}

/** Keeps its connection: it knows the tokens and how full the portal's bucket is. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  parts ??= newParts();
  return attachRecordings(Records, parts);
}
