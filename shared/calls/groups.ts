import type { CallPicture } from './picture.ts';

/** The ring groups that had the call, by their short numbers. */
export function groupsOf({ legs, summary, offers }: CallPicture): readonly string[] {
  const named = legs.flatMap(({ group, events }) => [
    group,
    ...events.map(({ place, to }) => (place === 'queue' ? to.extension : undefined)),
  ]);
  // A missed group call in a summary names the group's short number in place of an employee's.
  const called = summary?.to.extension;
  const ofGroup =
    summary?.talkStartedAt === undefined && !offers.some(({ extension }) => extension === called)
      ? called
      : undefined;
  const groups = [...named, ofGroup].filter((group) => group !== undefined);
  return [...new Set(groups)].filter((group) => group !== '');
}
