import { employeeWithClient, type Leg } from './legs.ts';
import type { CallPicture } from './picture.ts';

/** Whose phone rings for the client or who talks to him, now. */
export function extensionsWithClient({ legs, isOver }: CallPicture): readonly string[] {
  if (isOver) return [];
  const open = legs.filter(({ endedAt }) => endedAt === undefined).flatMap(placeOf);
  // Not every PBX says that a leg has ended: who began to talk last has the client, and whose phone began to ring
  // before that did not take him.
  const latest = Math.max(...open.flatMap(({ talksSince }) => talksSince ?? []));
  const now = open.filter(({ since, talksSince }) =>
    talksSince === undefined ? !(since <= latest) : talksSince === latest,
  );
  return [...new Set(now.map(({ extension }) => extension))].sort();
}

interface Place {
  readonly extension: string;
  readonly since: number;
  /** Absent while his phone rings. */
  readonly talksSince?: number;
}

/** What the employee of a leg does at the moment. */
function placeOf({ phases }: Leg): Place[] {
  const last = phases.at(-1);
  const extension = last === undefined ? undefined : employeeWithClient(last);
  if (last === undefined || extension === undefined) return [];
  if (last.state === 'ringing') return [{ extension, since: last.since }];
  const talk = phases.find((phase) => phase.state !== 'ringing' && employeeWithClient(phase) === extension);
  return [{ extension, since: last.since, talksSince: talk?.since ?? last.since }];
}

/** All that a card depends on but the facts; empty where nobody can see one. */
export function situationOf(picture: CallPicture): string {
  const extensions = extensionsWithClient(picture);
  if (extensions.length === 0 || picture.direction === 'internal') return '';
  return JSON.stringify([picture.direction, picture.clientNumber, picture.line, ...extensions]);
}
