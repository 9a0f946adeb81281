import { assertNever } from '../../base/assert-never.ts';
import type { PartyId } from '../../base/ids.ts';
import type { AttachTranscript, CrmWrite } from '../../effects/crm-write.ts';
import type { Party } from '../../people/party.ts';
import { partyKey } from '../../platform/stores/directory-store.ts';
import { documentOf } from '../../platform/stores/documents.ts';
import type { Item, Key } from '../../platform/table.ts';
import { type CallbackTask, type FoundClient, taskKey } from '../callback-task.ts';
import { entityId } from '../entity-id.ts';
import { ownerChangeKey } from '../owner-change.ts';
import type { Done } from '../port.ts';
import { kindOf } from './birth.ts';
import { type CallRecord, callRecordKey, type Deal, dealKey } from './records.ts';

/** The item that is there once the write has happened. */
export function traceKey(write: CrmWrite): Key {
  switch (write.kind) {
    case 'ensureClient': {
      const kind = kindOf(write);
      return partyKey({ kind, id: entityId(kind, write.key) as PartyId });
    }
    case 'ensureDeal':
      return dealKey(write.client, entityId('deal', write.key));
    case 'recordCall':
      return callRecordKey(entityId('call', write.key));
    case 'createTask':
    case 'closeTasks':
      // Closing leaves no item of its own, and doing it again changes nothing.
      return taskKey(entityId('task', write.key));
    case 'attachRecording':
    case 'attachTranscript':
      return callRecordKey(entityId('call', write.callKey));
    case 'changeOwner':
      return ownerChangeKey(write.key);
    default:
      return assertNever(write);
  }
}

/** What the item in that place says of the write. */
export function doneBefore(write: CrmWrite, item: Item): Done | undefined {
  switch (write.kind) {
    case 'ensureClient': {
      const { kind, id } = documentOf<Party>(item);
      return { outcome: 'done', ref: { kind, id }, created: true };
    }
    case 'ensureDeal':
      return { outcome: 'done', ref: { kind: 'deal', id: documentOf<Deal>(item).id }, created: true };
    case 'recordCall': {
      const record = documentOf<CallRecord>(item);
      return { outcome: 'done', ref: { kind: 'call', id: record.id }, created: true, ...linkOf(record) };
    }
    case 'createTask': {
      const task = documentOf<CallbackTask>(item);
      return { outcome: 'done', ref: { kind: 'task', id: task.id }, created: true, ...linkOf(task) };
    }
    case 'closeTasks':
      return undefined;
    case 'attachRecording': {
      const { recordingIds } = documentOf<CallRecord>(item);
      const { recordingId: id } = write;
      return recordingIds.includes(id) ? { outcome: 'done', ref: { kind: 'recording', id } } : undefined;
    }
    case 'attachTranscript':
      return textsOff(write);
    case 'changeOwner':
      return { outcome: 'done', ref: { kind: write.client.kind, id: write.client.id } };
    default:
      return assertNever(write);
  }
}

/** Texts of talks are not kept here. */
export const textsOff = ({ recordingId: id }: AttachTranscript): Done => ({
  outcome: 'done',
  ref: { kind: 'transcript', id },
  note: 'transcriptsOff',
});

export function linkOf({ client, note }: FoundClient): Pick<Done, 'linkedTo' | 'note'> {
  return {
    ...(client === undefined ? {} : { linkedTo: client }),
    ...(note === undefined ? {} : { note }),
  };
}
