import { UnsupportedPropertyError, UnsupportedResourceError } from '../errors.ts';
import { functionShape, mappingShape, permissionShape } from './functions.ts';
import { apiShape, authorizerShape, integrationShape, routeShape, stageShape } from './http-api.ts';
import { queuePolicyShape, queueShape } from './queues.ts';
import { keyShape, policyShape, roleShape } from './roles.ts';
import { scheduleGroupShape, scheduleShape } from './schedules.ts';
import { globalTableShape, tableShape } from './tables.ts';
import type { Template } from './template.ts';

/** Every resource type that works on this machine, with the properties it may have. */
export const actingTypes = {
  'AWS::DynamoDB::Table': tableShape,
  'AWS::DynamoDB::GlobalTable': globalTableShape,
  'AWS::SQS::Queue': queueShape,
  'AWS::SQS::QueuePolicy': queuePolicyShape,
  'AWS::Lambda::Function': functionShape,
  'AWS::Lambda::EventSourceMapping': mappingShape,
  'AWS::Lambda::Permission': permissionShape,
  'AWS::IAM::Role': roleShape,
  'AWS::IAM::Policy': policyShape,
  'AWS::KMS::Key': keyShape,
  'AWS::ApiGatewayV2::Api': apiShape,
  'AWS::ApiGatewayV2::Stage': stageShape,
  'AWS::ApiGatewayV2::Route': routeShape,
  'AWS::ApiGatewayV2::Integration': integrationShape,
  'AWS::ApiGatewayV2::Authorizer': authorizerShape,
  'AWS::Scheduler::ScheduleGroup': scheduleGroupShape,
  'AWS::Scheduler::Schedule': scheduleShape,
} as const;

export type ActingType = keyof typeof actingTypes;

/** Types without a part in what the stack does: they watch it, name it or keep its logs. */
const inertTypes: ReadonlySet<string> = new Set([
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::KMS::Alias',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
]);

function isActing(type: string): type is ActingType {
  return Object.hasOwn(actingTypes, type);
}

/**
 * @throws UnsupportedResourceError (DL7002) for a type outside both lists, UnsupportedPropertyError (DL7003) for a
 * resource that exists only under a condition.
 */
export function refuseUnknownTypes(template: Template): void {
  for (const { logicalId, type, condition } of template.resources.values()) {
    if (inertTypes.has(type)) continue;
    if (!isActing(type)) throw new UnsupportedResourceError(logicalId, type);
    if (condition !== undefined) {
      throw new UnsupportedPropertyError(logicalId, type, [
        `it exists only under the condition ${condition}`,
      ]);
    }
  }
}
