import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { operations, operationsOf } from '../shared/api/operations.ts';
import { FunctionListError } from './errors.ts';
import { type FunctionSpec, functionsOf } from './functions.ts';
import type { Lambdas } from './lambdas.ts';
import type { TenantFile } from './tenant.ts';

/**
 * The HTTP API: webhooks without an authorizer, the operations behind the tenant's issuer. Its default endpoint takes
 * TLS 1.2 and 1.3; some PBXs (Mango Office) speak 1.2 at most, so a domain put before it must not ask for 1.3.
 */
export class Http extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, tenant: TenantFile, lambdas: Lambdas) {
    super(scope, 'Http');
    const functions = functionsOf(tenant);
    checkOperations();
    this.api = new HttpApi(this, 'Api', {
      apiName: `dutyline-${tenant.id}`,
      description: `Webhooks and API of ${tenant.name}`,
      createDefaultStage: false,
    });
    this.#addStage(tenant);

    const integrations = new Map(
      lambdas.all.map(([spec, lambda]) => [
        spec.folder,
        new HttpLambdaIntegration(spec.folder, lambda, { scopePermissionToRoute: false }),
      ]),
    );
    const route = (path: string, method: HttpMethod, folder: string, authorizer: IHttpRouteAuthorizer) =>
      this.api.addRoutes({
        path,
        methods: [method],
        integration: integrations.get(folder) as HttpLambdaIntegration,
        authorizer,
      });

    const open = new HttpNoneAuthorizer();
    for (const { folder, trigger } of functions) {
      if (trigger.kind !== 'webhook') continue;
      for (const path of trigger.paths) route(path, HttpMethod.ANY, folder, open);
    }
    const people = new HttpJwtAuthorizer('Issuer', tenant.oidc.issuer, {
      jwtAudience: [...tenant.oidc.audience],
    });
    for (const { path, method, function: folder, access } of operationsOf(tenant)) {
      route(path, HttpMethod[method], folder, access === 'public' ? open : people);
    }
    new CfnOutput(this, 'Url', {
      value: this.api.apiEndpoint,
      description: 'Webhooks: <url>/pbx/<provider>, <url>/channels/<channel>',
    });
  }

  #addStage(tenant: TenantFile): void {
    const logs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/dutyline/${tenant.id}/access`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      // Far above a PBX's rush; a webhook refused here is repeated by some PBXs only.
      throttle: { rateLimit: 1_000, burstLimit: 2_000 },
      accessLogSettings: { destination: new LogGroupLogDestination(logs), format: accessLogFormat },
    });
  }
}

/** The route instead of the path: paths and queries hold clients' phone numbers. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: AccessLogField.contextRequestId(),
    ip: AccessLogField.contextIdentitySourceIp(),
    route: '$context.routeKey',
    status: AccessLogField.contextStatus(),
    ms: AccessLogField.contextResponseLatency(),
    subject: '$context.authorizer.claims.sub',
    authorizerError: '$context.authorizer.error',
    integrationError: AccessLogField.contextIntegrationErrorMessage(),
  }),
);

/** @throws FunctionListError (DL6003) when operations and API functions do not fit each other. */
function checkOperations(): void {
  const api = functionsOf({ crm: 'bitrix24' })
    .filter(({ trigger }: FunctionSpec) => trigger.kind === 'api')
    .map(({ folder }) => folder);
  const problems = [
    ...operations
      .filter((operation) => !api.includes(operation.function))
      .map(({ id, function: folder }) => `operation ${id} names ${folder}, which is no API function`),
    ...api
      .filter((folder) => !operations.some((operation) => operation.function === folder))
      .map((folder) => `${folder} serves no operation`),
  ];
  if (problems.length > 0) throw new FunctionListError(problems);
}
