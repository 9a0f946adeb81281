import type { EmployeeId } from '../../base/ids.ts';
import type { CallDecision, NotCaptured } from '../state.ts';

/** What of a decision people would notice: who gets what, and whether the CRM hears of it. */
export interface Outline {
  /** Not even the default responsible could take it. */
  readonly nobodyResponsible?: true;
  readonly notCaptured?: NotCaptured;
  readonly callOwnerId?: EmployeeId;
  /** The owners of the call records, in the order of the call's parts. */
  readonly recordOwnerIds: readonly EmployeeId[];
  readonly entity?: Created;
  readonly deal?: Created;
  readonly taskAssigneeId?: EmployeeId;
  /** D-53: whom a transfer makes the owner of a known client. */
  readonly newOwnerId?: EmployeeId;
}

interface Created {
  readonly action: string;
  readonly entityOwnerId: EmployeeId;
}

/** The ways in which two outlines can differ. */
export const outlineFields = [
  'captured',
  'owner',
  'records',
  'entity',
  'deal',
  'task',
  'ownerChange',
] as const;
export type OutlineField = (typeof outlineFields)[number];

const views: Readonly<Record<OutlineField, (outline: Outline) => unknown>> = {
  captured: ({ notCaptured, nobodyResponsible }) => [notCaptured, nobodyResponsible],
  owner: ({ callOwnerId }) => callOwnerId,
  records: ({ recordOwnerIds }) => recordOwnerIds,
  entity: ({ entity }) => [entity?.action, entity?.entityOwnerId],
  deal: ({ deal }) => [deal?.action, deal?.entityOwnerId],
  task: ({ taskAssigneeId }) => taskAssigneeId,
  ownerChange: ({ newOwnerId }) => newOwnerId,
};

export function outlineOf(decision: CallDecision): Outline {
  const { notCaptured, callOwnerId, records, entity, deal, task, ownerChange } = decision;
  const newOwnerId = ownerChange?.entityOwnerId;
  return {
    ...(notCaptured === undefined ? {} : { notCaptured }),
    ...(callOwnerId === undefined ? {} : { callOwnerId }),
    recordOwnerIds: records.map((record) => record.callOwnerId),
    ...(entity === undefined ? {} : { entity: createdIn(entity) }),
    ...(deal === undefined ? {} : { deal: createdIn(deal) }),
    ...(task === undefined ? {} : { taskAssigneeId: task.taskAssigneeId }),
    ...(newOwnerId === undefined ? {} : { newOwnerId }),
  };
}

const createdIn = ({ action, entityOwnerId }: Created): Created => ({ action, entityOwnerId });

/** In what two outlines differ. */
export function differencesBetween(a: Outline, b: Outline): readonly OutlineField[] {
  return outlineFields.filter((field) => {
    const view = views[field];
    return JSON.stringify(view(a)) !== JSON.stringify(view(b));
  });
}
