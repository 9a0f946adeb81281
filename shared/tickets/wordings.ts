import { defined } from '../base/defined.ts';
import type { TicketMessage, Wording } from './message.ts';
import type { MessageContent } from './message-events.ts';

/** The first tells what it was about, the last what it was changed from; a message must fit its item with all of them. */
const mostKept = 3;

/**
 * A message that its author has changed, with how it read before. An edit that comes after a later one changes nothing.
 *
 * @param at When it was changed, in epoch milliseconds.
 */
export function edited(message: TicketMessage, content: MessageContent, at: number): TicketMessage {
  const { editedAt, earlier = [], ...rest } = message;
  if (editedAt !== undefined && editedAt > at) return message;
  const { text, isCut, media, replyTo, unsupported, ...frame } = rest;
  const before: Wording = { ...contentOf(message), from: editedAt ?? message.at, until: at };
  // Some channels tell the time to the second: within one, there was nothing between.
  const wordings = editedAt === at ? earlier : shortened([...earlier, before]);
  return { ...frame, ...contentOf(content), editedAt: at, earlier: wordings };
}

/** What can be read of a message, and nothing else of it. */
export function contentOf({ text, isCut, media, replyTo, unsupported }: MessageContent): MessageContent {
  return defined({ text, isCut, media, replyTo, unsupported });
}

/** How it read at an instant, as far as that is kept. */
export function wordingAt(message: TicketMessage, at: number): MessageContent {
  const { editedAt, earlier = [] } = message;
  if (editedAt === undefined || editedAt <= at) return contentOf(message);
  const then = earlier.find(({ from, until }) => from <= at && at < until);
  return then === undefined ? {} : contentOf(then);
}

function shortened(wordings: readonly Wording[]): readonly Wording[] {
  const [first, ...others] = wordings;
  return first === undefined || wordings.length <= mostKept
    ? wordings
    : [first, ...others.slice(1 - mostKept)];
}
