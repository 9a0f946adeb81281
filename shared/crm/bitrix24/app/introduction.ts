import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Callback } from '../callbacks/callback.ts';
import { InstallationRefusedError, MalformedCallbackError } from '../callbacks/errors.ts';
import type { Form } from '../callbacks/form.ts';

/** What a portal says of itself when the application is installed there. Nothing of it is proven. */
export interface Introduction {
  readonly memberId: string;
  /** `https://acme.bitrix24.ru/rest/` */
  readonly clientEndpoint: string;
  /** Of the OAuth server. */
  readonly serverEndpoint: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly applicationToken: string;
  readonly scope: readonly string[];
  readonly status: string;
}

/** Of `ONAPPINSTALL` and `ONAPPUPDATE`. @throws InstallationRefusedError where tokens are missing. */
export function introductionIn({ auth }: Callback): Introduction {
  const { access_token, refresh_token, application_token, client_endpoint, server_endpoint } = auth;
  if (!access_token || !refresh_token || !application_token || !client_endpoint || !server_endpoint) {
    throw new InstallationRefusedError('the event brings no tokens');
  }
  return {
    memberId: auth.member_id,
    clientEndpoint: client_endpoint,
    serverEndpoint: server_endpoint,
    accessToken: access_token,
    refreshToken: refresh_token,
    applicationToken: application_token,
    scope: namesIn(auth.scope ?? ''),
    status: auth.status ?? '',
  };
}

const text = z.string().check(z.minLength(1), z.maxLength(300));

/** Body of the installer page (reference 1.4). */
const pageSchema = z.object({
  AUTH_ID: text,
  REFRESH_ID: text,
  SERVER_ENDPOINT: text,
  APPLICATION_TOKEN: text,
  APPLICATION_SCOPE: z._default(z.string().check(z.maxLength(2_000)), ''),
  member_id: text,
  status: z._default(z.string().check(z.maxLength(10)), ''),
});

/** Of the installer page that the portal opens in a frame. @throws MalformedCallbackError */
export function introductionOnPage(
  { rawQueryString }: Pick<APIGatewayProxyEventV2, 'rawQueryString'>,
  form: Form,
): Introduction {
  const query = new URLSearchParams(rawQueryString);
  const read = z.safeParse(pageSchema, form);
  const domain = query.get('DOMAIN') ?? '';
  if (!read.success || !/^[\w.-]{1,200}(:\d{1,5})?$/.test(domain)) {
    throw new MalformedCallbackError('is not what the portal opens an installer page with');
  }
  const { data } = read;
  return {
    memberId: data.member_id,
    // Only a portal on a server of its own, which the configuration names, may be without TLS.
    clientEndpoint: `${query.get('PROTOCOL') === '0' ? 'http' : 'https'}://${domain}/rest/`,
    serverEndpoint: data.SERVER_ENDPOINT,
    accessToken: data.AUTH_ID,
    refreshToken: data.REFRESH_ID,
    applicationToken: data.APPLICATION_TOKEN,
    scope: namesIn(data.APPLICATION_SCOPE),
    status: data.status,
  };
}

const namesIn = (list: string): readonly string[] => list.split(',').filter((name) => name !== '');
