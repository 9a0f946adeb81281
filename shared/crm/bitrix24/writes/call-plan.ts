import type { RecordCall } from '../../../effects/crm-write.ts';
import type { PartyKind, PartyRef } from '../../../people/party.ts';
import type { CrmOutcome } from '../../port.ts';
import { hideFrom } from '../cards/commands.ts';
import type { Ending } from '../cards/endings.ts';
import type { Answer } from '../rest/answer.ts';
import type { Commands } from '../rest/batch.ts';
import { ref } from '../rest/params.ts';
import {
  callCommands,
  finishCommand,
  finishOutcome,
  type Registered,
  recordOutcome,
  type Target,
} from './call-commands.ts';

export type Answers = Readonly<Record<string, Answer<unknown>>>;

/** A call that goes into a parcel. */
export interface Plan {
  readonly write: RecordCall;
  /** The owner in the portal. */
  readonly userId: string;
  readonly ending: Ending;
  readonly known: PartyRef | undefined;
  /** The client whom the same parcel creates. */
  readonly born?: PartyKind;
}

/** Under the names `reg0`, `fin0`, …; a creation in front of them is `made`. */
export function commandsOf(
  { write, userId, ending, known, born }: Plan,
  index: number,
  isBehindCreation: boolean,
  at: (name: string) => string,
): Commands {
  if (ending.kind === 'finish') {
    return { [`fin${index}`]: finishCommand(write, ending.portal.id, userId) };
  }
  const target: Target | undefined =
    known ?? (born === undefined ? undefined : { kind: born, id: ref(at('made'), 'item', 'id') });
  const onlyAfter = isBehindCreation ? { onlyAfter: ref(at('made'), 'item', 'assignedById') } : {};
  const { reg, fin } = callCommands({ write, userId, target, ...onlyAfter }, at(`reg${index}`));
  const isOpen = ending.kind === 'leave' && ending.crmUserIds.length > 0;
  return {
    ...(isOpen ? { [`hide${index}`]: hideFrom(ending.portal.id, ending.crmUserIds) } : {}),
    [`reg${index}`]: reg,
    [`fin${index}`]: fin,
  };
}

/** That a card could not be hidden changes nothing in what is recorded. */
export function outcomeIn({ write, ending }: Plan, index: number, answers: Answers): CrmOutcome | 'doubtful' {
  const finished = answers[`fin${index}`] as Answer<unknown>;
  if (ending.kind === 'finish') return finishOutcome(write, ending.portal, finished);
  return recordOutcome(write, answers[`reg${index}`] as Answer<Registered>, finished);
}
