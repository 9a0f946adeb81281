import type * as z from 'zod';
import {
  type FunctionModel,
  functionModel,
  type MappingModel,
  mappingModel,
  type PermissionModel,
} from './functions.ts';
import { type ApiModel, apiModel } from './http-api.ts';
import type { Place } from './place.ts';
import { type QueueModel, queueModel } from './queues.ts';
import { Resolver } from './resolver.ts';
import { type ActingType, actingTypes, refuseUnknownTypes } from './resource-types.ts';
import type { PolicySource, RoleModel } from './roles.ts';
import { type ScheduleModel, scheduleModel } from './schedules.ts';
import { parseProperties } from './shapes.ts';
import { type TableModel, tableModel } from './tables.ts';
import type { Resource, Template } from './template.ts';

/** The template as the local stack uses it: everything named, resolved and checked. */
export interface StackModel {
  readonly place: Place;
  readonly tables: readonly TableModel[];
  readonly queues: readonly QueueModel[];
  readonly functions: readonly FunctionModel[];
  readonly mappings: readonly MappingModel[];
  readonly permissions: readonly PermissionModel[];
  readonly api?: ApiModel;
  readonly scheduleGroups: readonly string[];
  readonly schedules: readonly ScheduleModel[];
  readonly roles: readonly RoleModel[];
  /** Policies of resources (queues, keys) by the resource's ARN. */
  readonly resourcePolicies: ReadonlyMap<string, readonly PolicySource[]>;
}

interface Parsed<Type extends ActingType> {
  readonly resource: Resource;
  readonly properties: z.infer<(typeof actingTypes)[Type]>;
}

/**
 * Reads a template's meaning.
 *
 * @throws UnsupportedResourceError, UnsupportedPropertyError, UnresolvableError (DL7002 to DL7004)
 */
export function stackModel(template: Template, place: Place): StackModel {
  refuseUnknownTypes(template);
  const resolver = new Resolver(template, place);
  const all = <Type extends ActingType>(type: Type): readonly Parsed<Type>[] =>
    [...template.resources.values()]
      .filter((resource) => resource.type === type)
      .map((resource) => ({
        resource,
        properties: parseProperties(actingTypes[type], resource, resolver.properties(resource)) as z.infer<
          (typeof actingTypes)[Type]
        >,
      }));
  const named = ({ resource }: { readonly resource: Resource }) => {
    const { name, attributes } = resolver.identity(resource.logicalId);
    return { name, logicalId: resource.logicalId, arn: attributes.Arn ?? '' };
  };
  const idOf = ({ resource }: { readonly resource: Resource }) => resolver.identity(resource.logicalId).ref;

  const functions = all('AWS::Lambda::Function').map((parsed) =>
    functionModel(named(parsed), parsed.resource, parsed.properties, template.assets),
  );
  const functionArnOf = (reference: string) =>
    functions.find(({ name, arn }) => name === reference || arn === reference)?.arn ?? reference;
  const [api] = all('AWS::ApiGatewayV2::Api');
  all('AWS::ApiGatewayV2::Stage');
  return {
    place,
    tables: [...all('AWS::DynamoDB::Table'), ...all('AWS::DynamoDB::GlobalTable')].map((parsed) =>
      tableModel(named(parsed), parsed.properties),
    ),
    queues: all('AWS::SQS::Queue').map((parsed) =>
      queueModel({ ...named(parsed), url: idOf(parsed) }, parsed.properties),
    ),
    functions,
    mappings: all('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => properties.Enabled)
      .map(({ properties }) => mappingModel(properties, functionArnOf)),
    permissions: all('AWS::Lambda::Permission').map(({ properties }) => ({
      ...properties,
      FunctionName: functionArnOf(properties.FunctionName),
    })),
    ...(api === undefined
      ? {}
      : {
          api: apiModel(idOf(api), {
            routes: all('AWS::ApiGatewayV2::Route').map(({ properties }) => properties),
            integrations: byId(all('AWS::ApiGatewayV2::Integration'), idOf),
            authorizers: byId(all('AWS::ApiGatewayV2::Authorizer'), idOf),
          }),
        }),
    scheduleGroups: ['default', ...all('AWS::Scheduler::ScheduleGroup').map((parsed) => named(parsed).name)],
    schedules: all('AWS::Scheduler::Schedule').map((parsed) =>
      scheduleModel(named(parsed).name, parsed.properties),
    ),
    roles: roleModels(all('AWS::IAM::Role'), all('AWS::IAM::Policy'), named),
    resourcePolicies: new Map([
      ...queuePolicies(
        all('AWS::SQS::QueuePolicy'),
        all('AWS::SQS::Queue').map((parsed) => ({
          url: idOf(parsed),
          arn: named(parsed).arn,
        })),
      ),
      ...all('AWS::KMS::Key').map(
        (parsed) =>
          [
            named(parsed).arn,
            [{ name: parsed.resource.logicalId, document: parsed.properties.KeyPolicy }],
          ] as const,
      ),
    ]),
  };
}

function byId<Item extends { readonly properties: unknown }>(
  items: readonly Item[],
  idOf: (item: Item) => string,
): ReadonlyMap<string, Item['properties']> {
  return new Map(items.map((item) => [idOf(item), item.properties]));
}

function roleModels(
  roles: readonly Parsed<'AWS::IAM::Role'>[],
  policies: readonly Parsed<'AWS::IAM::Policy'>[],
  named: (parsed: { readonly resource: Resource }) => { readonly name: string; readonly arn: string },
): readonly RoleModel[] {
  return roles.map((parsed) => {
    const { name, arn } = named(parsed);
    const { AssumeRolePolicyDocument, Policies = [], ManagedPolicyArns = [] } = parsed.properties;
    const attached = policies.filter(({ properties }) => properties.Roles.includes(name));
    return {
      arn,
      name,
      trust: {
        name: `${parsed.resource.logicalId}.AssumeRolePolicyDocument`,
        document: AssumeRolePolicyDocument,
      },
      policies: [...Policies, ...attached.map(({ properties }) => properties)].map((policy) => ({
        name: policy.PolicyName,
        document: policy.PolicyDocument,
      })),
      managedPolicies: ManagedPolicyArns,
    };
  });
}

function queuePolicies(
  policies: readonly Parsed<'AWS::SQS::QueuePolicy'>[],
  queues: readonly { readonly url: string; readonly arn: string }[],
): readonly (readonly [string, readonly PolicySource[]])[] {
  return queues.map(({ url, arn }) => [
    arn,
    policies
      .filter(({ properties }) => properties.Queues.includes(url))
      .map(({ resource, properties }) => ({ name: resource.logicalId, document: properties.PolicyDocument })),
  ]);
}
