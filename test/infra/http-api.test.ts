import { describe, expect, it } from 'vitest';
import { TemplateView } from './template-view.ts';

const template = TemplateView.ofExample();

describe('the routes', () => {
  const routes = template.all('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => {
    const integration = template.text(Properties.Target).replace('integrations/', '');
    const target = template.text(template.one(integration).Properties.IntegrationUri).split('/')[1];
    return `${Properties.RouteKey} -> ${target}, ${Properties.AuthorizationType}`;
  });

  it('are these, and only webhooks and the description of the API are open', () => {
    expect(routes).toEqual([
      'ANY /channels/{channelId} -> channel-webhook, NONE',
      'ANY /channels/{channelId}/{proxy+} -> channel-webhook, NONE',
      'ANY /channels/{channelId}/conversations -> web-widget, NONE',
      'ANY /channels/{channelId}/messages -> web-widget, NONE',
      'ANY /pbx/{provider} -> pbx-webhook, NONE',
      'ANY /pbx/{provider}/{proxy+} -> pbx-webhook, NONE',
      'GET /api/audit -> settings-api, JWT',
      'GET /api/availability -> availability-api, JWT',
      'GET /api/calls -> journal-api, JWT',
      'GET /api/calls/{id+} -> journal-api, JWT',
      'GET /api/clients -> clients-api, JWT',
      'GET /api/clients/{kind}/{id} -> clients-api, JWT',
      'GET /api/clients/{kind}/{id}/calls -> clients-api, JWT',
      'GET /api/clients/{kind}/{id}/deals -> clients-api, JWT',
      'GET /api/docs -> api-docs, NONE',
      'GET /api/duty-rota -> employees-api, JWT',
      'GET /api/employees -> employees-api, JWT',
      'GET /api/employees/{id} -> employees-api, JWT',
      'GET /api/me -> employees-api, JWT',
      'GET /api/me/inbox -> tickets-api, JWT',
      'GET /api/me/notices -> tickets-api, JWT',
      'GET /api/me/work -> availability-api, JWT',
      'GET /api/open-lines/{id}/tickets -> tickets-api, JWT',
      'GET /api/openapi.json -> api-docs, NONE',
      'GET /api/problems -> problems-api, JWT',
      'GET /api/problems/{id} -> problems-api, JWT',
      'GET /api/reports/callbacks -> clients-api, JWT',
      'GET /api/reports/response-times -> tickets-api, JWT',
      'GET /api/settings/{name}/versions -> settings-api, JWT',
      'GET /api/settings/{name}/versions/{version} -> settings-api, JWT',
      'GET /api/settings/calls -> settings-api, JWT',
      'GET /api/settings/lint -> preview-api, JWT',
      'GET /api/settings/open-lines -> settings-api, JWT',
      'GET /api/settings/trunks -> settings-api, JWT',
      'GET /api/suppressed-calls -> journal-api, JWT',
      'GET /api/tasks -> clients-api, JWT',
      'GET /api/ticket-assignments/{id+} -> tickets-api, JWT',
      'GET /api/tickets/{id+} -> tickets-api, JWT',
      'GET /api/tickets/undistributed -> tickets-api, JWT',
      'GET /api/unassigned-calls -> problems-api, JWT',
      'POST /api/clients/{kind}/{id}/deals/{deal}/close -> clients-api, JWT',
      'POST /api/employees/mapping/suggest -> employees-api, JWT',
      'POST /api/me/heartbeat -> availability-api, JWT',
      'POST /api/preview -> preview-api, JWT',
      'POST /api/problems/{id}/retry -> problems-api, JWT',
      'POST /api/replay -> preview-api, JWT',
      'POST /api/tasks/{id}/done -> clients-api, JWT',
      'POST /api/ticket-commands/block/{id+} -> tickets-api, JWT',
      'POST /api/ticket-commands/close/{id+} -> tickets-api, JWT',
      'POST /api/ticket-commands/join/{id+} -> tickets-api, JWT',
      'POST /api/ticket-commands/leave/{id+} -> tickets-api, JWT',
      'POST /api/ticket-commands/skip/{id+} -> tickets-api, JWT',
      'POST /api/ticket-commands/spam/{id+} -> tickets-api, JWT',
      'POST /api/ticket-commands/take/{id+} -> tickets-api, JWT',
      'POST /api/ticket-commands/transfer/{id+} -> tickets-api, JWT',
      'POST /api/ticket-commands/unblock/{id+} -> tickets-api, JWT',
      'POST /api/ticket-messages/{id+} -> tickets-api, JWT',
      'POST /api/unassigned-calls/assign -> problems-api, JWT',
      'PUT /api/channels/{channelId}/secret -> secrets-api, JWT',
      'PUT /api/clients/{kind}/{id} -> clients-api, JWT',
      'PUT /api/duty-rota -> employees-api, JWT',
      'PUT /api/employees/{id} -> employees-api, JWT',
      'PUT /api/employees/{id}/leave-calendar -> employees-api, JWT',
      'PUT /api/employees/{id}/work -> availability-api, JWT',
      'PUT /api/me/work -> availability-api, JWT',
      'PUT /api/pbx/{provider}/secret -> secrets-api, JWT',
      'PUT /api/settings/calls -> settings-api, JWT',
      'PUT /api/settings/open-lines -> settings-api, JWT',
      'PUT /api/settings/trunks -> settings-api, JWT',
    ]);
  });

  it("check tokens of the tenant's issuer for the tenant's audience", () => {
    expect(template.all('AWS::ApiGatewayV2::Authorizer').map(([, one]) => one.Properties)).toMatchObject([
      {
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: 'https://login.example.com/', Audience: ['dutyline'] },
      },
    ]);
  });

  it('are throttled, and logged without paths and queries, which hold phone numbers', () => {
    const stage = template.one('Http/Stage');
    expect(stage.Properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 },
    });
    const { Format } = (stage.Properties as { AccessLogSettings: { Format: string } }).AccessLogSettings;
    expect(Format).toContain('$context.routeKey');
    expect(Format).not.toMatch(/\$context\.(path|requestId.*rawPath|domainPrefix|queryString)/);
  });
});
