import { Aws } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionSpec, TableAction } from './functions.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';
import type { Timers } from './timers.ts';

export interface Resources {
  readonly tables: Tables;
  readonly queues: Queues;
  readonly timers: Timers;
}

/** The role of one function: exact actions on exact resources, in one readable document. */
export function functionRole(
  scope: Construct,
  spec: FunctionSpec,
  logGroup: LogGroup,
  resources: Resources,
): Role {
  return new Role(scope, 'Role', {
    description: `${spec.folder}: ${spec.does}`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      access: new PolicyDocument({
        statements: [
          ...reads(spec, resources),
          ...uses(spec, resources),
          allow('Logs', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]),
          // X-Ray knows no resources: its write actions take only "*".
          allow('Traces', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
        ],
      }),
    },
  });
}

/** What Lambda's poller does in the function's name. */
function reads({ trigger }: FunctionSpec, { queues }: Resources): PolicyStatement[] {
  if (trigger.kind !== 'queues') return [];
  return [
    allow(
      'Receive',
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      trigger.sources.map(({ queue }) => queues.get(queue).queueArn),
    ),
  ];
}

function uses({ uses }: FunctionSpec, { tables, queues, timers }: Resources): PolicyStatement[] {
  const statements: PolicyStatement[] = [];
  if (uses.table) statements.push(allow('Table', dynamodb(uses.table), [tables.main.tableArn]));
  if (uses.indexes) {
    const indexes = uses.indexes.map((index) => `${tables.main.tableArn}/index/${index}`);
    statements.push(allow('Indexes', ['dynamodb:Query'], indexes));
  }
  if (uses.vault) {
    statements.push(
      allow('Vault', dynamodb(uses.vault), [tables.vault.tableArn], secretsOf(uses.vaultOf)),
      // Only by way of DynamoDB: nobody decrypts a copy of the table elsewhere.
      allow('VaultKey', keyActions(uses.vault), [tables.vaultKey.keyArn], {
        StringEquals: { 'kms:ViaService': `dynamodb.${Aws.REGION}.amazonaws.com` },
      }),
    );
  }
  if (uses.send) {
    const targets = uses.send.map((queue) => queues.get(queue).queueArn);
    statements.push(allow('Send', ['sqs:SendMessage'], targets));
  }
  if (uses.own?.delays === true) {
    statements.push(
      allow('ComeBack', ['sqs:ChangeMessageVisibility'], [queues.get(uses.own.queue).queueArn]),
    );
  }
  if (uses.timers === true) {
    statements.push(
      allow('Schedules', ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'], [timers.schedulesArn]),
      allow('ScheduleRole', ['iam:PassRole'], [timers.role.roleArn], {
        StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
      }),
    );
  }
  return statements;
}

/** Whose secrets, by the beginning of the partition key: who asks a PBX reads no tokens of the CRM, and so on. */
function secretsOf(owners: FunctionSpec['uses']['vaultOf'] = []): Record<string, unknown> {
  if (owners.length === 0) return {};
  const keys = owners.map((owner) => `${owner}#*`);
  return { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } };
}

const dynamodb = (actions: readonly TableAction[]): string[] => actions.map((action) => `dynamodb:${action}`);

function keyActions(actions: readonly TableAction[]): string[] {
  const writes = actions.some((action) => ['PutItem', 'UpdateItem', 'DeleteItem'].includes(action));
  return writes ? ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'];
}

function allow(
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions: Record<string, unknown> = {},
): PolicyStatement {
  return new PolicyStatement({ sid, actions: [...actions], resources: [...resources], conditions });
}

/** The variables by which a function finds what it may use. */
export function addresses(
  { uses }: FunctionSpec,
  { tables, queues, timers }: Resources,
): Record<string, string> {
  const variables: Record<string, string> = {};
  if (uses.table ?? uses.indexes) variables.TABLE_NAME = tables.main.tableName;
  if (uses.vault) variables.VAULT_TABLE_NAME = tables.vault.tableName;
  for (const queue of [...(uses.send ?? []), ...(uses.own === undefined ? [] : [uses.own.queue])]) {
    variables[`${queue.toUpperCase().replace('-', '_')}_QUEUE_URL`] = queues.get(queue).queueUrl;
  }
  if (uses.timers === true) {
    variables.TIMERS_GROUP = timers.group.ref;
    variables.TIMERS_TARGET_ARN = timers.targetArn;
    variables.TIMERS_ROLE_ARN = timers.role.roleArn;
    variables.TIMERS_DEAD_LETTERS_ARN = timers.deadLettersArn;
  }
  return variables;
}
