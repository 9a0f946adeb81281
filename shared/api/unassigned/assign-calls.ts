import type { CallId } from '../../base/ids.ts';
import type { Refusal } from '../../base/refusal.ts';
import type { AssignCall } from '../../calls/our-company.ts';
import { type OutgoingMessage, sendMessages } from '../../platform/queues.ts';
import type { CallStore } from '../../platform/stores/call-store.ts';
import type { SettingsStore } from '../../platform/stores/settings-store.ts';
import type { TrunkSettings } from '../../settings/trunk-settings.ts';
import { BadRequestError } from '../errors.ts';

export interface AssignParts {
  readonly calls: CallStore;
  readonly settings: SettingsStore;
  readonly eventsQueueUrl: string;
}

export interface Assigning {
  readonly callIds: readonly CallId[];
  readonly ourCompanyId: string;
  readonly by: string;
}

/**
 * D-22: has calls of the inbox decided for a company. The decision is the processor's, in the call's own turn; here it
 * is only asked for, and what can't be done is refused.
 *
 * @throws BadRequestError naming a company that is not there, and calls that are not in the inbox.
 */
export async function assignCalls(
  parts: AssignParts,
  { callIds, ourCompanyId, by }: Assigning,
): Promise<void> {
  const [saved, states] = await Promise.all([
    parts.settings.get<TrunkSettings>('trunks'),
    parts.calls.getMany([...new Set(callIds)]),
  ]);
  const companies = saved?.document.ourCompanies ?? [];
  const waiting = new Set(
    states.filter(({ decision }) => decision?.notCaptured === 'unassigned').map(({ id }) => id),
  );
  const errors: Refusal[] = [
    ...(companies.some(({ id }) => id === ourCompanyId)
      ? []
      : [{ field: 'ourCompanyId', reason: `there is no company ${ourCompanyId}` }]),
    ...callIds.flatMap((id, index) =>
      waiting.has(id) ? [] : [{ field: `callIds[${index}]`, reason: 'is not in the inbox' }],
    ),
  ];
  if (errors.length > 0) throw new BadRequestError('The body is not as it must be.', errors);
  const message = (callId: CallId): OutgoingMessage => {
    const command: AssignCall = { kind: 'assign', callId, ourCompanyId, by };
    return { body: { kind: 'command', command }, group: callId, dedupe: `assign:${ourCompanyId}:${callId}` };
  };
  await sendMessages(parts.eventsQueueUrl, [...waiting].map(message));
}
