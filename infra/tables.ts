import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

const keys = {
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  sortKey: { name: 'sk', type: AttributeType.STRING },
};

/** What holds for both: nothing is deleted with the stack, and 35 days can be restored to the second. */
const kept = {
  ...keys,
  billingMode: BillingMode.PAY_PER_REQUEST,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  deletionProtection: true,
  removalPolicy: RemovalPolicy.RETAIN,
};

/** The tenant's data, and apart from it the secrets, under a key that only their users may use. */
export class Tables extends Construct {
  readonly main: Table;
  readonly vault: Table;
  readonly vaultKey: Key;

  constructor(scope: Construct) {
    super(scope, 'Tables');
    this.main = new Table(this, 'Main', {
      ...kept,
      encryption: TableEncryption.AWS_MANAGED,
      timeToLiveAttribute: 'expiresAt',
    });
    for (const [indexName, prefix] of [
      ['lists', 'list'],
      ['clients', 'client'],
    ] as const) {
      this.main.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: `${prefix}Pk`, type: AttributeType.STRING },
        sortKey: { name: `${prefix}Sk`, type: AttributeType.STRING },
        // A list shows summaries; with whole items in it each write would be paid for three times in full.
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: ['summary'],
      });
    }
    this.vaultKey = new Key(this, 'VaultKey', {
      description: 'Secrets of PBXs, CRMs and channels',
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.vault = new Table(this, 'Vault', {
      ...kept,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.vaultKey,
    });
  }
}
