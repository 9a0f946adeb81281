import { parseIso } from '../base/iso.ts';
import { secret } from '../base/names.ts';
import { flag, integer, param, text } from '../base/params.ts';
import { clientsCalling } from '../crm/clients.ts';
import { type EntityRef, toEntityName } from '../crm/types.ts';
import type { Person } from '../people/people.ts';
import { coreError } from '../rest/errors.ts';
import { type Call, installationOf, type Method } from '../rest/method.ts';
import type { Call as PhoneCall } from './calls.ts';
import { createFor } from './create.ts';
import { phoneNumber } from './phone.ts';
import { activeUser } from './user.ts';

const windowMs = 30 * 60_000;

/** The first call of the same key within 30 minutes of one application is the call, ended or not. */
function known(call: Call, phone: string, type: number, user: Person): PhoneCall | undefined {
  const { portal, params } = call;
  const line = text(param(params, 'LINE_NUMBER'));
  const externalId = text(param(params, 'EXTERNAL_CALL_ID'));
  const candidates = externalId === undefined ? portal.calls.all() : portal.calls.withExternalId(externalId);
  return candidates.find(
    (one) =>
      one.clientId === installationOf(call).app.clientId &&
      portal.now() - one.registeredAt < windowMs &&
      one.phone === phone &&
      one.type === type &&
      one.registeredFor === user.id &&
      (line === undefined || one.line === line),
  );
}

function startOf(call: Call): number {
  const said = text(param(call.params, 'CALL_START_DATE'));
  const at = said === undefined ? call.portal.now() : parseIso(said);
  if (at === undefined) throw coreError('CALL_START_DATE should be in the ISO-8601 format');
  return at;
}

interface Binding {
  readonly bindings: readonly EntityRef[];
  readonly created: readonly EntityRef[];
  readonly creationError?: string;
}

/** Whom the call belongs to: the entity that was named, else whose phone it is, else whoever is created. */
function bind(call: Call, phone: string, type: number, user: Person): Binding {
  const { portal, params } = call;
  const named = toEntityName(text(param(params, 'CRM_ENTITY_TYPE')));
  const id = integer(param(params, 'CRM_ENTITY_ID'));
  const entity = named === undefined || id === undefined ? undefined : portal.crm.get({ type: named, id });
  if (entity !== undefined) return { bindings: [{ type: entity.type, id: entity.id }], created: [] };
  const clients = clientsCalling(portal.crm, phone);
  if (clients.length > 0) return { bindings: clients.map(({ type, id }) => ({ type, id })), created: [] };
  const line = portal.lines.get(installationOf(call).app.clientId, text(param(params, 'LINE_NUMBER')) ?? '');
  const isWanted = flag(param(params, 'CRM_CREATE'), false) && !(type === 1 && line?.autoCreate === false);
  if (!isWanted) return { bindings: [], created: [] };
  if (portal.people.withPhone(phone.replace(/\D/g, '')) !== undefined) {
    return { bindings: [], created: [], creationError: 'Lead creation is disabled for local users' };
  }
  const created = createFor(call, phone, user.id, `${phone} - ${type === 1 ? 'Outgoing' : 'Incoming'} call`);
  return { bindings: created, created };
}

export const register: Method = {
  scope: ['telephony'],
  appOnly: true,
  run(call) {
    const { portal, params } = call;
    const user = activeUser(call);
    const phone = phoneNumber(text(param(params, 'PHONE_NUMBER')));
    const type = integer(param(params, 'TYPE')) ?? 0;
    if (type < 1 || type > 5) throw coreError('Unknown TYPE');
    const startedAt = startOf(call);
    const older = known(call, phone, type, user);
    if (older !== undefined) return answer(older);
    const { creationError, ...binding } = bind(call, phone, type, user);
    const registered = portal.calls.put({
      callId: `externalCall.${secret(16)}.${Math.floor(portal.now() / 1000)}`,
      clientId: installationOf(call).app.clientId,
      registeredFor: user.id,
      registeredAt: portal.now(),
      userId: user.id,
      phone,
      type,
      line: text(param(params, 'LINE_NUMBER')) ?? '',
      externalCallId: text(param(params, 'EXTERNAL_CALL_ID')) ?? '',
      startedAt,
      ...binding,
      cards: flag(param(params, 'SHOW'), true) ? [{ userId: user.id, change: 'shown', at: Date.now() }] : [],
      transcripts: [],
      chatMessages: flag(param(params, 'ADD_TO_CHAT'), true) ? 1 : 0,
    });
    return answer(registered, creationError);
  },
};

/** Inferred: a repeat tells again what the call created. */
function answer(call: PhoneCall, creationError?: string): unknown {
  const main = call.bindings[0];
  return {
    CALL_ID: call.callId,
    CRM_CREATED_LEAD: call.created.find((entity) => entity.type === 'LEAD')?.id ?? null,
    CRM_CREATED_ENTITIES: call.created.map(({ type, id }) => ({ ENTITY_TYPE: type, ENTITY_ID: id })),
    CRM_ENTITY_TYPE: main?.type ?? '',
    CRM_ENTITY_ID: main?.id ?? null,
    ...(creationError === undefined ? {} : { LEAD_CREATION_ERROR: creationError }),
  };
}
