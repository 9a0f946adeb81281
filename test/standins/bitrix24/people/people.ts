import type { Emit } from '../events/cause.ts';

/** Time tracking of an employee; `UNAVAILABLE`: it is off for him. */
export type WorkDay = 'OPENED' | 'CLOSED' | 'PAUSED' | 'EXPIRED' | 'UNAVAILABLE';

export interface Person {
  readonly id: number;
  readonly name: string;
  readonly lastName: string;
  readonly email: string;
  /** False: dismissed. */
  readonly active: boolean;
  readonly admin: boolean;
  readonly departments: readonly number[];
  readonly position: string;
  /** His extension, `UF_PHONE_INNER`. */
  readonly extension: string;
  readonly mobile: string;
  readonly workPhone: string;
  readonly online: boolean;
  readonly workDay: WorkDay;
  /** End of his absence by the portal's absence chart, epoch milliseconds. */
  readonly absentUntil?: number;
  /** Whether he may see the CRM. */
  readonly seesCrm: boolean;
  readonly changedAt: number;
}

export type NewPerson = Partial<Omit<Person, 'id' | 'changedAt'>>;

/** The portal's employees. The first is its administrator. */
export class People {
  readonly #now: () => number;
  readonly #emit: Emit;
  readonly #people = new Map<number, Person>();

  constructor(now: () => number, emit: Emit) {
    this.#now = now;
    this.#emit = emit;
  }

  add(person: NewPerson = {}): Person {
    const id = this.#people.size + 1;
    const added: Person = {
      name: `Name${id}`,
      lastName: `Lastname${id}`,
      email: `user${id}@acme.example`,
      active: true,
      admin: false,
      departments: [1],
      position: '',
      extension: '',
      mobile: '',
      workPhone: '',
      online: true,
      workDay: 'UNAVAILABLE',
      seesCrm: true,
      ...person,
      id,
      changedAt: this.#now(),
    };
    this.#people.set(id, added);
    return added;
  }

  get(id: number | undefined): Person | undefined {
    return id === undefined ? undefined : this.#people.get(id);
  }

  all(): readonly Person[] {
    return [...this.#people.values()];
  }

  /** Inferred: every change, a dismissal too, moves `TIMESTAMP_X`. */
  change(id: number, change: NewPerson): Person {
    const person = this.get(id);
    if (person === undefined) throw new RangeError(`no person ${id}`);
    const changed = { ...person, ...change, changedAt: this.#now() };
    this.#people.set(id, changed);
    return changed;
  }

  /** There is no event for it. */
  dismiss(id: number): void {
    this.change(id, { active: false });
  }

  /** The first time that somebody logs in: the only event about people. */
  logInFirst(id: number): void {
    const person = this.get(id);
    if (person === undefined) throw new RangeError(`no person ${id}`);
    const data = {
      ID: String(id),
      ACTIVE: 'Y',
      EMAIL: person.email,
      NAME: person.name,
      LAST_NAME: person.lastName,
      UF_DEPARTMENT: person.departments,
      WORK_POSITION: person.position,
    };
    this.#emit('ONUSERADD', data, { userId: id });
  }

  byExtension(extension: string): Person | undefined {
    return this.all().find((person) => person.extension === extension);
  }

  withPhone(digits: string): Person | undefined {
    const own = (phone: string): boolean => phone !== '' && phone.replace(/\D/g, '') === digits;
    return this.all().find((person) => person.active && (own(person.mobile) || own(person.workPhone)));
  }
}
