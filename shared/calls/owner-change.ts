import { type Candidate, candidate } from '../responsibility/candidate.ts';
import type { Choice } from '../responsibility/choose.ts';
import type { CallContext } from './context.ts';
import type { CallResult } from './missed.ts';
import type { OwnerChangeDecision } from './state.ts';
import type { TalkPart } from './talks.ts';

/**
 * D-53, Mango manual §2.3: the last employee who talked in a transferred inbound call becomes the owner of the client,
 * if that is wanted. An unmapped one does not: nobody stands in for him, the client stays where he is.
 *
 * @param take the first of the line who can be responsible, if there is one.
 */
export function ownerChangeOf(
  context: CallContext,
  result: CallResult,
  take: (line: readonly Candidate[]) => Omit<Choice, 'mistakes'>,
): OwnerChangeDecision | undefined {
  const { facts, picture, client } = context;
  if (!facts.settings.updateOwnerOnTransfer || client?.party === undefined) return undefined;
  if (result.kind !== 'answered' || picture.direction !== 'inbound') return undefined;
  const last = lastByTransfer(context);
  const { employeeId, trace } = take([transferredTo(context, last)]);
  if (employeeId === undefined || last === undefined) return { trace };
  return { entityOwnerId: employeeId, transferredAt: last.startedAt, trace };
}

/** The part of the one with whom the client was in the end, where a colleague had handed him over. */
function lastByTransfer({ picture: { parts } }: CallContext): TalkPart | undefined {
  const last = parts.at(-1);
  const before = parts.slice(0, -1).some(({ extension }) => extension !== last?.extension);
  return last?.byTransfer === true && before ? last : undefined;
}

function transferredTo({ participants, client }: CallContext, part: TalkPart | undefined): Candidate {
  const role = 'transferredTo';
  if (part === undefined) return { role, absent: 'notTransferred' };
  const employee = participants.find(({ extension, mapped }) => mapped && extension === part.extension);
  if (employee?.employeeId === undefined) return { role, absent: 'unmapped' };
  if (employee.employeeId === client?.ownerId) return { role, absent: 'ownsAlready' };
  // He was on the phone just now, whatever his calendar says.
  return { ...candidate(role, employee.employeeId, 'unmapped'), atWork: true } as Candidate;
}
