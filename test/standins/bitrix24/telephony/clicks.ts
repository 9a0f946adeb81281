import { secret } from '../base/names.ts';
import type { EntityRef } from '../crm/types.ts';
import type { App } from '../oauth/apps.ts';
import type { Portal } from '../portal.ts';

export interface Click {
  readonly userId: number;
  readonly phone: string;
  readonly line?: string;
  readonly entity?: EntityRef;
}

/** An employee clicks on a number: the call is registered already, the application only places and finishes it. */
export function clickToCall(portal: Portal, app: App, { userId, phone, line = '', entity }: Click): string {
  const callId = `externalCall.${secret(16)}.${Math.floor(portal.now() / 1000)}`;
  portal.calls.put({
    callId,
    clientId: app.clientId,
    registeredFor: userId,
    registeredAt: portal.now(),
    userId,
    phone,
    type: 1,
    line,
    externalCallId: '',
    startedAt: portal.now(),
    created: [],
    bindings: entity === undefined ? [] : [entity],
    cards: [{ userId, change: 'shown', at: Date.now() }],
    transcripts: [],
    chatMessages: 0,
  });
  const data = {
    PHONE_NUMBER: phone,
    PHONE_NUMBER_INTERNATIONAL: phone,
    EXTENSION: '',
    USER_ID: userId,
    CALL_LIST_ID: 0,
    LINE_NUMBER: line,
    IS_MOBILE: '0',
    CALL_ID: callId,
    CRM_ENTITY_TYPE: entity?.type ?? '',
    CRM_ENTITY_ID: entity?.id ?? 0,
  };
  portal.announce('ONEXTERNALCALLSTART', data, { userId });
  return callId;
}

/** A visitor's form asks to be called back over a line of the application. */
export function requestCallback(portal: Portal, phone: string, line: string, entity?: EntityRef): void {
  const data = {
    PHONE_NUMBER: phone,
    TEXT: 'Please call back',
    VOICE: '',
    CRM_ENTITY_TYPE: entity?.type ?? '',
    CRM_ENTITY_ID: entity?.id ?? 0,
    LINE_NUMBER: line,
  };
  portal.announce('ONEXTERNALCALLBACKSTART', data, {});
}
