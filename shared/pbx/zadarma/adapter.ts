import type { CallEvent } from '../../calls/events.ts';
import { formFields, saidFields } from '../../webhooks/form.ts';
import type { PbxAdapter, ReceivedText } from '../port.ts';
import { parseAnswer, parseEnd, parseEntry, parseRing } from './inbound.ts';
import { parseOutEnd, parseOutStart } from './outbound.ts';
import { parseRecord } from './recording.ts';
import { verifyZadarma } from './signature.ts';

type Parse = (fields: object, at: number) => readonly CallEvent[];

const parsers: ReadonlyMap<unknown, Parse> = new Map<unknown, Parse>([
  ['NOTIFY_START', (fields, at) => [parseEntry('start', fields, at)]],
  ['NOTIFY_IVR', (fields, at) => [parseEntry('ivr', fields, at)]],
  ['NOTIFY_INTERNAL', (fields, at) => [parseRing(fields, at)]],
  ['NOTIFY_ANSWER', parseAnswer],
  ['NOTIFY_END', parseEnd],
  ['NOTIFY_OUT_START', (fields, at) => [parseOutStart(fields, at)]],
  ['NOTIFY_OUT_END', parseOutEnd],
  ['NOTIFY_RECORD', (fields, at) => [parseRecord(fields, at)]],
]);

/**
 * Zadarma's virtual PBX. It sends every event when it happens and says its time nowhere (`call_start` is the call's,
 * in a time zone it doesn't name), so the time of receiving is the time of the event.
 */
export const zadarma: PbxAdapter<ReceivedText> = {
  provider: 'zadarma',
  route: (path) => (path === '' ? 'events' : 'unknown'),
  // What would be more than an echo of a short word is none.
  answerCheck: (query) => /^[\w.-]{1,200}$/.exec(query.get('zd_echo') ?? '')?.[0],
  verify: verifyZadarma,
  parse: ({ text, receivedAt }) => {
    const fields = saidFields(formFields(text));
    return parsers.get(fields.event)?.(fields, receivedAt) ?? [];
  },
};
