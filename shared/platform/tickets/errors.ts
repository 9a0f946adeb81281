import { DutylineError } from '../../base/errors.ts';
import type { ChannelId, OpenLineId } from '../../base/ids.ts';

/** Clients write to a channel that no open line names. */
export class ChannelWithoutLineError extends DutylineError {
  constructor(channelId: ChannelId) {
    super('DL3020', `No open line has the channel ${channelId}: name it in one, then send this again.`, {
      retry: 'later',
      context: { channelId },
    });
  }
}

/** A ticket's open line is not in the settings any more. */
export class LineGoneError extends DutylineError {
  constructor(openLineId: OpenLineId) {
    super(
      'DL3021',
      `The open line ${openLineId} is not in the settings: put it back, then send this again.`,
      {
        retry: 'later',
        context: { openLineId },
      },
    );
  }
}
