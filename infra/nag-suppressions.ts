import { CfnResource, type Stack, Validations } from 'aws-cdk-lib';
import { StaleSuppressionError } from './errors.ts';

/** A finding of cdk-nag that we live with, where, and why. */
export interface Suppression {
  /** `<stack>` in it stands for the stack's name. */
  readonly rule: string;
  /** Matches the resource's path below the stack. */
  readonly on: RegExp;
  readonly reason: string;
}

export const suppressions: readonly Suppression[] = [
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    on: /^Functions\/[^/]+\/Role\/Resource$/,
    reason:
      'The write actions of X-Ray take no resource but "*"; all other statements of the role name theirs.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/<stack>-timers/*]',
    on: /^Functions\/ticket[^/]*\/Role\/Resource$/,
    reason: 'A schedule is made for each long wait and named after its ticket; the group holds no others.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    on: /^Http\/Api\/ANY--(pbx|crm|channels)--/,
    reason:
      'A PBX, CRM or channel has no token: the function checks the signature of each webhook, or the token in it.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    on: /^Http\/Api\/GET--api--(openapi\.json|docs)\//,
    reason: 'The description of the API holds no data and is read before one has a token.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    on: /^Queues\/schedules-dlq\/Resource$/,
    reason: 'It is the dead-letter queue of the schedules, which cdk-nag does not look at.',
  },
];

/** Acknowledges each finding on its resources. @throws StaleSuppressionError (DL6004) when one fits none. */
export function suppressFindings(stack: Stack): void {
  const resources = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  for (const { rule, on, reason } of suppressions) {
    const fitting = resources.filter(({ node }) => on.test(node.path.slice(stack.node.path.length + 1)));
    if (fitting.length === 0) throw new StaleSuppressionError(rule, String(on));
    for (const resource of fitting)
      Validations.of(resource).acknowledge({ id: rule.replace('<stack>', stack.stackName), reason });
  }
}
