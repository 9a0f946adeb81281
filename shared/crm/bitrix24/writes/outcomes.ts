import type { CrmOutcome, Refused, Retry, Unknown } from '../../port.ts';
import { type Failure, portalDown } from '../rest/answer.ts';

/** What the portal's answer means for a write that it decides. */
export function outcomeOf(failure: Failure): Exclude<CrmOutcome, { outcome: 'done' }> {
  const { reason } = failure;
  switch (failure.kind) {
    case 'unknown':
      return unheard(reason);
    case 'retry':
    case 'stopped':
      return notNow(failure);
    default:
      return ownerIsGone(failure)
        ? { outcome: 'refused', code: 'ownerInactive', reason: `${reason} ${mapAnew}` }
        : { outcome: 'refused', code: 'portalRefused', reason: `${reason} ${mendIt}` };
  }
}

const mapAnew = 'Map the employee to another user, or bring this one back in Bitrix24; then send this again.';
const mendIt = 'Mend what it says in the portal or in the settings, then send this again.';

/** For a write that waits for something which was only read: whatever happened to that, the write did not happen. */
export function notNow(failure: Failure): Retry {
  const { reason } = failure;
  const waiting = failure.kind === 'retry' || failure.kind === 'stopped' ? failure.afterMs : readAgainMs;
  const isForAll = failure.kind === 'stopped' || failure.code === portalDown;
  return {
    outcome: 'retry',
    afterMs: waiting ?? untilPeopleActMs,
    reason,
    ...(isForAll ? { isForAll } : {}),
  };
}

/** The portal ends a request after 60 seconds, whether somebody listens or not; it may have waited before that. */
export const unheard = (reason: string): Unknown => ({ outcome: 'unknown', reason, afterMs: 90_000 });

/** For a write that can't be decided without what was read. Where the portal refuses to say, people must hear of it. */
export const unread = (failure: Failure): Exclude<CrmOutcome, { outcome: 'done' }> =>
  failure.kind === 'refused' ? outcomeOf(failure) : notNow(failure);

/** Tells why something is not known from what is known. */
export const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'kind' in value && 'reason' in value;

/** Whether something may be sent after it: the next attempt begins with this write. */
export const stops = ({ outcome }: CrmOutcome): boolean => outcome === 'retry' || outcome === 'unknown';

export const unmapped = (employeeId: string): Refused => ({
  outcome: 'refused',
  code: 'ownerUnmapped',
  reason: `Employee ${employeeId} has no user in Bitrix24: name one in his record, then send this again.`,
});

const readAgainMs = 5_000;
const untilPeopleActMs = 900_000;

/** Inferred: the texts are English in every portal. Elsewhere the code says less, the outcome is the same. */
const ownerIsGone = ({ reason }: Failure): boolean =>
  /User is not found|user specified in the field|User specified in the/i.test(reason);
