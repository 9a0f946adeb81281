import { DutylineError } from '../base/errors.ts';
import { WebhookError } from '../webhooks/errors.ts';

/** The tenant has stored no usable secret for this channel. */
export class ChannelNotConfiguredError extends WebhookError {
  constructor(channelId: string) {
    super('DL1012', `Channel "${channelId}" is not configured: an administrator has to store its secret.`, {
      status: 401,
      title: 'Not configured',
    });
  }
}

export class UnknownChannelAddressError extends WebhookError {
  constructor() {
    super('DL1013', 'No channel takes messages at this address.', { status: 404, title: 'Unknown address' });
  }
}

/** A message to a client was not sent, or nobody knows whether it was; it stays in the queue. */
export class MessageAgainError extends DutylineError {
  constructor(effectId: string, reason: string, cause: unknown) {
    super('DL1014', `Message ${effectId} is to be sent again: ${reason}.`, {
      retry: 'later',
      context: { effectId },
      cause,
    });
  }
}

/** An address of a channel's service that is not on the list; nothing was sent there. */
export class ChannelHostRefusedError extends DutylineError {
  constructor(host: string) {
    super('DL1015', `${host} is not a host that messages may be sent to.`, {
      retry: 'never',
      context: { host },
    });
  }
}

/** A page of a site that the channel does not name has asked. */
export class OriginRefusedError extends WebhookError {
  constructor() {
    super('DL1016', 'This site may not use the channel: its origin is not in the secret of the channel.', {
      status: 403,
      title: 'Not this site',
    });
  }
}

/** The visitor bears no token of a conversation, or one that is over. */
export class WidgetTokenError extends WebhookError {
  constructor() {
    super('DL1017', 'The token of the conversation is missing, wrong or too old: open a new one.', {
      status: 403,
      title: 'No such conversation',
    });
  }
}

/** A visitor, or everybody at his address, does more than people do. */
export class TooOftenError extends WebhookError {
  constructor(retryAfterSeconds: number) {
    super('DL1018', `This was too much at once: try again in ${retryAfterSeconds} seconds.`, {
      status: 429,
      title: 'Too often',
      headers: { 'retry-after': String(retryAfterSeconds) },
    });
  }
}
