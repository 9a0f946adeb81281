import { describe, expect, it } from 'vitest';
import { TemplateView } from './template-view.ts';

const template = TemplateView.ofExample();

describe('the tables', () => {
  const tables = template.all('AWS::DynamoDB::Table');

  it.each(tables)('%s is kept, restorable, encrypted and paid by request', (_, table) => {
    expect(table.DeletionPolicy).toBe('Retain');
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
  });

  it('are two: the data with its lists, and the vault under a key of its own that turns', () => {
    expect(tables.map(([name]) => name)).toEqual(['Tables/Main', 'Tables/Vault']);
    const { Properties: main } = template.one('Tables/Main');
    expect(main.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
    const summary = { ProjectionType: 'INCLUDE', NonKeyAttributes: ['summary'] };
    expect(main.GlobalSecondaryIndexes).toMatchObject([
      {
        IndexName: 'lists',
        KeySchema: [{ AttributeName: 'listPk' }, { AttributeName: 'listSk' }],
        Projection: summary,
      },
      {
        IndexName: 'clients',
        KeySchema: [{ AttributeName: 'clientPk' }, { AttributeName: 'clientSk' }],
        Projection: summary,
      },
    ]);
    const { SSESpecification } = template.one('Tables/Vault').Properties as {
      SSESpecification: { KMSMasterKeyId: unknown };
    };
    expect(template.text(SSESpecification.KMSMasterKeyId)).toBe('Tables/VaultKey');
    expect(template.one('Tables/VaultKey')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
  });
});

describe('logs', () => {
  it.each(template.all('AWS::Logs::LogGroup'))(
    '%s end with the month, or with the third for access',
    (name, group) => {
      const days = name === 'Http/AccessLogs' ? 90 : 30;
      expect(group).toMatchObject({ DeletionPolicy: 'Delete', Properties: { RetentionInDays: days } });
    },
  );
});
