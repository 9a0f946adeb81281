import * as z from 'zod';
import { flag, inert, policyDocument } from './shapes.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const encryption = z
  .strictObject({
    SSEEnabled: flag.optional(),
    SSEType: z.string().optional(),
    KMSMasterKeyId: z.string().optional(),
  })
  .optional();
const index = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.strictObject({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
  ProvisionedThroughput: inert,
  OnDemandThroughput: inert,
  WriteProvisionedThroughputSettings: inert,
  WriteOnDemandThroughputSettings: inert,
  ContributorInsightsSpecification: inert,
  WarmThroughput: inert,
});

const common = {
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
  SSESpecification: encryption,
  BillingMode: inert,
  WarmThroughput: inert,
};

export const tableShape = z.strictObject({
  ...common,
  PointInTimeRecoverySpecification: inert,
  DeletionProtectionEnabled: inert,
  ContributorInsightsSpecification: inert,
  ProvisionedThroughput: inert,
  OnDemandThroughput: inert,
  TableClass: inert,
  Tags: inert,
});

export const globalTableShape = z.strictObject({
  ...common,
  WriteOnDemandThroughputSettings: inert,
  WriteProvisionedThroughputSettings: inert,
  Replicas: z.array(
    z.strictObject({
      Region: z.string(),
      SSESpecification: z.strictObject({ KMSMasterKeyId: z.string() }).optional(),
      ResourcePolicy: z.strictObject({ PolicyDocument: policyDocument }).optional(),
      PointInTimeRecoverySpecification: inert,
      DeletionProtectionEnabled: inert,
      ContributorInsightsSpecification: inert,
      GlobalSecondaryIndexes: inert,
      TableClass: inert,
      Tags: inert,
    }),
  ),
});

export interface TableModel {
  readonly name: string;
  readonly logicalId: string;
  readonly arn: string;
  readonly attributes: z.infer<typeof tableShape>['AttributeDefinitions'];
  readonly keys: z.infer<typeof keySchema>;
  readonly indexes: readonly Pick<z.infer<typeof index>, 'IndexName' | 'KeySchema' | 'Projection'>[];
  readonly expiryAttribute?: string;
  /** The customer's own key: whoever uses the table needs it as well. */
  readonly keyArn?: string;
}

type TableProperties = z.infer<typeof tableShape> | z.infer<typeof globalTableShape>;

export function tableModel(
  identity: Pick<TableModel, 'name' | 'logicalId' | 'arn'>,
  properties: TableProperties,
): TableModel {
  const expiry = properties.TimeToLiveSpecification;
  const replicaKey =
    'Replicas' in properties
      ? properties.Replicas.find(({ SSESpecification }) => SSESpecification !== undefined)?.SSESpecification
      : undefined;
  const keyArn = properties.SSESpecification?.KMSMasterKeyId ?? replicaKey?.KMSMasterKeyId;
  return {
    ...identity,
    attributes: properties.AttributeDefinitions,
    keys: properties.KeySchema,
    indexes: (properties.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => ({
      IndexName,
      KeySchema,
      Projection,
    })),
    ...(expiry?.Enabled === true && expiry.AttributeName !== undefined
      ? { expiryAttribute: expiry.AttributeName }
      : {}),
    // The service's own key, named by an alias, asks nothing of the caller.
    ...(keyArn?.startsWith('arn:') === true ? { keyArn } : {}),
  };
}
