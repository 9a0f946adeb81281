import { UnsupportedPolicyError } from '../errors.ts';
import type { PolicySource } from '../template/roles.ts';

const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const receive = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** What the AWS-managed policies that a function's role may carry allow. */
const actions: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': logs,
  'service-role/AWSLambdaSQSQueueExecutionRole': [...logs, ...receive],
  AWSXRayDaemonWriteAccess: ['xray:*'],
};

/** @throws UnsupportedPolicyError (DL7005) for a managed policy whose content isn't known here. */
export function managedPolicy(arn: string): PolicySource {
  const name = arn.replace(/^arn:[^:]+:iam::aws:policy\//, '');
  const Action = actions[name];
  if (Action === undefined) throw new UnsupportedPolicyError(arn, 'content that is kept by AWS');
  return { name, document: { Statement: [{ Effect: 'Allow', Action, Resource: '*' }] } };
}
