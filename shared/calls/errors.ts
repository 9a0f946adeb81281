import { DutylineError } from '../base/errors.ts';
import type { CallId } from '../base/ids.ts';

/**
 * Not even the default responsible can take the call: he was dismissed or blocked after the settings were saved.
 * Thrown by `decideCall`; the message waits in the dead-letter queue until the settings name somebody, and is then
 * sent again with nothing lost.
 */
export class NobodyResponsibleError extends DutylineError {
  constructor(callId: CallId) {
    super(
      'DL2001',
      `Nobody can be responsible for call ${callId}: choose an active default responsible and retry.`,
      {
        retry: 'later',
        context: { callId },
      },
    );
  }
}
