import type { Endpoint } from '../../../../shared/calls/events.ts';
import type { RelayedEvent } from '../calls/model.ts';

/** An event in the words of docs/generic-call-events.md, ready to be sent. */
export function toWire(event: RelayedEvent): Record<string, unknown> {
  const callId = clean(event.callId, 128);
  const ends = { from: end(event.from), to: end(event.to) };
  const line = event.line === undefined ? {} : { line: clean(event.line, 200) };
  if (event.kind === 'leg') {
    const { takenFrom, group } = event;
    return {
      ...event,
      ...ends,
      ...line,
      ...(group === undefined ? {} : { group: clean(group, 200) }),
      ...(takenFrom === undefined ? {} : { takenFrom: clean(takenFrom, 128) }),
      callId,
      legId: clean(event.legId, 128),
      at: iso(event.at),
    };
  }
  return {
    ...event,
    ...ends,
    ...line,
    callId,
    startedAt: iso(event.startedAt),
    endedAt: iso(event.endedAt),
    ...(event.talkStartedAt === undefined ? {} : { talkStartedAt: iso(event.talkStartedAt) }),
  };
}

const iso = (at: number): string => new Date(at).toISOString();

function end({ extension, number }: Endpoint): Endpoint {
  return {
    ...(extension === undefined ? {} : { extension: clean(extension, 200) }),
    ...(number === undefined ? {} : { number: clean(number, 200) }),
  };
}

/** The protocol takes no control characters, no halves of characters and no text beyond a length; Asterisk has all. */
function clean(text: string, longest: number): string {
  const printable = text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '');
  return printable.length <= longest
    ? printable
    : printable.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '');
}
