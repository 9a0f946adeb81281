import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../infra/build.ts';
import { functions, functionsOf } from '../../infra/functions.ts';
import { queueFaults, type TemplateResources } from '../../infra/queue-rules.ts';
import { addTenantStack } from '../../infra/stack.ts';
import { defineTenant, loadTenant } from '../../infra/tenant.ts';
import { TemplateView } from './template-view.ts';

const example = TemplateView.ofExample();
const own = functionsOf({ crm: 'bitrix24' })
  .map(({ folder }) => folder)
  .filter((folder) => !functions.some((spec) => spec.folder === folder));
let outdir: string;
let template: TemplateView;

/** The example's stack with another CRM. What its functions hold is of no matter here. */
beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'dutyline-bitrix24-'));
  const context = { '@aws-cdk/core:appMode': 'inmemory', 'aws:cdk:enable-path-metadata': true };
  const app = new App({ outdir, context, builtinCloudFormationValidation: false });
  const bundles = functionsOf({ crm: 'bitrix24' }).map(
    ({ folder }): Bundle => ({
      folder,
      directory: example.codeOf(own.includes(folder) ? 'pbx-webhook' : folder),
      startBytes: 0,
      totalBytes: 0,
    }),
  );
  const tenant = defineTenant({
    ...(await loadTenant('example')),
    crm: 'bitrix24',
    bitrix24: { portals: ['https://crm.example.com'] },
    recordingServers: { megafon: { files: ['https://records.example.com'] } },
  });
  const { templateFile } = addTenantStack(app, { tenant, bundles });
  app.synth();
  template = new TemplateView(JSON.parse(await readFile(join(outdir, templateFile), 'utf8')));
});
afterAll(() => rm(outdir, { recursive: true, force: true }));

const grantsOf = (folder: string) =>
  template
    .grants(`Functions/${folder}/Role`)
    .filter((grant) => !grant.startsWith('logs:') && !grant.startsWith('xray:'))
    .map((grant) => {
      const [actions = '', on = ''] = grant.split(/ on (.*)/s);
      return `${actions.split(' ').sort().join(' ')} on ${on}`;
    })
    .sort();
const key = 'kms:Decrypt kms:Encrypt kms:GenerateDataKey on Tables/VaultKey if kms:ViaService';
const read = 'sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage on';

describe('where the CRM is Bitrix24', () => {
  it('its functions, queue and routes are in the template, and nowhere else', () => {
    const names = (view: TemplateView, type: string) => view.all(type).map(([name]) => name);
    const added = (type: string) =>
      names(template, type).filter((name) => !names(example, type).includes(name));

    expect(added('AWS::Lambda::Function')).toEqual(
      own.map((folder) => `Functions/${folder}/Function`).sort(),
    );
    expect(added('AWS::SQS::Queue')).toEqual([
      ...['Queues/call-cards', 'Queues/call-cards-dlq'],
      ...['Queues/crm-events', 'Queues/crm-events-dlq'],
      ...['Queues/recordings', 'Queues/recordings-dlq'],
    ]);
    expect(added('AWS::ApiGatewayV2::Route')).toHaveLength(5);
    expect(names(example, 'AWS::Lambda::Function').join()).not.toMatch(
      /card-writer|crm-api|crm-callback|crm-reconcile|directory-sync|recordings/,
    );
  });

  it('S5 each of them may do what it does, and nothing more', () => {
    expect(Object.fromEntries(own.map((folder) => [folder, grantsOf(folder)]))).toEqual({
      'crm-callback': [
        'dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem on Tables/Vault if dynamodb:LeadingKeys',
        'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on Tables/Main',
        key,
        'sqs:SendMessage on Queues/crm-events',
      ],
      'directory-sync': [
        'dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on Tables/Main',
        'dynamodb:GetItem dynamodb:PutItem on Tables/Vault if dynamodb:LeadingKeys',
        key,
        `${read} Queues/crm-events`,
      ],
      'card-writer': [
        'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on Tables/Main',
        'dynamodb:GetItem dynamodb:PutItem on Tables/Vault if dynamodb:LeadingKeys',
        key,
        `${read} Queues/call-cards`,
      ],
      'crm-reconcile': [
        'dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on Tables/Main',
        'dynamodb:GetItem dynamodb:PutItem on Tables/Vault if dynamodb:LeadingKeys',
        'dynamodb:Query on Tables/Main/index/lists',
        key,
      ],
      recordings: [
        'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on Tables/Main',
        'dynamodb:GetItem dynamodb:PutItem on Tables/Vault if dynamodb:LeadingKeys',
        key,
        `${read} Queues/recordings`,
        'sqs:SendMessage on Queues/recordings',
      ],
      'crm-api': [
        'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on Tables/Main',
        'dynamodb:GetItem dynamodb:PutItem on Tables/Vault if dynamodb:LeadingKeys',
        key,
      ],
    });
  });

  it('S5 who asks the portal for work days may do that and what he does elsewhere', () => {
    expect(grantsOf('availability-api')).toEqual([
      'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem on Tables/Main',
      'dynamodb:GetItem dynamodb:PutItem on Tables/Vault if dynamodb:LeadingKeys',
      'dynamodb:Query on Tables/Main/index/lists',
      key,
      'sqs:SendMessage on Queues/ticket-events, Queues/ticket-timers',
    ]);
    expect(grantsOf('availability-watch')).toEqual([
      'dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem on Tables/Main',
      'dynamodb:GetItem dynamodb:PutItem on Tables/Vault if dynamodb:LeadingKeys',
      'dynamodb:Query on Tables/Main/index/lists',
      key,
      'sqs:SendMessage on Queues/ticket-events',
    ]);
  });

  it('S5 who reads the secrets of PBXs reads no tokens of the portal, but for the one who needs both', () => {
    const secretsOf = (folder: string) => {
      const [policy] = template.one(`Functions/${folder}/Role`).Properties.Policies as {
        PolicyDocument: { Statement: { Sid: string; Condition?: Record<string, unknown> }[] };
      }[];
      const vault = policy?.PolicyDocument.Statement.find(({ Sid }) => Sid === 'Vault');
      return Object.values(vault?.Condition?.['ForAllValues:StringLike'] ?? {}).flat();
    };
    const folders = [
      'pbx-webhook',
      'secrets-api',
      'crm-writer',
      'availability-api',
      'availability-watch',
      ...own,
    ];
    expect(Object.fromEntries(folders.map((folder) => [folder, secretsOf(folder)]))).toEqual({
      'pbx-webhook': ['PBX#*'],
      'secrets-api': ['PBX#*', 'CHANNEL#*'],
      'crm-writer': ['CRM#*'],
      'availability-api': ['CRM#*'],
      'availability-watch': ['CRM#*'],
      'card-writer': ['CRM#*'],
      'crm-callback': ['CRM#*'],
      'directory-sync': ['CRM#*'],
      'crm-reconcile': ['CRM#*'],
      recordings: ['PBX#*', 'CRM#*'],
      'crm-api': ['CRM#*'],
    });
  });

  it('what could not be followed becomes a problem that can be sent again', () => {
    expect(grantsOf('dead-letters').at(-1)).toContain(
      'Queues/crm-events-dlq, Queues/recordings-dlq, Queues/call-cards-dlq',
    );
    expect(grantsOf('problems-api').at(-1)).toContain(
      'Queues/ticket-timers, Queues/crm-events, Queues/recordings, Queues/call-cards',
    );
  });

  it('a card never waits behind writes, and has an alarm of its own when it waits at all', () => {
    const { Properties } = template.one('Queues/call-cards');
    expect(Properties).toMatchObject({ FifoQueue: true, VisibilityTimeout: 180 });
    expect(grantsOf('event-processor').at(-1)).toContain('Queues/call-cards');
    expect(template.one('Alarms/call-cards-age').Properties).toMatchObject({ Threshold: 300 });
    expect(template.one('Alarms/call-cards-dlq').Properties).toMatchObject({ Threshold: 1 });
  });

  it('R14 no queue setting drops an event', () => {
    expect(queueFaults(template.json as TemplateResources)).toEqual([]);
  });

  it('a thousand events are one batch', () => {
    const { Properties } = template.one('Functions/directory-sync/crm-events');
    expect(Properties).toMatchObject({ BatchSize: 1_000, MaximumBatchingWindowInSeconds: 5 });
  });

  it('S4 the functions know which hosts may have recordings beside the vendors', () => {
    const { Variables } = template.one('Functions/recordings/Function').Properties.Environment as {
      Variables: { TENANT: string };
    };
    expect(JSON.parse(Variables.TENANT)).toMatchObject({
      recordingServers: { megafon: { files: ['https://records.example.com'] } },
    });
  });

  it('the functions know which portals beside the cloud they may ask', () => {
    const { Variables } = template.one('Functions/directory-sync/Function').Properties.Environment as {
      Variables: { TENANT: string };
    };
    expect(JSON.parse(Variables.TENANT)).toMatchObject({
      crm: 'bitrix24',
      bitrix24: { portals: ['https://crm.example.com'] },
    });
  });
});
