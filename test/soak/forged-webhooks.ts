import { signMango } from '../../shared/pbx/mango/signature.ts';
import { wireLeg } from '../pbx/generic/events.ts';
import { callPayload, type Payload, statusPayload } from '../pbx/mango/payloads.ts';
import * as megafon from '../pbx/megafon/payloads.ts';
import * as twilio from '../pbx/twilio/payloads.ts';
import * as uis from '../pbx/uis/payloads.ts';
import * as zadarma from '../pbx/zadarma/payloads.ts';
import { genericHeaders, genericSecret, mangoSecret } from '../support/webhooks.ts';
import { damagedForm, damagedJson, formOf, wrong } from './forged-bodies.ts';
import type { HttpRequest } from './http-line.ts';
import type { Random } from './random.ts';

/** More than a signature with a date may be old, or early. */
export const sixMinutes = 6 * 60_000;

/** What is signed is the address as the world sees it. */
export const host = 'api.example.com';

/** One sender of webhooks: how it signs, and what of its events nobody can do without. */
export interface Forgeable {
  /** Where its events go, and in the API its secret: `/pbx/mango`. */
  readonly address: string;
  /** With which it signs, as the API takes it. */
  readonly secret: object;
  /** A body as it would sign it, whatever is in it. @param at Epoch milliseconds. */
  readonly signed: (body: string, at: number) => HttpRequest;
  /** What is taken, as a body: the event of a call that there is, a message. */
  readonly right: string;
  /** Bodies that no such sender sends, though signed. */
  readonly malformed: (random: Random) => string;
  /** Makes the proof of a signed request a wrong one. */
  readonly unsigned: (request: HttpRequest, random: Random) => HttpRequest;
  /** Its signature says when it signed. */
  readonly isDated?: boolean;
}

const post = (path: string, body: string, headers: Readonly<Record<string, string>>): HttpRequest => ({
  method: 'POST',
  path,
  headers: { host, ...headers },
  body,
});
const formType = { 'content-type': 'application/x-www-form-urlencoded' };
const jsonType = { 'content-type': 'application/json' };
const fieldsOf = (body: string) => Object.fromEntries(new URLSearchParams(body));

/** @param needed fields without which it is malformed. */
const ofMango = (path: string, payload: Payload, needed: readonly string[]): Forgeable => ({
  address: '/pbx/mango',
  secret: mangoSecret,
  signed: (json) =>
    post(
      `/pbx/mango${path}`,
      formOf({ vpbx_api_key: mangoSecret.apiKey, sign: signMango(json, mangoSecret), json }),
      formType,
    ),
  right: JSON.stringify(payload),
  malformed: damagedJson(payload, needed),
  unsigned: (request, random) => {
    const fields = fieldsOf(request.body);
    const name = random.pick(['sign', 'vpbx_api_key', 'json']);
    return { ...request, body: formOf({ ...fields, [name]: wrong(fields[name], random) }) };
  },
});

export const forgeablePbxs: readonly Forgeable[] = [
  ofMango('/events/call', callPayload(), ['entry_id', 'call_id', 'timestamp', 'seq', 'call_state']),
  ofMango('/events/user/status_changed', statusPayload(), ['abonent_id', 'status', 'timestamp']),
  {
    address: '/pbx/generic',
    secret: genericSecret,
    isDated: true,
    signed: (body, at) => post('/pbx/generic', body, { ...jsonType, ...genericHeaders(body, at) }),
    right: JSON.stringify(wireLeg()),
    malformed: damagedJson(wireLeg(), ['kind', 'callId', 'legId', 'seq', 'at', 'state', 'place'], true),
    unsigned: (request, random) =>
      withHeader(request, random.pick(['dutyline-signature', 'dutyline-timestamp']), random),
  },
  {
    address: '/pbx/zadarma',
    secret: zadarma.zadarmaSecret,
    signed: (body) => post('/pbx/zadarma', body, { ...formType, ...zadarma.zadarmaHeaders(fieldsOf(body)) }),
    right: formOf(zadarma.started),
    malformed: damagedForm(zadarma.rings('101'), ['pbx_call_id', 'internal']),
    unsigned: (request, random) => withHeader(request, 'signature', random),
  },
  {
    address: '/pbx/megafon',
    secret: megafon.megafonSecret,
    signed: (body) => post('/pbx/megafon', body, formType),
    right: formOf(megafon.event('INCOMING', '101')),
    malformed: damagedForm(megafon.event('INCOMING', '101'), ['callid', 'type', 'cmd']),
    unsigned: (request, random) => {
      const fields = fieldsOf(request.body);
      return { ...request, body: formOf({ ...fields, crm_token: wrong(fields.crm_token, random) }) };
    },
  },
  {
    address: '/pbx/uis',
    secret: uis.uisSecret,
    signed: (body) => post(`/pbx/uis?key=${uis.uisSecret.key}`, body, jsonType),
    right: JSON.stringify(uis.notification('callStarted', 0)),
    malformed: damagedJson(uis.notification('callStarted', 0), [
      'event',
      'call_session_id',
      'notification_time',
    ]),
    unsigned: (request, random) => ({
      ...request,
      path: `/pbx/uis?key=${encodeURIComponent(wrong(uis.uisSecret.key, random))}`,
    }),
  },
  {
    address: '/pbx/twilio',
    secret: twilio.twilioSecret,
    signed: (body) => {
      const { headers } = twilio.twilioRequestAt(`https://${host}/pbx/twilio`, fieldsOf(body));
      return post('/pbx/twilio', body, { ...formType, ...(headers as Record<string, string>) });
    },
    right: formOf(twilio.entry('ringing', 0)),
    malformed: damagedForm(twilio.entry('ringing', 0), ['CallSid', 'CallStatus']),
    unsigned: (request, random) => withHeader(request, 'x-twilio-signature', random),
  },
];

export function withHeader(request: HttpRequest, name: string, random: Random): HttpRequest {
  return { ...request, headers: { ...request.headers, [name]: wrong(request.headers[name], random) } };
}
