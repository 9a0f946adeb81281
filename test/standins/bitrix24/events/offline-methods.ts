import { filterBy, sorted, tableReader } from '../base/filter.ts';
import { flag, integer, list, param, record, text } from '../base/params.ts';
import { accessDenied, RestError } from '../rest/errors.ts';
import { type Call, installationOf, type Method, type MethodTable } from '../rest/method.ts';
import type { OfflineEvent } from './offline.ts';

const reader = tableReader<OfflineEvent>({
  ID: (event) => event.id,
  TIMESTAMP_X: (event) => new Date(event.at).toISOString(),
  EVENT_NAME: (event) => event.event,
  MESSAGE_ID: (event) => event.messageId,
});

const shown =
  ({ portal }: Call) =>
  (event: OfflineEvent): unknown => ({
    ID: String(event.id),
    TIMESTAMP_X: portal.iso(event.at),
    EVENT_NAME: event.event,
    EVENT_DATA: event.data,
    EVENT_ADDITIONAL: { user_id: '1' },
    MESSAGE_ID: event.messageId,
  });

function own(call: Call): readonly OfflineEvent[] {
  const connector = text(param(call.params, 'auth_connector')) ?? '';
  return call.portal.offline.of(installationOf(call).app.clientId, connector);
}

/** Those of a process, or those that nobody has reserved. */
function selected(call: Call): readonly OfflineEvent[] {
  const { params } = call;
  const processId = text(param(params, 'process_id'));
  const isFailed = flag(param(params, 'error'), false);
  const filter = filterBy(record(param(params, 'filter')), reader);
  const found = own(call).filter(
    (event) => event.processId === processId && event.isFailed === isFailed && filter(event),
  );
  return sorted(found, record(param(params, 'order')), reader);
}

function ofProcess(call: Call): readonly OfflineEvent[] {
  const processId = text(param(call.params, 'process_id'));
  if (processId === undefined) throw new RestError(400, 'PROCESS_ID_NOT_FOUND', 'Process not found');
  const ids = list(param(call.params, 'id')).map(String);
  const messageIds = list(param(call.params, 'message_id')).map(String);
  return own(call).filter(
    (event) =>
      event.processId === processId &&
      (ids.length + messageIds.length === 0 ||
        ids.includes(String(event.id)) ||
        messageIds.includes(event.messageId)),
  );
}

const offline = (run: (call: Call) => unknown): Method => ({
  appOnly: true,
  adminOnly: true,
  run(call) {
    if (!call.portal.plan.keepsEvents) throw accessDenied();
    return run(call);
  },
});

export const offlineMethods: MethodTable = {
  'event.offline.get': offline((call) => {
    const { portal, params } = call;
    const events = selected(call).slice(0, integer(param(params, 'limit')) ?? 50);
    if (!flag(param(params, 'clear'), true)) {
      const processId = text(param(params, 'process_id')) ?? portal.offline.reserve(events);
      return { process_id: processId, events: events.map(shown(call)) };
    }
    portal.offline.remove(events);
    return { process_id: null, events: events.map(shown(call)) };
  }),
  // Inferred: a page, as everywhere.
  'event.offline.list': offline((call) => selected(call).slice(0, 50).map(shown(call))),
  'event.offline.clear': offline((call) => {
    call.portal.offline.remove(ofProcess(call));
    return true;
  }),
  'event.offline.error': offline((call) => {
    call.portal.offline.markFailed(ofProcess(call));
    return true;
  }),
};
