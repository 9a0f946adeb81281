/** `entityTypeId` of the CRM's classic entities. */
export const entityTypes = { LEAD: 1, DEAL: 2, CONTACT: 3, COMPANY: 4 } as const;

export type EntityName = keyof typeof entityTypes;

export const entityNames = Object.keys(entityTypes) as readonly EntityName[];

export const entityNameOf = (typeId: number | undefined): EntityName | undefined =>
  entityNames.find((name) => entityTypes[name] === typeId);

export const toEntityName = (said: string | undefined): EntityName | undefined =>
  entityNames.find((name) => name === said?.toUpperCase());

export interface EntityRef {
  readonly type: EntityName;
  readonly id: number;
}

/** One phone, e-mail or site. */
export interface MultiField {
  readonly id: number;
  readonly typeId: string;
  readonly valueType: string;
  readonly value: string;
}

export type FieldValue = string | number | readonly number[] | readonly string[];

/** Fields by the names of the old methods; user fields by their raw names. */
export type Fields = Readonly<Record<string, FieldValue>>;

export interface Entity extends EntityRef {
  readonly fields: Fields;
  readonly multi: readonly MultiField[];
}
