import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type MangoSecret, signMango } from '../../shared/pbx/mango/signature.ts';
import type { PbxRequest } from '../../shared/pbx/port.ts';
import { signTimed } from '../../shared/webhooks/timed-signature.ts';

export const mangoSecret: MangoSecret = {
  apiKey: 'test-key-of-the-product',
  apiSalt: 'test-salt-of-the-product',
};
export const genericSecret = { secret: 'test-secret-of-the-generic-protocol' };

/** A webhook as Mango Office sends it: a form with the JSON as text, signed. */
export function mangoForm(json: string, secret: MangoSecret = mangoSecret): string {
  const fields = { vpbx_api_key: secret.apiKey, sign: signMango(json, secret), json };
  return new URLSearchParams(fields).toString();
}

export function mangoRequest(path: string, payload: unknown): PbxRequest {
  return { path, headers: {}, body: Buffer.from(mangoForm(JSON.stringify(payload))) };
}

/** The headers which sign a body of the generic protocol. */
export function genericHeaders(body: string | Buffer, nowMs: number, secret = genericSecret.secret) {
  const timestamp = String(Math.floor(nowMs / 1000));
  return { 'dutyline-timestamp': timestamp, 'dutyline-signature': signTimed(timestamp, body, secret) };
}

export function genericRequest(payload: unknown, nowMs: number): PbxRequest {
  const body = Buffer.from(JSON.stringify(payload));
  return { path: '', headers: genericHeaders(body, nowMs), body };
}

export interface WebhookCall {
  readonly provider: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** API Gateway hands over forms in base64, JSON as it is. */
  readonly base64?: boolean;
}

/** A request as API Gateway hands it to the function, payload format 2.0. */
export function gatewayEvent(call: WebhookCall): APIGatewayProxyEventV2 {
  const { provider, path = '', method = 'POST', headers = {}, body, base64 = false } = call;
  const rawPath = `/pbx/${provider}${path}`;
  return {
    version: '2.0',
    routeKey: `ANY /pbx/{provider}${path === '' ? '' : '/{proxy+}'}`,
    rawPath,
    rawQueryString: '',
    headers: { ...headers },
    pathParameters: { provider, ...(path === '' ? {} : { proxy: path.slice(1) }) },
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'local',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: '$default',
      stage: '$default',
      time: '22/Nov/2026:10:00:00 +0000',
      timeEpoch: 1795341600000,
    },
    isBase64Encoded: base64,
    ...(body === undefined ? {} : { body: base64 ? Buffer.from(body).toString('base64') : body }),
  };
}
