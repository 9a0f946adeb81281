import { decimal, flag, integer, param, text } from '../base/params.ts';
import { coreError, RestError } from '../rest/errors.ts';
import { type Call, installationOf, type Method } from '../rest/method.ts';
import type { Finished, Call as PhoneCall } from './calls.ts';
import { activeUser } from './user.ts';

const notFound = 'Call is not found (call should be registered prior to finishing)';

export const finish: Method = {
  scope: ['telephony'],
  appOnly: true,
  run(call) {
    const { portal, params, cause } = call;
    const callId = param(params, 'CALL_ID');
    if (typeof callId !== 'string') throw new RestError(400, 'INVALID_ARGUMENT', 'CALL_ID must be a string');
    const user = activeUser(call);
    const found = portal.calls.get(callId);
    if (found === undefined || found.finished !== undefined) throw coreError(notFound);
    const durationSeconds = integer(param(params, 'DURATION')) ?? 0;
    const finished: Finished = {
      id: portal.calls.nextRow(),
      userId: user.id,
      durationSeconds,
      statusCode: text(param(params, 'STATUS_CODE')) ?? (durationSeconds > 0 ? '200' : '304'),
      failedReason: text(param(params, 'FAILED_REASON')) ?? '',
      cost: decimal(param(params, 'COST')) ?? 0,
      costCurrency: text(param(params, 'COST_CURRENCY')) ?? '',
      vote: integer(param(params, 'VOTE')) ?? 0,
      at: portal.now(),
    };
    handOver(call, found, user.id, finished);
    const activityId = recordActivity(call, found, finished);
    const ended = portal.calls.put({
      ...found,
      userId: user.id,
      cards: [
        ...found.cards,
        ...portal.calls
          .cardsOpen(callId)
          .map((userId) => ({ userId, change: 'hidden' as const, at: Date.now() })),
      ],
      chatMessages: found.chatMessages + (flag(param(params, 'ADD_TO_CHAT'), true) ? 1 : 0),
      finished: { ...finished, ...(activityId === undefined ? {} : { activityId }) },
    });
    portal.announce('ONVOXIMPLANTCALLEND', endData(ended), cause);
    return answer(call, ended);
  },
};

/** Only what this call created goes to whoever handled it; what was there before keeps its owner. */
function handOver({ portal, cause }: Call, call: PhoneCall, userId: number, finished: Finished): void {
  const isMissed = finished.statusCode !== '200' && call.type !== 1;
  for (const ref of call.created) {
    const entity = portal.crm.get(ref);
    if (entity === undefined) continue;
    const title = isMissed && ref.type !== 'CONTACT' ? { TITLE: `${call.phone} - Missed call` } : {};
    if (entity.fields.ASSIGNED_BY_ID === userId && !isMissed) continue;
    portal.crm.change(ref, { fields: { ...title, ASSIGNED_BY_ID: userId } }, cause);
  }
}

/** Inferred: the activity of a missed incoming call stays open. */
function recordActivity({ portal, cause }: Call, call: PhoneCall, finished: Finished): number | undefined {
  const bindings = call.bindings.filter((ref) => portal.crm.get(ref) !== undefined);
  const [owner] = bindings;
  if (owner === undefined) return undefined;
  const isOutgoing = call.type === 1;
  const activity = {
    kind: 'call',
    owner,
    bindings,
    subject: `${isOutgoing ? 'Outgoing' : 'Incoming'} call ${call.phone}`,
    description: finished.failedReason,
    responsibleId: finished.userId,
    completed: isOutgoing || finished.statusCode === '200',
    direction: isOutgoing ? 'outgoing' : 'incoming',
    callId: call.callId,
  } as const;
  return portal.activities.add(activity, cause).id;
}

function endData(call: PhoneCall): Record<string, unknown> {
  const { finished } = call;
  return {
    CALL_ID: call.callId,
    CALL_TYPE: call.type,
    PHONE_NUMBER: call.phone,
    PORTAL_NUMBER: call.line,
    PORTAL_USER_ID: finished?.userId,
    CALL_DURATION: finished?.durationSeconds,
    CALL_START_DATE: new Date(call.startedAt).toISOString(),
    COST: finished?.cost,
    COST_CURRENCY: finished?.costCurrency,
    CALL_FAILED_CODE: finished?.statusCode,
    CALL_FAILED_REASON: finished?.failedReason,
    CRM_ACTIVITY_ID: finished?.activityId,
  };
}

/** Numbers mostly as text, and the date as PHP's object without public fields: `{}`. */
function answer(call: Call, ended: PhoneCall): unknown {
  const { app } = installationOf(call);
  const { finished } = ended;
  const main = ended.bindings[0];
  return {
    ID: finished?.id,
    CALL_ID: ended.callId,
    EXTERNAL_CALL_ID: ended.externalCallId,
    PORTAL_USER_ID: ended.userId,
    PHONE_NUMBER: ended.phone,
    PORTAL_NUMBER: ended.line,
    INCOMING: String(ended.type),
    CALL_DURATION: String(finished?.durationSeconds),
    CALL_START_DATE: {},
    CALL_STATUS: finished?.statusCode === '200' ? 1 : 0,
    CALL_VOTE: finished?.vote,
    COST: finished?.cost,
    COST_CURRENCY: finished?.costCurrency,
    CALL_FAILED_CODE: finished?.statusCode,
    CALL_FAILED_REASON: finished?.failedReason,
    REST_APP_ID: app.id,
    REST_APP_NAME: app.name,
    CRM_ACTIVITY_ID: finished?.activityId ?? null,
    COMMENT: null,
    CRM_ENTITY_TYPE: main?.type ?? '',
    CRM_ENTITY_ID: main?.id ?? null,
  };
}
