import { describe, expect, it } from 'vitest';
import { functions } from '../../infra/functions.ts';
import { TemplateView } from './template-view.ts';

const template = TemplateView.ofExample();

/** The grants of a function without those that every function has. */
function grantsOf(folder: string): readonly string[] {
  const common = [
    `logs:CreateLogStream logs:PutLogEvents on Functions/${folder}/Logs`,
    'xray:PutTelemetryRecords xray:PutTraceSegments on *',
  ];
  const all = template.grants(`Functions/${folder}/Role`);
  expect(all).toEqual(expect.arrayContaining(common));
  return all.filter((grant) => !common.includes(grant));
}

describe('each function may do', () => {
  it('what it does, on what it does it with, and nothing more', () => {
    const read = 'sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage on';
    const schedules = [
      'scheduler:CreateSchedule scheduler:DeleteSchedule on arn:AWS::Partition:scheduler:AWS::Region:AWS::AccountId:schedule/dutyline-example-timers/*',
      'iam:PassRole on Timers/Role if iam:PassedToService',
    ];
    expect(Object.fromEntries(functions.map(({ folder }) => [folder, grantsOf(folder)]))).toEqual({
      'pbx-webhook': [
        'dynamodb:GetItem on Tables/Vault if dynamodb:LeadingKeys',
        'kms:Decrypt on Tables/VaultKey if kms:ViaService',
        'sqs:SendMessage on Queues/events, Queues/ticket-events',
      ],
      'channel-webhook': [
        'dynamodb:GetItem on Tables/Vault if dynamodb:LeadingKeys',
        'kms:Decrypt on Tables/VaultKey if kms:ViaService',
        'sqs:SendMessage on Queues/messages, Queues/ticket-events',
      ],
      'web-widget': [
        'dynamodb:Query dynamodb:UpdateItem on Tables/Main',
        'dynamodb:GetItem on Tables/Vault if dynamodb:LeadingKeys',
        'kms:Decrypt on Tables/VaultKey if kms:ViaService',
        'sqs:SendMessage on Queues/ticket-events',
      ],
      'event-processor': [
        `${read} Queues/events, Queues/timers`,
        'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query on Tables/Main',
        'sqs:SendMessage on Queues/crm-writes, Queues/timers',
      ],
      'crm-writer': [
        `${read} Queues/crm-writes`,
        'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query on Tables/Main',
        'dynamodb:Query on Tables/Main/index/lists',
        'sqs:ChangeMessageVisibility on Queues/crm-writes',
      ],
      'message-sender': [
        `${read} Queues/messages`,
        'dynamodb:GetItem dynamodb:PutItem dynamodb:Query on Tables/Main',
        'dynamodb:GetItem on Tables/Vault if dynamodb:LeadingKeys',
        'kms:Decrypt on Tables/VaultKey if kms:ViaService',
        'sqs:SendMessage on Queues/ticket-events',
        'sqs:ChangeMessageVisibility on Queues/messages',
      ],
      'ticket-processor': [
        `${read} Queues/ticket-events, Queues/ticket-timers`,
        'dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on Tables/Main',
        'dynamodb:Query on Tables/Main/index/lists',
        'sqs:SendMessage on Queues/crm-writes, Queues/messages, Queues/ticket-events, Queues/ticket-timers',
        ...schedules,
      ],
      'dead-letters': [
        `${read} Queues/crm-writes-dlq, Queues/events-dlq, Queues/messages-dlq, Queues/ticket-events-dlq, Queues/ticket-timers-dlq, Queues/timers-dlq`,
        'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem on Tables/Main',
      ],
      'availability-api': [
        'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on Tables/Main',
        'dynamodb:Query on Tables/Main/index/lists',
        'sqs:SendMessage on Queues/ticket-events, Queues/ticket-timers',
      ],
      'availability-watch': [
        'dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query on Tables/Main',
        'dynamodb:Query on Tables/Main/index/lists',
        'sqs:SendMessage on Queues/ticket-events',
      ],
      'stale-calls': ['dynamodb:Query on Tables/Main/index/lists', 'sqs:SendMessage on Queues/events'],
      'pbx-reconcile': [
        'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem on Tables/Main',
        'dynamodb:GetItem on Tables/Vault if dynamodb:LeadingKeys',
        'kms:Decrypt on Tables/VaultKey if kms:ViaService',
        'sqs:SendMessage on Queues/events',
      ],
      'settings-api': [
        'dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query on Tables/Main',
      ],
      'employees-api': [
        'dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem on Tables/Main',
        'dynamodb:Query on Tables/Main/index/lists',
        'sqs:SendMessage on Queues/ticket-events',
      ],
      'journal-api': [
        'dynamodb:BatchGetItem dynamodb:GetItem on Tables/Main',
        'dynamodb:Query on Tables/Main/index/clients, Tables/Main/index/lists',
      ],
      'preview-api': [
        'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query on Tables/Main',
        'dynamodb:Query on Tables/Main/index/lists',
      ],
      'clients-api': [
        'dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query on Tables/Main',
        'dynamodb:Query on Tables/Main/index/clients, Tables/Main/index/lists',
      ],
      'problems-api': [
        'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem on Tables/Main',
        'dynamodb:Query on Tables/Main/index/lists',
        'sqs:SendMessage on Queues/crm-writes, Queues/events, Queues/messages, Queues/ticket-events, Queues/ticket-timers, Queues/timers',
      ],
      'tickets-api': [
        'dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on Tables/Main',
        'dynamodb:Query on Tables/Main/index/clients, Tables/Main/index/lists',
        'sqs:SendMessage on Queues/crm-writes, Queues/messages, Queues/ticket-events, Queues/ticket-timers',
        ...schedules,
      ],
      'secrets-api': [
        'dynamodb:PutItem on Tables/Main',
        'dynamodb:PutItem on Tables/Vault if dynamodb:LeadingKeys',
        'kms:Decrypt kms:Encrypt kms:GenerateDataKey on Tables/VaultKey if kms:ViaService',
      ],
      'api-docs': [],
    });
  });

  it('and the schedule may start its function and leave what failed', () => {
    expect(template.grants('Schedules/stale-calls/Role')).toEqual([
      'lambda:InvokeFunction on Functions/stale-calls/Function',
      'sqs:SendMessage on Queues/schedules-dlq',
    ]);
  });
});

describe('no role', () => {
  const roles = template.all('AWS::IAM::Role');

  it('is without a function or a schedule, but the one with which long waits end; none has a policy of AWS or one elsewhere', () => {
    expect(
      roles.map(([name]) => name).filter((name) => !/^(Functions|Schedules)\/[^/]+\/Role$/.test(name)),
    ).toEqual(['Timers/Role']);
    expect(template.grants('Timers/Role')).toEqual([
      'sqs:SendMessage on Queues/schedules-dlq, Queues/ticket-events',
    ]);
    for (const [, { Properties }] of roles) expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(template.all('AWS::IAM::Policy')).toEqual([]);
    expect(template.all('AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  it('has a wildcard, but for the traces, which have no resources, and the schedules of tickets, whose names follow from them', () => {
    const wild = roles
      .flatMap(([name]) => template.grants(name))
      .filter((grant) => grant.includes('*') && !grant.startsWith('xray:'));
    expect([...new Set(wild)]).toEqual([
      'scheduler:CreateSchedule scheduler:DeleteSchedule on arn:AWS::Partition:scheduler:AWS::Region:AWS::AccountId:schedule/dutyline-example-timers/*',
    ]);
  });

  it('but those of the functions that need secrets may use the vault or its key', () => {
    const users = roles.filter(([name]) =>
      template.grants(name).some((grant) => grant.includes('Tables/Vault')),
    );
    expect(users.map(([name]) => name)).toEqual([
      'Functions/channel-webhook/Role',
      'Functions/message-sender/Role',
      'Functions/pbx-reconcile/Role',
      'Functions/pbx-webhook/Role',
      'Functions/secrets-api/Role',
      'Functions/web-widget/Role',
    ]);
  });
});
