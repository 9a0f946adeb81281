import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { megafonSecret } from '../pbx/megafon/payloads.ts';
import { uisSecret } from '../pbx/uis/payloads.ts';
import { zadarmaRequest, zadarmaSecret } from '../pbx/zadarma/payloads.ts';
import { gatewayEvent, genericHeaders, genericSecret, mangoForm, mangoSecret } from '../support/webhooks.ts';

/** The PBXs whose histories are recorded here, with the secrets of the companies. */
export const secrets = {
  mango: mangoSecret,
  generic: genericSecret,
  megafon: megafonSecret,
  uis: uisSecret,
  zadarma: zadarmaSecret,
} as const;
export type Provider = keyof typeof secrets;
export const providers = Object.keys(secrets) as readonly Provider[];

/** A webhook as the PBX sent it. */
export interface Sent {
  /** Seconds since the history began. */
  readonly at: number;
  readonly provider: Provider;
  /** Below the provider's address. */
  readonly path: string;
  /** What the PBX wrote and signed: text as it is, an object as JSON. */
  readonly body: string;
}

/** The request as API Gateway hands it over: what was recorded, signed at this time as its PBX signs. */
export function requestOf({ provider, path, body }: Sent, now: number): APIGatewayProxyEventV2 {
  const call = { provider, path };
  switch (provider) {
    case 'mango':
      return gatewayEvent({ ...call, body: mangoForm(body), base64: true });
    case 'generic':
      return gatewayEvent({ ...call, body, headers: genericHeaders(body, now) });
    case 'megafon':
      // The key is part of the form, and the recordings leave it out.
      return gatewayEvent({ ...call, body: `${body}&crm_token=${megafonSecret.crmToken}`, base64: true });
    case 'zadarma': {
      const { signature } = zadarmaRequest(Object.fromEntries(new URLSearchParams(body))).headers;
      return gatewayEvent({ ...call, body, headers: { signature: signature ?? '' }, base64: true });
    }
    case 'uis':
      return { ...gatewayEvent({ ...call, body }), rawQueryString: `key=${uisSecret.key}` };
  }
}
