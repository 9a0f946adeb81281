import type { Logger } from '../../../../shared/platform/logger.ts';
import type { Call, RelayedEvent } from '../calls/model.ts';

/**
 * The spool has an end. When it is nearly full, calls of which something is in it go on and no new one is begun; when
 * it is full, nothing is taken. So the oldest are kept, and what is kept is whole calls as far as may be. A call of
 * which something was lost is lost from then on, and told once.
 */
export function admit(
  events: readonly RelayedEvent[],
  calls: ReadonlyMap<string, Call | undefined>,
  room: 'enough' | 'tight' | 'none',
  log: Pick<Logger, 'error'>,
): readonly RelayedEvent[] {
  const turnedAway = new Set<string>();
  const admitted = events.filter(({ callId }) => {
    const call = calls.get(callId);
    if (call === undefined) return room === 'enough';
    const wasKept = call.isKept;
    call.isKept = room === 'none' ? false : (wasKept ?? room === 'enough');
    if (!call.isKept && wasKept !== false) turnedAway.add(callId);
    return call.isKept;
  });
  if (turnedAway.size > 0) {
    log.error('The spool is full: calls are lost until the webhook takes what waits', {
      calls: [...turnedAway],
    });
  }
  return admitted;
}
