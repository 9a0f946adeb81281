import type { EmployeeId } from '../base/ids.ts';
import { isMapped } from '../people/employee.ts';
import type { CallFacts } from './facts.ts';
import { employeeWithClient } from './legs.ts';
import type { CallPicture } from './picture.ts';
import type { Participant } from './state.ts';

/** Everybody whose phone rang for the client or who talked to him, in the order in which they came into the call. */
export function participantsOf(picture: CallPicture, facts: CallFacts): readonly Participant[] {
  const talked = new Set(picture.parts.map((part) => part.extension));
  const rang = new Set(picture.offers.map((offer) => offer.extension));
  const callers = picture.direction === 'outbound' ? callersIn(picture) : [];
  return [...new Set([...rang, ...talked, ...callers])].map((extension) => {
    const employee = employeeAt(extension, facts);
    return {
      extension,
      ...(employee === undefined ? {} : { employeeId: employee.id, name: employee.name }),
      mapped: employee !== undefined && isMapped(employee),
      rang: rang.has(extension),
      talked: talked.has(extension),
    };
  });
}

/**
 * The same after the decision, when more is heard of who was in the call. Those who were known are named as they were
 * then.
 */
export function withLatecomers(
  known: readonly Participant[],
  picture: CallPicture,
  facts: CallFacts,
): readonly Participant[] {
  const before = new Map(known.map((participant) => [participant.extension, participant]));
  return participantsOf(picture, facts).map((participant) => {
    const { rang, talked } = participant;
    return { ...(before.get(participant.extension) ?? participant), rang, talked };
  });
}

/** Who called the client, and to whom he was passed on; a colleague who was only asked was never with the client. */
function callersIn({ legs, summary }: CallPicture): readonly string[] {
  const withClient = legs.flatMap((leg) => leg.events.map(employeeWithClient));
  return [...withClient, summary?.from.extension].filter((extension) => extension !== undefined);
}

/** All extensions that the events name, of employees and of groups alike. */
export function extensionsOf(picture: CallPicture): readonly string[] {
  const ends = [
    ...picture.legs.flatMap((leg) => leg.events),
    ...(picture.summary === undefined ? [] : [picture.summary]),
  ];
  const extensions = ends.flatMap(({ from, to }) => [from.extension, to.extension]);
  return [...new Set(extensions.filter((extension) => extension !== undefined))];
}

function employeeAt(extension: string, facts: CallFacts) {
  const id: EmployeeId | undefined = facts.employeeByExtension.get(extension);
  return id === undefined ? undefined : facts.employees.get(id);
}

/**
 * MG-13, D-09: a call card belongs to a participant, not to the call. Mapped employees who were rung or talked see
 * it; an unmapped one never does, whatever happens with his part of the call.
 */
export function cardFor(participants: readonly Participant[]): readonly EmployeeId[] {
  return participants.flatMap(({ employeeId, mapped }) =>
    mapped && employeeId !== undefined ? [employeeId] : [],
  );
}
