import { filterBy, sorted, tableReader } from '../base/filter.ts';
import { paged } from '../base/page.ts';
import { param, record, text } from '../base/params.ts';
import type { Portal } from '../portal.ts';
import type { Method } from '../rest/method.ts';
import type { Call } from './calls.ts';

type Row = Readonly<Record<string, string | null>>;

const columns: Readonly<Record<string, (call: Call) => unknown>> = {
  ID: (call) => call.finished?.id,
  CALL_ID: (call) => call.callId,
  EXTERNAL_CALL_ID: (call) => call.externalCallId,
  PORTAL_USER_ID: (call) => call.userId,
  PORTAL_NUMBER: (call) => call.line,
  PHONE_NUMBER: (call) => call.phone,
  CALL_TYPE: (call) => call.type,
  CALL_DURATION: (call) => call.finished?.durationSeconds,
  CALL_START_DATE: (call) => new Date(call.startedAt).toISOString(),
  CALL_FAILED_CODE: (call) => call.finished?.statusCode,
  CALL_FAILED_REASON: (call) => call.finished?.failedReason,
  COST: (call) => call.finished?.cost,
  COST_CURRENCY: (call) => call.finished?.costCurrency,
  CRM_ENTITY_TYPE: (call) => call.bindings[0]?.type,
  CRM_ENTITY_ID: (call) => call.bindings[0]?.id,
  CRM_ACTIVITY_ID: (call) => call.finished?.activityId,
  RECORD_FILE_ID: (call) => call.record?.fileId,
  CALL_RECORD_URL: (call) => call.record?.name,
  TRANSCRIPT_ID: (call) => (call.transcripts.length > 0 ? call.transcripts.length : undefined),
};

const reader = tableReader(columns);

/** Finished calls: the way to learn whether a `finish` whose answer was lost has happened. */
export const statistics: Method = {
  scope: ['telephony'],
  run({ portal, params }) {
    const filter = record(param(params, 'FILTER'));
    const candidates = candidatesFor(portal, filter);
    const isWanted = filterBy(filter, reader);
    const found = candidates.filter((call) => call.finished !== undefined && isWanted(call));
    const order = { [text(param(params, 'SORT')) ?? 'ID']: text(param(params, 'ORDER')) ?? 'ASC' };
    return paged(sorted(found, order, reader), param(params, 'start'), (calls) => calls.map(rowOf));
  },
};

/** Calls by their ids are found without reading all of them. */
function candidatesFor(portal: Portal, filter: Readonly<Record<string, unknown>>): readonly Call[] {
  const externalId = text(filter.EXTERNAL_CALL_ID);
  if (externalId !== undefined) return portal.calls.withExternalId(externalId);
  const callId = text(filter.CALL_ID);
  return callId === undefined ? portal.calls.all() : [portal.calls.get(callId) ?? []].flat();
}

const rowOf = (call: Call): Row =>
  Object.fromEntries(
    Object.entries(columns).map(([name, read]) => {
      const value = read(call);
      return [name, value === undefined ? null : String(value)];
    }),
  );
