import { generic as genericPbx } from '../../shared/pbx/generic/adapter.ts';
import { mango as mangoPbx } from '../../shared/pbx/mango/adapter.ts';
import { megafon as megafonPbx } from '../../shared/pbx/megafon/adapter.ts';
import type { PbxAdapter, PbxRequest } from '../../shared/pbx/port.ts';
import { twilio as twilioPbx } from '../../shared/pbx/twilio/adapter.ts';
import { uis as uisPbx } from '../../shared/pbx/uis/adapter.ts';
import { zadarma as zadarmaPbx } from '../../shared/pbx/zadarma/adapter.ts';
import { genericHeaders, genericSecret, mangoForm, mangoSecret } from '../support/webhooks.ts';
import { now } from './generic/events.ts';
import * as megafon from './megafon/payloads.ts';
import * as twilio from './twilio/payloads.ts';
import * as uis from './uis/payloads.ts';
import * as zadarma from './zadarma/payloads.ts';

interface Sender {
  readonly adapter: PbxAdapter;
  readonly secret: unknown;
  readonly request: (text: string, path: string) => PbxRequest;
}

/** What is sent, as it is signed by one who knows the secret. */
export const senders = {
  mango: {
    adapter: mangoPbx,
    secret: mangoSecret,
    request: (text: string, path: string) => ({ path, headers: {}, body: Buffer.from(mangoForm(text)) }),
  },
  generic: {
    adapter: genericPbx,
    secret: genericSecret,
    request: (text: string, path: string) => {
      const body = Buffer.from(text);
      return { path, headers: genericHeaders(body, now), body };
    },
  },
  zadarma: {
    adapter: zadarmaPbx,
    secret: zadarma.zadarmaSecret,
    request: (text: string) => zadarma.zadarmaRequest(formOf(text)),
  },
  megafon: {
    adapter: megafonPbx,
    secret: megafon.megafonSecret,
    request: (text: string) =>
      megafon.megafonRequest({ ...formOf(text), crm_token: megafon.megafonSecret.crmToken }),
  },
  uis: { adapter: uisPbx, secret: uis.uisSecret, request: (text: string) => uis.uisRequest(text) },
  twilio: {
    adapter: twilioPbx,
    secret: twilio.twilioSecret,
    request: (text: string) => twilio.twilioRequest(formOf(text)),
  },
  twilioJson: {
    adapter: twilioPbx,
    secret: twilio.twilioSecret,
    request: (text: string) => twilio.twilioJsonRequest(text),
  },
} as const satisfies Readonly<Record<string, Sender>>;
export type SenderName = keyof typeof senders;

/** The fields of a JSON object as a form has them. */
function formOf(text: string): Record<string, string> {
  const fields = Object.entries(JSON.parse(text) as object);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** One of each kind: who sends it, what it is, its fields. */
export const otherPayloads: readonly (readonly [SenderName, string, Readonly<Record<string, unknown>>])[] = [
  ...[
    zadarma.started,
    zadarma.rings('101'),
    zadarma.answers('101'),
    zadarma.ended({ call_id_with_rec: '1.2', is_recorded: '1' }),
    zadarma.outStarted,
    zadarma.outEnded({ duration: '9' }),
    zadarma.recorded,
  ].map((payload) => ['zadarma', payload.event ?? '', payload] as const),
  ['megafon', 'event', megafon.event('INCOMING', '101', { groupRealName: 'sales' })],
  ['megafon', 'history', megafon.history('101', { link: 'https://records.example.com/1' })],
  ...(
    ['callStarted', 'callDialled', 'ringing', 'talkStarted', 'talkEnded', 'callLost', 'callEnded'] as const
  ).map(
    (event) => ['uis', event, uis.notification(event, 0, { employee_id: 101, employee_ids: [101] })] as const,
  ),
  [
    'uis',
    'recordingReady',
    uis.notification('recordingReady', 0, { file_link: 'https://media.example.com/1' }),
  ],
  ['twilio', 'first leg', twilio.entry('completed', 0, { CallDuration: '9' })],
  ['twilio', 'other leg', twilio.dialled('101', 'completed', 0, { CallDuration: '9' })],
  ['twilio', 'recording', twilio.recording('completed')],
  ['twilioJson', 'first leg', twilio.entry('completed', 0, { CallDuration: '9' })],
];
