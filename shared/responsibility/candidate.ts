import type { EmployeeId } from '../base/ids.ts';

/** The places in line. One list serves call owner, entity owner and task assignee. */
export const candidateRoles = [
  'answeringEmployee',
  'callingEmployee',
  'calledEmployee',
  'transferredTo',
  'clientOwner',
  'ivrResponsible',
  'groupResponsible',
  'rungEmployee',
  'catchAllEmployee',
  'trunkResponsible',
  'companyResponsible',
  'defaultResponsible',
] as const;
export type CandidateRole = (typeof candidateRoles)[number];

/** Roles whose person is named in the settings: a wrong one is a mistake to be told (D-16). */
export const settingsRoles: readonly CandidateRole[] = [
  'ivrResponsible',
  'groupResponsible',
  'catchAllEmployee',
  'trunkResponsible',
  'companyResponsible',
  'defaultResponsible',
];

/** Why nobody stands at a place in line. */
export type AbsenceReason =
  /** The chosen policy does not ask for this candidate. */
  | 'policy'
  /** The setting is off. */
  | 'switchedOff'
  /** The setting is on but names nobody, or the line has no responsible of its own (IT-12). */
  | 'notChosen'
  /** The call's trunk is not in the settings. */
  | 'trunkUnknown'
  /** A trunk's responsible is for inbound calls only (IT-13). */
  | 'notInbound'
  /** The call was missed in another way than this person is for. */
  | 'otherClass'
  /** The person for this class of missed calls has those of known clients too. */
  | 'otherForClass'
  | 'clientUnknown'
  | 'clientHasNoOwner'
  | 'nobodyRang'
  | 'nobodyTalked'
  /** Nobody was handed the client by a colleague, or he ended with who had him first. */
  | 'notTransferred'
  /** He owns the client already. */
  | 'ownsAlready'
  /** The employee is unknown to the CRM (D-81). */
  | 'unmapped'
  /** Only calls of unmapped employees go to the catch-all employee. */
  | 'mapped'
  /** MG-01. */
  | 'basicPackage';

/** Why a person who stands in line can't take it. */
export type RefusalReason = 'unknownEmployee' | 'dismissed' | 'blocked';
/** Why a person who could take it does not: he is away, and so are those who would cover for him. */
export type WaitingReason = 'onLeave';

/** One place in line: somebody, or the reason why nobody. */
export type Candidate =
  | {
      readonly role: CandidateRole;
      readonly employeeId: EmployeeId;
      /** He took part in this himself: a leave in his calendar says nothing. */
      readonly atWork?: boolean;
    }
  | { readonly role: CandidateRole; readonly absent: AbsenceReason };

export function candidate(
  role: CandidateRole,
  employeeId: EmployeeId | undefined,
  absent: AbsenceReason,
): Candidate {
  return employeeId === undefined ? { role, absent } : { role, employeeId };
}
