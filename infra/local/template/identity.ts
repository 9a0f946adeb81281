import { createHash } from 'node:crypto';
import { accountId, arn, type Place, roleArn } from './place.ts';

/** What `Ref` and `Fn::GetAtt` give for a resource. */
export interface Identity {
  readonly name: string;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Subject {
  readonly logicalId: string;
  readonly name: string;
  readonly place: Place;
  /** A resolved property as text, for identities that depend on one. */
  property(name: string): string | undefined;
}

/** The property that names a resource of a type, and what its references give. */
interface IdentityRule {
  readonly nameProperty?: string;
  readonly suffix?: (subject: Omit<Subject, 'name'>) => string;
  readonly identify: (subject: Subject) => Omit<Identity, 'name'>;
}

const byArn =
  (service: string, prefix = '', attribute = 'Arn') =>
  ({ name, place }: Subject) => ({
    ref: name,
    attributes: { [attribute]: arn(place, service, `${prefix}${name}`) },
  });

/** API Gateway and others give their resources short random ids; here they follow from the logical id. */
const byId =
  (attribute: string) =>
  ({ logicalId }: Subject) => {
    const id = shortId(logicalId);
    return { ref: id, attributes: { [attribute]: id } };
  };

const rules: Readonly<Record<string, IdentityRule>> = {
  'AWS::DynamoDB::Table': { nameProperty: 'TableName', identify: byArn('dynamodb', 'table/') },
  'AWS::DynamoDB::GlobalTable': { nameProperty: 'TableName', identify: byArn('dynamodb', 'table/') },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    suffix: ({ property }) => (property('FifoQueue') === 'true' ? '.fifo' : ''),
    identify: ({ name, place }) => {
      const url = `${place.gatewayUrl}/${accountId}/${name}`;
      return { ref: url, attributes: { Arn: arn(place, 'sqs', name), QueueName: name, QueueUrl: url } };
    },
  },
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', identify: byArn('lambda', 'function:') },
  'AWS::Lambda::EventSourceMapping': { identify: byId('Id') },
  'AWS::Lambda::Permission': { identify: byId('Id') },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    identify: ({ name, logicalId }) => ({
      ref: name,
      attributes: { Arn: roleArn(name), RoleId: shortId(logicalId) },
    }),
  },
  'AWS::KMS::Key': {
    identify: ({ logicalId, place }) => {
      const id = shortId(logicalId);
      return { ref: id, attributes: { Arn: arn(place, 'kms', `key/${id}`), KeyId: id } };
    },
  },
  'AWS::KMS::Alias': { nameProperty: 'AliasName', identify: byArn('kms') },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    identify: ({ name, place }) => ({
      ref: name,
      attributes: { Arn: arn(place, 'logs', `log-group:${name}:*`) },
    }),
  },
  'AWS::ApiGatewayV2::Api': {
    identify: ({ logicalId, place }) => {
      const id = shortId(logicalId);
      return { ref: id, attributes: { ApiId: id, ApiEndpoint: place.apiUrl } };
    },
  },
  'AWS::ApiGatewayV2::Stage': {
    nameProperty: 'StageName',
    identify: ({ name }) => ({ ref: name, attributes: {} }),
  },
  'AWS::ApiGatewayV2::Route': { identify: byId('RouteId') },
  'AWS::ApiGatewayV2::Integration': { identify: byId('IntegrationId') },
  'AWS::ApiGatewayV2::Authorizer': { identify: byId('AuthorizerId') },
  'AWS::Scheduler::ScheduleGroup': { nameProperty: 'Name', identify: byArn('scheduler', 'schedule-group/') },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    identify: ({ name, place, property }) => ({
      ref: name,
      attributes: { Arn: arn(place, 'scheduler', `schedule/${property('GroupName') ?? 'default'}/${name}`) },
    }),
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    identify: ({ name, place }) => ({
      ref: arn(place, 'sns', name),
      attributes: { TopicArn: arn(place, 'sns', name), TopicName: name },
    }),
  },
  'AWS::CloudWatch::Alarm': { nameProperty: 'AlarmName', identify: byArn('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::CompositeAlarm': { nameProperty: 'AlarmName', identify: byArn('cloudwatch', 'alarm:') },
};

const plain: IdentityRule = { identify: ({ logicalId }) => ({ ref: logicalId, attributes: {} }) };

/** @param property gives a resolved property of the resource as text. */
export function identify(
  logicalId: string,
  type: string,
  place: Place,
  property: (name: string) => string | undefined,
): Identity {
  const rule = rules[type] ?? plain;
  const given = rule.nameProperty === undefined ? undefined : property(rule.nameProperty);
  const suffix = rule.suffix?.({ logicalId, place, property }) ?? '';
  const name = given ?? `${place.stackName}-${logicalId}`.slice(0, 64 - suffix.length) + suffix;
  return { name, ...rule.identify({ logicalId, name, place, property }) };
}

function shortId(logicalId: string): string {
  return createHash('sha256').update(logicalId).digest('hex').slice(0, 10);
}
