import type { AvailabilityChanged, PresenceCheck } from '../../shared/platform/availability-message.ts';
import type { Failure, Received } from '../../shared/platform/batch.ts';
import type { EventMessage } from '../../shared/platform/messages.ts';
import { checkPresence, type PresenceParts } from '../../shared/platform/presence.ts';

/** Messages that are about somebody's work and about no call. */
export type PeopleMessage = AvailabilityChanged | PresenceCheck;
export type CallMessage = Exclude<EventMessage, PeopleMessage>;

export function isOfPeople(one: Received<EventMessage>): one is Received<PeopleMessage> {
  return one.value.kind === 'availabilityChanged' || one.value.kind === 'presenceCheck';
}

export function isOfCalls(one: Received<EventMessage>): one is Received<CallMessage> {
  return !isOfPeople(one);
}

/** Looks whether consoles were heard since. A changed availability moves no call; what it moves is told by its kind. */
export function peopleProcessor(
  parts: PresenceParts,
): (messages: readonly Received<PeopleMessage>[]) => Promise<readonly Failure[]> {
  return async (messages) => {
    const outcomes = await Promise.all(
      messages.map(async ({ record, value }): Promise<readonly Failure[]> => {
        try {
          if (value.kind === 'presenceCheck') await checkPresence(value, parts);
          return [];
        } catch (error) {
          return [{ record, error }];
        }
      }),
    );
    return outcomes.flat();
  };
}
