import { describe, expect, it } from 'vitest';
import { functions } from '../../infra/functions.ts';
import { TemplateView } from './template-view.ts';

const template = TemplateView.ofExample();

describe('every function', () => {
  const lambdas = template.all('AWS::Lambda::Function');

  it('is one of the list', () => {
    expect(lambdas.map(([name]) => name)).toEqual(
      functions
        .map(({ folder }) => `Functions/${folder}/Function`)
        .sort((one, other) => one.localeCompare(other)),
    );
  });

  it.each(lambdas)(
    '%s runs nodejs24.x on arm64, traced, with a role and a log group of its own',
    (name, lambda) => {
      const own = name.replace(/Function$/, '');
      expect(lambda.Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
      });
      expect(template.text(lambda.Properties.Role)).toBe(`${own}Role`);
      expect(template.text((lambda.Properties.LoggingConfig as { LogGroup: unknown }).LogGroup)).toBe(
        `${own}Logs`,
      );
    },
  );

  it('has the time and memory that its work needs', () => {
    const sizes = lambdas.map(([name, { Properties }]) => [
      name.split('/')[1],
      `${Properties.Timeout} s, ${Properties.MemorySize} MB`,
    ]);
    expect(Object.fromEntries(sizes)).toEqual({
      'api-docs': '10 s, 512 MB',
      'availability-api': '10 s, 512 MB',
      'availability-watch': '120 s, 512 MB',
      'channel-webhook': '10 s, 512 MB',
      'clients-api': '10 s, 512 MB',
      'crm-writer': '60 s, 512 MB',
      'dead-letters': '30 s, 256 MB',
      'employees-api': '10 s, 512 MB',
      'event-processor': '30 s, 512 MB',
      'journal-api': '10 s, 512 MB',
      'message-sender': '60 s, 512 MB',
      'pbx-reconcile': '180 s, 512 MB',
      'pbx-webhook': '10 s, 512 MB',
      'preview-api': '10 s, 512 MB',
      'problems-api': '10 s, 512 MB',
      'secrets-api': '10 s, 512 MB',
      'settings-api': '10 s, 512 MB',
      'stale-calls': '60 s, 256 MB',
      'ticket-processor': '30 s, 512 MB',
      'tickets-api': '10 s, 512 MB',
      'web-widget': '10 s, 512 MB',
    });
  });

  it('knows the tenant and the addresses of what it uses, and nothing else', () => {
    const variables = lambdas.map(([name, { Properties }]) => {
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      const { TENANT, TENANT_ID, LOG_LEVEL, ...addresses } = Variables;
      expect(JSON.parse(String(TENANT))).toEqual({
        id: 'example',
        package: 'extended',
        country: 'RU',
        timeZone: 'Europe/Moscow',
      });
      expect([TENANT_ID, LOG_LEVEL]).toEqual(['example', 'info']);
      const named = Object.entries(addresses).map(([key, value]) => `${key} ${template.text(value)}`);
      return [name.split('/')[1], named];
    });
    const tickets = [
      'TABLE_NAME Tables/Main',
      'TICKET_EVENTS_QUEUE_URL Queues/ticket-events',
      'TICKET_TIMERS_QUEUE_URL Queues/ticket-timers',
      'MESSAGES_QUEUE_URL Queues/messages',
      'CRM_WRITES_QUEUE_URL Queues/crm-writes',
      'TIMERS_GROUP Timers/Group',
      'TIMERS_TARGET_ARN Queues/ticket-events',
      'TIMERS_ROLE_ARN Timers/Role',
      'TIMERS_DEAD_LETTERS_ARN Queues/schedules-dlq',
    ];
    expect(Object.fromEntries(variables)).toEqual({
      'api-docs': [],
      'availability-api': [
        'TABLE_NAME Tables/Main',
        'TICKET_EVENTS_QUEUE_URL Queues/ticket-events',
        'TICKET_TIMERS_QUEUE_URL Queues/ticket-timers',
      ],
      'availability-watch': ['TABLE_NAME Tables/Main', 'TICKET_EVENTS_QUEUE_URL Queues/ticket-events'],
      'channel-webhook': [
        'VAULT_TABLE_NAME Tables/Vault',
        'TICKET_EVENTS_QUEUE_URL Queues/ticket-events',
        'MESSAGES_QUEUE_URL Queues/messages',
      ],
      'clients-api': ['TABLE_NAME Tables/Main'],
      'crm-writer': ['TABLE_NAME Tables/Main', 'CRM_WRITES_QUEUE_URL Queues/crm-writes'],
      'dead-letters': ['TABLE_NAME Tables/Main'],
      'employees-api': ['TABLE_NAME Tables/Main', 'TICKET_EVENTS_QUEUE_URL Queues/ticket-events'],
      'event-processor': [
        'TABLE_NAME Tables/Main',
        'CRM_WRITES_QUEUE_URL Queues/crm-writes',
        'TIMERS_QUEUE_URL Queues/timers',
      ],
      'journal-api': ['TABLE_NAME Tables/Main'],
      'message-sender': [
        'TABLE_NAME Tables/Main',
        'VAULT_TABLE_NAME Tables/Vault',
        'TICKET_EVENTS_QUEUE_URL Queues/ticket-events',
        'MESSAGES_QUEUE_URL Queues/messages',
      ],
      'pbx-reconcile': [
        'TABLE_NAME Tables/Main',
        'VAULT_TABLE_NAME Tables/Vault',
        'EVENTS_QUEUE_URL Queues/events',
      ],
      'pbx-webhook': [
        'VAULT_TABLE_NAME Tables/Vault',
        'EVENTS_QUEUE_URL Queues/events',
        'TICKET_EVENTS_QUEUE_URL Queues/ticket-events',
      ],
      'preview-api': ['TABLE_NAME Tables/Main'],
      'problems-api': [
        'TABLE_NAME Tables/Main',
        'EVENTS_QUEUE_URL Queues/events',
        'CRM_WRITES_QUEUE_URL Queues/crm-writes',
        'MESSAGES_QUEUE_URL Queues/messages',
        'TIMERS_QUEUE_URL Queues/timers',
        'TICKET_EVENTS_QUEUE_URL Queues/ticket-events',
        'TICKET_TIMERS_QUEUE_URL Queues/ticket-timers',
      ],
      'secrets-api': ['TABLE_NAME Tables/Main', 'VAULT_TABLE_NAME Tables/Vault'],
      'settings-api': ['TABLE_NAME Tables/Main'],
      'stale-calls': ['TABLE_NAME Tables/Main', 'EVENTS_QUEUE_URL Queues/events'],
      'ticket-processor': tickets,
      'tickets-api': tickets,
      'web-widget': [
        'TABLE_NAME Tables/Main',
        'VAULT_TABLE_NAME Tables/Vault',
        'TICKET_EVENTS_QUEUE_URL Queues/ticket-events',
      ],
    });
  });

  it('finds no secret in its variables', () => {
    for (const [, { Properties }] of lambdas) {
      expect(JSON.stringify(Properties.Environment)).not.toMatch(
        /secret|salt|api_?key|password|token|resolve:/i,
      );
    }
  });
});
