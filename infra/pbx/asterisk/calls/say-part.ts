import { type LegNow, say } from './say.ts';
import type { View } from './view.ts';

/** More rings of one call than this are said only when somebody answers: a call's evidence has an end. */
export const mostLegs = 100;

/** What an employee's part is at now. */
export interface PartNow extends LegNow {
  readonly withClient?: boolean;
}

/** Says it, with the ring that came before where no look saw that. */
export function sayPart({ call, now }: View, id: string, extension: string, part: PartNow): void {
  if (call.legs[id] === undefined) {
    if (part.state === 'ringing' && Object.keys(call.legs).length >= mostLegs) return;
    const rangAt = call.channels[id]?.dial?.at;
    // Answered so quickly that no look was taken before.
    if (part.state !== 'ringing' && rangAt !== undefined) {
      const ring = {
        ...part,
        takenFrom: undefined,
        transfer: undefined,
        state: 'ringing',
        at: rangAt,
      } as const;
      say(call, id, ring, extension);
    }
  }
  const leg = say(call, id, part, extension);
  if (part.withClient !== true) return;
  leg.metAt ??= part.at;
  leg.lastMetAt = now;
  call.talkStartedAt ??= part.at;
  if (call.move !== undefined && call.move.leg !== id) call.move = undefined;
}
