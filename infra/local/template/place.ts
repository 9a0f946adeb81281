/** Where the stack runs, as its ARNs and addresses say it. The account is the one the SQS server uses. */
export interface Place {
  readonly stackName: string;
  readonly region: string;
  /** Address of the gateway in front of DynamoDB, SQS and Scheduler. */
  readonly gatewayUrl: string;
  /** Address of the HTTP API. */
  readonly apiUrl: string;
}

export const accountId = '000000000000';

/** @example arn(place, 'sqs', 'events.fifo') // 'arn:aws:sqs:eu-central-1:000000000000:events.fifo' */
export function arn(place: Pick<Place, 'region'>, service: string, resource: string): string {
  return `arn:aws:${service}:${place.region}:${accountId}:${resource}`;
}

export function roleArn(name: string): string {
  return `arn:aws:iam::${accountId}:role/${name}`;
}

/** The values of CloudFormation's pseudo parameters, apart from AWS::NoValue. */
export function pseudoParameters(place: Place): Readonly<Record<string, string>> {
  return {
    'AWS::Region': place.region,
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::StackName': place.stackName,
    'AWS::StackId': arn(place, 'cloudformation', `stack/${place.stackName}/local`),
    'AWS::URLSuffix': 'amazonaws.com',
  };
}
