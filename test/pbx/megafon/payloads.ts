import type { CallEvent } from '../../../shared/calls/events.ts';
import { megafon } from '../../../shared/pbx/megafon/adapter.ts';
import type { PbxRequest } from '../../../shared/pbx/port.ts';
import { start } from '../outcome.ts';

/** Test data of our own in the shapes of MegaFon's virtual PBX; all numbers are made up. */
export type Payload = Readonly<Record<string, string>>;

export const megafonSecret = { crmToken: 'test-key-of-the-crm' };

const common: Payload = {
  crm_token: megafonSecret.crmToken,
  callid: '12345678',
  phone: '79161112233',
  diversion: '74950000001',
};

/** One state of the part of `user`. */
export function event(type: string, user: string, changes: Payload = {}): Payload {
  return { ...common, cmd: 'event', type, user, ext: '701', telnum: '79990000001', ...changes };
}

/** The call is over. */
export function history(user: string, changes: Payload = {}): Payload {
  return {
    ...common,
    cmd: 'history',
    type: 'in',
    status: 'Success',
    user,
    start: '20261120T090000Z',
    duration: '49',
    wait: '9',
    ...changes,
  };
}

export function megafonRequest(payload: Payload): PbxRequest {
  return { path: '', headers: {}, body: Buffer.from(new URLSearchParams(payload).toString()) };
}

/** Through the adapter's edge, with the key. */
export function receive(payload: Payload, at = start): readonly CallEvent[] {
  return megafon.parse(megafon.verify(megafonRequest(payload), megafonSecret, at));
}
