import { quickToAcknowledge } from './acknowledge.ts';
import { callbacksAreTaken } from './callbacks.ts';
import { forgedIsRefused } from './forged.ts';
import { killedAnywhere } from './killed.ts';
import { nothingDoubled, nothingLost, soak } from './long-promises.ts';
import { lostIsRepaired } from './lost.ts';
import { noisyNeighbour } from './noisy.ts';
import { orderDoesNotMatter } from './order.ts';
import { outgoingWhereItMay } from './outgoing.ts';
import { poisonStopsItselfOnly } from './poison.ts';
import { answersLost } from './portal/answers-lost.ts';
import { crmDown } from './portal/crm-down.ts';
import { limitsKept } from './portal/limits-kept.ts';
import { portalTrouble } from './portal/portal-trouble.ts';
import { leastPrivilege } from './privilege.ts';
import type { Promised } from './promise.ts';
import { pureFunction } from './pure.ts';
import { nothingTold } from './secrets.ts';
import { noisyLine } from './tickets/noisy-line.ts';
import { timersInTime } from './tickets/timers.ts';
import { ticketsWait } from './tickets/waiting.ts';

/** Everything that `npm run soak` checks, in the order in which it does. */
export const promises: readonly Promised[] = [
  nothingLost,
  nothingDoubled,
  soak,
  orderDoesNotMatter,
  killedAnywhere,
  crmDown,
  answersLost,
  limitsKept,
  portalTrouble,
  timersInTime,
  ticketsWait,
  noisyNeighbour,
  noisyLine,
  poisonStopsItselfOnly,
  quickToAcknowledge,
  pureFunction,
  lostIsRepaired,
  callbacksAreTaken,
  forgedIsRefused,
  nothingTold,
  outgoingWhereItMay,
  leastPrivilege,
];
