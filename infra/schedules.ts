import { Aws } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Lambdas } from './lambdas.ts';
import type { Queues } from './queues.ts';
import type { TenantFile } from './tenant.ts';

/** The tenant's schedule group, and the schedules that start functions. */
export class Schedules extends Construct {
  constructor(scope: Construct, tenant: TenantFile, lambdas: Lambdas, queues: Queues) {
    super(scope, 'Schedules');
    const group = new CfnScheduleGroup(this, 'Group', { name: `dutyline-${tenant.id}` });
    for (const [{ folder, does, trigger }, lambda] of lambdas.all) {
      if (trigger.kind !== 'schedule') continue;
      const schedule = new Construct(this, folder);
      const deadLetters = queues.schedulesDeadLetters;
      const role = new Role(schedule, 'Role', {
        description: `Lets EventBridge Scheduler start ${folder}.`,
        // Only this group's schedules: another of the account's must not borrow the role.
        assumedBy: new ServicePrincipal('scheduler.amazonaws.com').withConditions({
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': group.attrArn },
        }),
        inlinePolicies: {
          access: new PolicyDocument({
            statements: [
              new PolicyStatement({
                sid: 'Start',
                actions: ['lambda:InvokeFunction'],
                resources: [lambda.functionArn],
              }),
              new PolicyStatement({
                sid: 'DeadLetters',
                actions: ['sqs:SendMessage'],
                resources: [deadLetters.queueArn],
              }),
            ],
          }),
        },
      });
      new CfnSchedule(schedule, 'Schedule', {
        name: folder,
        description: does,
        groupName: group.ref,
        scheduleExpression: trigger.every,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: lambda.functionArn,
          roleArn: role.roleArn,
          deadLetterConfig: { arn: deadLetters.queueArn },
          // The next one does the same work: no older start is worth repeating.
          retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 10 },
        },
      });
    }
  }
}
