import type { EndCause } from '../../calls/events.ts';
import type { Status } from './schema.ts';

/** What the called telephone answered in SIP, where that knows more than the status. */
const byCode: ReadonlyMap<number | undefined, EndCause> = new Map([
  [404, 'unavailable'],
  [408, 'noAnswer'],
  [410, 'unavailable'],
  [480, 'unavailable'],
  [486, 'busy'],
  [600, 'busy'],
  [603, 'declined'],
  [604, 'unavailable'],
]);

/**
 * Why a leg ended that nobody answered. Nothing for `canceled`: the caller gave up, or a colleague took the call; and
 * nothing for `completed`: what came of it is in the other legs.
 */
export function causeOf({ CallStatus, SipResponseCode }: Status): EndCause | undefined {
  switch (CallStatus) {
    case 'busy':
      return byCode.get(SipResponseCode) ?? 'busy';
    case 'no-answer':
      return byCode.get(SipResponseCode) ?? 'noAnswer';
    case 'failed':
      return byCode.get(SipResponseCode) ?? 'failed';
    default:
      return undefined;
  }
}
