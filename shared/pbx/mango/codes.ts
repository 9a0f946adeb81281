import type { EndCause } from '../../calls/events.ts';

/**
 * Mango Office's disconnect codes that say more than their sub-class. A code that is not here means what its
 * sub-class means (1112 → 1110), then its group (1210 → 1200), then its class (1090 → 1000); all other classes
 * (2xxx billing, 3xxx and 4xxx requests, 5xxx technical) are failures.
 */
const causes: ReadonlyMap<number, EndCause> = new Map([
  [1000, 'normal'],
  [1110, 'callerHungUp'],
  [1111, 'noAnswer'],
  [1120, 'calleeHungUp'],
  [1121, 'busy'],
  [1122, 'declined'],
  [1123, 'doNotDisturb'],
  [1124, 'doNotDisturb'],
  [1125, 'declined'],
  [1130, 'unavailable'],
  [1140, 'blocked'],
  [1150, 'blocked'],
  [1160, 'groupFailed'],
  [1170, 'automation'],
  // A command ended the leg (1180 of a person, 1181 of a program): what came of it is in the other legs.
  [1180, 'normal'],
  [1182, 'answeredElsewhere'],
  [1183, 'answeredElsewhere'],
  [1190, 'offDuty'],
  [1193, 'busy'],
  [1310, 'voicemail'],
]);

/** Why a leg or call ended, by Mango Office's code. */
export function causeOf(code: number): EndCause {
  for (const step of [1, 10, 100, 1000]) {
    const cause = causes.get(Math.floor(code / step) * step);
    if (cause !== undefined) return cause;
  }
  return 'failed';
}
