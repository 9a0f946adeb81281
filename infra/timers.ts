import { Aws } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Queues } from './queues.ts';
import type { TenantFile } from './tenant.ts';

/** The schedules that functions make, one for each long wait; they tell `ticket-events` that it is over. */
export class Timers extends Construct {
  readonly group: CfnScheduleGroup;
  /** What the scheduler may do for them. */
  readonly role: Role;
  readonly targetArn: string;
  readonly deadLettersArn: string;

  constructor(scope: Construct, tenant: TenantFile, queues: Queues) {
    super(scope, 'Timers');
    this.group = new CfnScheduleGroup(this, 'Group', { name: `dutyline-${tenant.id}-timers` });
    this.targetArn = queues.get('ticket-events').queueArn;
    this.deadLettersArn = queues.schedulesDeadLetters.queueArn;
    this.role = new Role(this, 'Role', {
      description: 'Lets EventBridge Scheduler tell that a wait is over.',
      // Only this group's schedules: another of the account's must not borrow the role.
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com').withConditions({
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': this.group.attrArn },
      }),
      inlinePolicies: {
        access: new PolicyDocument({
          statements: [
            new PolicyStatement({
              sid: 'Tell',
              actions: ['sqs:SendMessage'],
              resources: [this.targetArn, this.deadLettersArn],
            }),
          ],
        }),
      },
    });
  }

  /** Every schedule of the group. */
  get schedulesArn(): string {
    return `arn:${Aws.PARTITION}:scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule/${this.group.name}/*`;
  }
}
