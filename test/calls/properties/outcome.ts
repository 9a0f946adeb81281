import type { EmployeeId } from '../../../shared/base/ids.ts';
import { staleAfterMs } from '../../../shared/calls/decide.ts';
import { NobodyResponsibleError } from '../../../shared/calls/errors.ts';
import type { CallEvent } from '../../../shared/calls/events.ts';
import type { CallFacts } from '../../../shared/calls/facts.ts';
import type { CallDecision } from '../../../shared/calls/state.ts';
import type { CrmWrite } from '../../../shared/effects/crm-write.ts';
import { everybodyIn } from '../../../shared/people/responsible.ts';
import type { TraceStep } from '../../../shared/responsibility/trace.ts';
import { tell } from '../story.ts';

export interface Decided {
  readonly decision: CallDecision;
  readonly writes: readonly CrmWrite[];
}

/**
 * What becomes of a call of which these events are heard, and then no more: decided by its timer, or as one whose end
 * was lost. Nothing where nobody can be responsible (the message then waits), or where nothing tells of a call.
 */
export function decidedBy(events: readonly CallEvent[], company: CallFacts): Decided | undefined {
  const [first] = events;
  if (first === undefined) return undefined;
  try {
    const heard = tell(events, company);
    const { decision } = heard.state;
    const silent = { ...company, now: Math.max(...events.map(({ at }) => at)) + staleAfterMs };
    const told = decision ? heard : tell([{ kind: 'stale', callId: first.callId }], silent, heard.state);
    if (told.state.decision === undefined) return undefined;
    const writes = told.effects.flatMap((effect) => (effect.kind === 'crm' ? effect.writes : []));
    return { decision: told.state.decision, writes };
  } catch (error) {
    if (error instanceof NobodyResponsibleError) return undefined;
    throw error;
  }
}

/** Everybody who was made responsible for something, with the reasons. */
export function choicesIn(decision: CallDecision): readonly Chosen[] {
  const { records, entity, deal, task, ownerChange } = decision;
  const newOwner = ownerChange?.entityOwnerId;
  return [
    ...records.map(({ callOwnerId, trace }) => ({ what: 'record', who: callOwnerId, trace })),
    ...(entity === undefined ? [] : [{ what: 'entity', who: entity.entityOwnerId, trace: entity.trace }]),
    ...(deal === undefined ? [] : [{ what: 'deal', who: deal.entityOwnerId, trace: deal.trace }]),
    ...(newOwner === undefined ? [] : [{ what: 'owner', who: newOwner, trace: ownerChange?.trace ?? [] }]),
    ...(task === undefined ? [] : [{ what: 'task', who: task.taskAssigneeId, trace: task.trace }]),
  ];
}

export interface Chosen {
  readonly what: string;
  readonly who: EmployeeId;
  readonly trace: readonly TraceStep[];
}

/** Whether the last ones in line, at least, can take a call. */
export function somebodyCanOwn({ settings, employees }: CallFacts): boolean {
  return everybodyIn(settings.defaultResponsible).some((id) => employees.get(id)?.status === 'active');
}
