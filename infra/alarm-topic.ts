import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { TenantFile } from './tenant.ts';

/** Where alarms go: an encrypted topic, with the tenant's e-mail address when there is one. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, tenant: TenantFile) {
    super(scope, 'AlarmTopic');
    const cloudWatch = {
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    };
    // CloudWatch may not use the key that AWS manages for SNS, so the topic needs one of its own.
    const key = new Key(this, 'Key', {
      description: 'Alarms on their way',
      enableKeyRotation: true,
      pendingWindow: Duration.days(7),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        ...cloudWatch,
      }),
    );
    this.topic = new Topic(this, 'Topic', {
      topicName: `dutyline-${tenant.id}-alarms`,
      displayName: `dutyline ${tenant.id}`,
      masterKey: key,
      enforceSSL: true,
    });
    // A topic's policy replaces the default one, by which alarms of the account could publish.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Alarms',
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        ...cloudWatch,
      }),
    );
    if (tenant.alarmEmail !== undefined) {
      this.topic.addSubscription(new EmailSubscription(tenant.alarmEmail));
    }
  }
}
