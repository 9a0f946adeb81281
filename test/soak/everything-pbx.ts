import type { MangoWebhook } from '../../infra/local/demo/mango-pbx.ts';
import { mangoAddress, mangoForm } from '../../infra/local/demo/mango-pbx.ts';
import { signTwilio } from '../../shared/pbx/twilio/signature.ts';
import { wireEnded, wireLeg } from '../pbx/generic/events.ts';
import { statusPayload } from '../pbx/mango/payloads.ts';
import { event, history } from '../pbx/megafon/payloads.ts';
import { entry } from '../pbx/twilio/payloads.ts';
import { notification } from '../pbx/uis/payloads.ts';
import { started, zadarmaHeaders } from '../pbx/zadarma/payloads.ts';
import { genericHeaders } from '../support/webhooks.ts';

/** The secrets with which the PBXs of a run sign: words that are nowhere else in the world. */
export type Planted = ReturnType<typeof plantedSecrets>;

export const plantedSecrets = (word: string) => ({
  mango: { apiKey: `planted-mango-key-${word}`, apiSalt: `planted-mango-salt-${word}` },
  generic: { secret: `planted-generic-secret-${word}`, previousSecret: `planted-generic-previous-${word}` },
  zadarma: { apiSecret: `planted-zadarma-secret-${word}` },
  megafon: { crmToken: `planted-megafon-token-${word}` },
  uis: { key: `planted-uis-key-${word}` },
  twilio: { authToken: `planted-twilio-token-${word}` },
});

/** A webhook as it goes over the wire. */
export interface Sent {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export function mangoWebhook(webhook: MangoWebhook, { mango }: Planted): Sent {
  return { path: mangoAddress(webhook), body: mangoForm(mango, webhook).toString(), headers: form };
}

/**
 * One call or a piece of one from every other PBX, and an operator of Mango Office.
 * @param now Epoch milliseconds.
 */
export function ofOtherPbxs(apiUrl: string, planted: Planted, now: number): readonly Sent[] {
  const json = (payload: unknown): Sent => {
    const body = JSON.stringify(payload);
    const headers = {
      ...genericHeaders(body, now, planted.generic.secret),
      'content-type': 'application/json',
    };
    return { path: '/pbx/generic', headers, body };
  };
  const callback = new URLSearchParams(entry('ringing', 0));
  const twilioUrl = `${apiUrl.replace('http:', 'https:')}/pbx/twilio`;
  const status = { path: '/events/user/status_changed', payload: statusPayload({ when: now }) };
  return [
    mangoWebhook(status, planted),
    json({ events: [wireLeg({ state: 'talking' }), wireLeg({ seq: 2, state: 'ended' })] }),
    json(wireEnded()),
    {
      path: '/pbx/zadarma',
      headers: { ...form, ...zadarmaHeaders(started, planted.zadarma) },
      body: formOf(started),
    },
    {
      path: '/pbx/megafon',
      headers: form,
      body: formOf({ ...event('INCOMING', '101'), crm_token: planted.megafon.crmToken }),
    },
    {
      path: '/pbx/megafon',
      headers: form,
      body: formOf({ ...history('101'), crm_token: planted.megafon.crmToken }),
    },
    { path: `/pbx/uis?key=${planted.uis.key}`, body: JSON.stringify(notification('callStarted', 0)) },
    {
      path: '/pbx/twilio',
      headers: { ...form, 'x-twilio-signature': signTwilio(twilioUrl, callback, planted.twilio) },
      body: callback.toString(),
    },
  ];
}

/** Signed, and yet not to be taken. */
export function malformed(planted: Planted, now: number): Sent {
  const body = JSON.stringify(wireLeg({ from: { number: { phone: '+79990000001' } } }));
  return { path: '/pbx/generic', headers: genericHeaders(body, now, planted.generic.secret), body };
}

/** The same with one letter of every secret wrong. */
export function forgedAlike<Secrets>(planted: Secrets): Secrets {
  const wrong = JSON.stringify(planted).replaceAll('planted-', 'plantad-');
  return JSON.parse(wrong) as Secrets;
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const formOf = (payload: Readonly<Record<string, string>>) => new URLSearchParams(payload).toString();
