import type { Cause, Emit } from '../events/cause.ts';
import type { UserField } from './fields.ts';
import { PhoneIndex } from './phone-index.ts';
import { Statuses } from './statuses.ts';
import type { Entity, EntityName, EntityRef, Fields, MultiField } from './types.ts';

/** What an entity is made of or changed to: only what is named changes. */
export interface EntityChange {
  readonly fields?: Fields;
  /** All phones, e-mails and sites that it has then. Those without an id are new. */
  readonly multi?: readonly (Omit<MultiField, 'id'> & { readonly id?: number })[];
}

/** Somebody of the portal, by hand. */
const byHand: Cause = { userId: 1 };

const initialFields: Readonly<Record<EntityName, Fields>> = {
  LEAD: { OPENED: 'Y', SOURCE_ID: 'CALL' },
  DEAL: { OPENED: 'Y', CATEGORY_ID: 0, TYPE_ID: 'SALE' },
  CONTACT: { OPENED: 'Y', TYPE_ID: 'CLIENT', COMPANY_IDS: [] },
  COMPANY: { OPENED: 'Y', COMPANY_TYPE: 'CUSTOMER' },
};

/** Leads, deals, contacts and companies. Everything that changes raises its event. */
export class Crm {
  readonly statuses = new Statuses();
  readonly #phones = new PhoneIndex();
  /** `classic` with leads, `simple` without. */
  mode: 'classic' | 'simple' = 'classic';
  readonly #timestamp: () => string;
  readonly #emit: Emit;
  readonly #entities = new Map<EntityName, Map<number, Entity>>();
  readonly #userFields = new Map<string, UserField>();
  readonly #lastIds = new Map<EntityName, number>();
  #lastMultiId = 0;

  constructor(timestamp: () => string, emit: Emit) {
    this.#timestamp = timestamp;
    this.#emit = emit;
  }

  /** A custom field: what is written to one that nobody added is ignored. */
  addUserField(type: EntityName, field: UserField): void {
    this.#userFields.set(`${type} ${field.name}`, field);
  }

  userFieldsOf(type: EntityName): readonly UserField[] {
    return [...this.#userFields].flatMap(([key, field]) => (key.startsWith(`${type} `) ? [field] : []));
  }

  get(ref: EntityRef): Entity | undefined {
    return this.#entities.get(ref.type)?.get(ref.id);
  }

  all(type: EntityName): readonly Entity[] {
    return [...(this.#entities.get(type)?.values() ?? [])];
  }

  add(type: EntityName, { fields = {}, multi = [] }: EntityChange, cause: Cause = byHand): Entity {
    const id = (this.#lastIds.get(type) ?? 0) + 1;
    this.#lastIds.set(type, id);
    const author = cause.userId ?? 0;
    const now = this.#timestamp();
    const given: Fields = {
      ASSIGNED_BY_ID: author,
      ...initialFields[type],
      ...linked(fields),
      ID: id,
      CREATED_BY_ID: author,
      MODIFY_BY_ID: author,
      DATE_CREATE: now,
      DATE_MODIFY: now,
    };
    const entity = { type, id, fields: this.#derived(type, given), multi: this.#numbered(multi) };
    const shelf = this.#entities.get(type) ?? new Map<number, Entity>();
    this.#entities.set(type, shelf.set(id, entity));
    this.#phones.put(entity);
    this.#emit(`ONCRM${type}ADD`, { FIELDS: { ID: id } }, cause);
    return entity;
  }

  /** @returns the entity as it is then; `undefined` where there is none. */
  change(ref: EntityRef, change: EntityChange, cause: Cause = byHand): Entity | undefined {
    const entity = this.get(ref);
    if (entity === undefined) return undefined;
    const fields = { ...entity.fields, ...linked(change.fields ?? {}) };
    const stamped = { ...fields, DATE_MODIFY: this.#timestamp(), MODIFY_BY_ID: cause.userId ?? 0 };
    const multi = change.multi === undefined ? entity.multi : this.#numbered(change.multi);
    const changed = { ...entity, fields: this.#derived(ref.type, stamped), multi };
    this.#entities.get(ref.type)?.set(ref.id, changed);
    this.#phones.remove(entity);
    this.#phones.put(changed);
    this.#emit(`ONCRM${ref.type}UPDATE`, { FIELDS: { ID: ref.id } }, cause);
    return changed;
  }

  delete(ref: EntityRef, cause: Cause = byHand): boolean {
    const entity = this.get(ref);
    if (entity === undefined) return false;
    this.#entities.get(ref.type)?.delete(ref.id);
    this.#phones.remove(entity);
    this.#emit(`ONCRM${ref.type}DELETE`, { FIELDS: { ID: ref.id } }, cause);
    return true;
  }

  /** Entities with a phone of the same digits, oldest first. */
  withPhone(type: EntityName, phone: string): readonly Entity[] {
    const found = this.#phones.find(type, phone).flatMap((id) => this.get({ type, id }) ?? []);
    return found.sort((a, b) => a.id - b.id);
  }

  /** Stage and its meaning, which follow from other fields. */
  #derived(type: EntityName, fields: Fields): Fields {
    if (type === 'CONTACT' || type === 'COMPANY') return fields;
    const stageField = type === 'LEAD' ? 'STATUS_ID' : 'STAGE_ID';
    const staged = { ...fields, [stageField]: fields[stageField] ?? this.statuses.firstStage(type, fields) };
    const semantics = this.statuses.stageOf(type, staged)?.semantics;
    const isReturning = Number(fields.CONTACT_ID ?? 0) > 0 || Number(fields.COMPANY_ID ?? 0) > 0;
    return {
      ...staged,
      [type === 'LEAD' ? 'STATUS_SEMANTIC_ID' : 'STAGE_SEMANTIC_ID']: semantics ?? 'P',
      ...(type === 'DEAL' ? { CLOSED: semantics === undefined ? 'N' : 'Y' } : {}),
      IS_RETURN_CUSTOMER: isReturning ? 'Y' : 'N',
    };
  }

  #numbered(multi: NonNullable<EntityChange['multi']>): readonly MultiField[] {
    return multi.map((field) => ({ ...field, id: field.id ?? ++this.#lastMultiId }));
  }
}

/** One link and the list of links say the same: the first of the list is the main one. */
function linked(fields: Fields): Fields {
  const both = { ...fields };
  for (const one of ['COMPANY_ID', 'CONTACT_ID'] as const) {
    const many = `${one}S`;
    const ids = fields[many] as readonly number[] | undefined;
    if (ids !== undefined) both[one] = ids[0] ?? 0;
    else if (fields[one] !== undefined) both[many] = Number(fields[one]) > 0 ? [Number(fields[one])] : [];
  }
  return both;
}
