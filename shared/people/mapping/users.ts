/** An employee as the PBX lists him. */
export interface PbxUser {
  readonly name: string;
  readonly email?: string;
  /** Of one PBX; at least one. */
  readonly extensions: readonly string[];
  /** The ring groups in which he is. */
  readonly groups: readonly string[];
  /** Another account of the CRM in which he is mapped, by whatever name people give it. */
  readonly mappedIn?: string;
}

/** A user of the CRM. */
export interface CrmUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  /** His extension as the CRM has it. */
  readonly extension?: string;
  /** Another PBX or account for which he is in use. */
  readonly mappedIn?: string;
}

/** What both lists tell of a person. */
export const matchParameters = ['name', 'email'] as const;
export type MatchParameter = (typeof matchParameters)[number];

/** By what two are taken for one person: an extension says so only of those whom nothing else has matched. */
export type MatchedBy = MatchParameter | 'extension';

/** MG-22: all of the parameters must agree, or at least one. */
export const matchModes = ['allParameters', 'atLeastOne'] as const;
export type MatchMode = (typeof matchModes)[number];
