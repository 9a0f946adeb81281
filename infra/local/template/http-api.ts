import * as z from 'zod';
import { UnresolvableError } from '../errors.ts';
import { flag, inert, number } from './shapes.ts';

export const apiShape = z.strictObject({
  Name: inert,
  Description: inert,
  ProtocolType: z.literal('HTTP'),
  DisableExecuteApiEndpoint: flag.optional(),
  Tags: inert,
});

export const stageShape = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal('$default', 'only the $default stage runs here'),
  AutoDeploy: flag.optional(),
  AccessLogSettings: inert,
  AccessPolicyId: inert,
  // Throttling guards against more load than one machine makes.
  DefaultRouteSettings: inert,
  RouteSettings: inert,
  Description: inert,
  Tags: inert,
});

export const routeShape = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).optional(),
  OperationName: inert,
});

export const integrationShape = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: number.default(30_000),
  IntegrationMethod: inert,
  Description: inert,
});

export const authorizerShape = z.strictObject({
  ApiId: z.string(),
  Name: inert,
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.string().startsWith('$request.header.')]),
  JwtConfiguration: z.strictObject({ Issuer: z.string(), Audience: z.array(z.string()) }),
});

export interface AuthorizerModel {
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Name of the header that carries the token, in small letters. */
  readonly header: string;
}

export interface RouteModel {
  /** `GET /api/calls/{id}`, `ANY /pbx/{provider}/{proxy+}`, `$default` */
  readonly key: string;
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly authorizer?: AuthorizerModel;
  readonly scopes: readonly string[];
}

export interface ApiModel {
  readonly id: string;
  readonly routes: readonly RouteModel[];
}

/** What the API's parts say, each by its id. */
export interface ApiParts {
  readonly routes: readonly z.infer<typeof routeShape>[];
  readonly integrations: ReadonlyMap<string, z.infer<typeof integrationShape>>;
  readonly authorizers: ReadonlyMap<string, z.infer<typeof authorizerShape>>;
}

export function apiModel(id: string, parts: ApiParts): ApiModel {
  return { id, routes: parts.routes.map((route) => routeModel(route, parts)) };
}

function routeModel(route: z.infer<typeof routeShape>, parts: ApiParts): RouteModel {
  const integration = parts.integrations.get(route.Target.slice('integrations/'.length));
  if (integration === undefined)
    throw new UnresolvableError(`route ${route.RouteKey}`, 'its target does not exist');
  const functionArn = /arn:aws:lambda:[^/]+:function:[^/]+/.exec(integration.IntegrationUri)?.[0];
  if (functionArn === undefined)
    throw new UnresolvableError(`route ${route.RouteKey}`, 'its target is no function');
  const model = {
    key: route.RouteKey,
    functionArn,
    timeoutMs: integration.TimeoutInMillis,
    scopes: route.AuthorizationScopes ?? [],
  };
  if (route.AuthorizationType === 'NONE') return model;
  const authorizer = parts.authorizers.get(route.AuthorizerId ?? '');
  if (authorizer === undefined)
    throw new UnresolvableError(`route ${route.RouteKey}`, 'its authorizer does not exist');
  return {
    ...model,
    authorizer: {
      issuer: authorizer.JwtConfiguration.Issuer,
      audience: authorizer.JwtConfiguration.Audience,
      header: authorizer.IdentitySource[0].slice('$request.header.'.length).toLowerCase(),
    },
  };
}
