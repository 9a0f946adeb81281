import type { EmployeeId } from '../base/ids.ts';
import { availabilityOf } from '../people/availability.ts';
import type { TicketFacts } from './facts.ts';
import type { QueueRole, QueueStep, SkipReason } from './queue-step.ts';

export interface NextAgent {
  /** Absent where nobody can be asked. */
  readonly employeeId?: EmployeeId;
  readonly steps: readonly QueueStep[];
}

interface InLine {
  readonly role: QueueRole;
  readonly employeeId: EmployeeId;
}

/**
 * Whom to ask next: down the line, the first who can work and was not asked in this round. A step for each who was
 * passed over says why.
 */
export function nextAgent(tried: readonly EmployeeId[], facts: TicketFacts): NextAgent {
  const steps: QueueStep[] = [];
  for (const one of lineOf(facts)) {
    const skip = skipReason(one, tried, facts);
    if (skip === undefined) {
      return { employeeId: one.employeeId, steps: [...steps, { ...one, outcome: 'taken' }] };
    }
    steps.push({ ...one, outcome: 'skipped', ...skip });
  }
  return { steps };
}

/** Everybody in line who could be given a ticket now, in its order: in `broadcast` they all see it (OL-21). */
export function availableAgents(facts: TicketFacts): readonly EmployeeId[] {
  return lineOf(facts)
    .filter((one) => skipReason(one, [], facts) === undefined)
    .map(({ employeeId }) => employeeId);
}

/** OL-07 to OL-10 of one employee: whether he may hold a ticket that the client waits on. */
export function canWorkOn(employeeId: EmployeeId, facts: TicketFacts): boolean {
  const role = employeeId === facts.clientOwnerId ? 'clientOwner' : 'queueMember';
  return unavailability({ role, employeeId }, facts, { countsLoad: false }) === undefined;
}

/** The primary agent: who stands first in line, whether he is there or not. */
export function primaryAgentOf(facts: TicketFacts): EmployeeId | undefined {
  return lineOf({ ...facts, openLine: { ...facts.openLine, mode: 'linear' } })[0]?.employeeId;
}

/** D-52: the client's owner first where the line asks for that, then the queue in the order of its mode. */
function lineOf({ openLine, agentQueue, clientOwnerId, lastBusyAt }: TicketFacts): readonly InLine[] {
  const inOrder =
    openLine.mode === 'leastRecent'
      ? agentQueue.toSorted((a, b) => (lastBusyAt.get(a) ?? 0) - (lastBusyAt.get(b) ?? 0))
      : agentQueue;
  const queue = [...new Set(inOrder)].map((employeeId): InLine => ({ role: 'queueMember', employeeId }));
  if (clientOwnerId === undefined || openLine.ownerFirst === 'no') return queue;
  if (openLine.ownerFirst === 'inQueue' && !agentQueue.includes(clientOwnerId)) return queue;
  const others = queue.filter(({ employeeId }) => employeeId !== clientOwnerId);
  return [{ role: 'clientOwner', employeeId: clientOwnerId }, ...others];
}

function skipReason(one: InLine, tried: readonly EmployeeId[], facts: TicketFacts): SkipReason | undefined {
  const reason = unavailability(one, facts, { countsLoad: true });
  if (reason !== undefined) return reason;
  return tried.includes(one.employeeId) ? { reason: 'alreadyAsked' } : undefined;
}

/**
 * D-45: where a line doesn't check availability, only those who left or are blocked are passed over. OL-26, D-51, D-52:
 * of a client's owner neither load nor presence is asked, only whether he works here and works now.
 */
function unavailability(
  { role, employeeId }: InLine,
  { employees, work, now, timeZone, openLine }: TicketFacts,
  { countsLoad }: { readonly countsLoad: boolean },
): SkipReason | undefined {
  const employee = employees.get(employeeId);
  if (employee === undefined) return { reason: 'unknownEmployee' };
  if (!openLine.checksAvailability) {
    return employee.status === 'active' ? undefined : { reason: employee.status };
  }
  const { workState, isOnBreak, load } = work.get(employeeId) ?? {};
  const asksPresence = role === 'queueMember' || workState?.workDay !== undefined;
  const availability = availabilityOf(employee, {
    now,
    timeZone,
    ...(workState !== undefined && asksPresence ? { workState } : {}),
    ...(isOnBreak === undefined ? {} : { isOnBreak }),
    ...(load !== undefined && role === 'queueMember' && countsLoad ? { load } : {}),
  });
  if (availability.kind === 'available') return undefined;
  const { kind: _, ...reason } = availability;
  return reason;
}
