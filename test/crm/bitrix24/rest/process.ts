import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connect } from '../../../../shared/crm/bitrix24/rest/connect.ts';
import { Table } from '../../../../shared/platform/table.ts';
import { serverTime } from './methods.ts';
import type { Question, Setting } from './processes.ts';

/** A process of its own that calls the portal: started by `processes.ts`. */
const setting = JSON.parse(process.argv[2] ?? '') as Setting;
const dynamo = new DynamoDBClient({
  endpoint: setting.dynamo,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
let now: number | undefined;
const connections = Array.from({ length: setting.clients }, () =>
  connect({
    table: new Table(setting.tables.table, dynamo),
    vault: new Table(setting.tables.vault, dynamo),
    clock: () => now ?? Date.now(),
    origins: setting.origins,
    onSuspended: async () => undefined,
  }),
);

process.on('message', (question: Question) => {
  now = question.now;
  void Promise.all(
    connections.map(async ({ client }) => {
      const answers: string[] = [];
      for (let call = 0; call < question.calls; call += 1) {
        const answer = await client.call(serverTime, {}, { share: 'interactive', patienceMs: 0 });
        answers.push(answer.kind === 'result' ? 'result' : answer.code);
      }
      return answers;
    }),
  ).then((answers) => process.send?.(answers.flat()));
});
process.send?.([]);
