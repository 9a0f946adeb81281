export interface Department {
  readonly id: number;
  readonly name: string;
  readonly parentId?: number;
  readonly headId?: number;
}

/** The tree of departments; the first is the company itself. */
export class Departments {
  readonly #departments = new Map<number, Department>();

  add(department: Omit<Department, 'id'>): Department {
    const added = { ...department, id: this.#departments.size + 1 };
    this.#departments.set(added.id, added);
    return added;
  }

  change(id: number, change: Partial<Omit<Department, 'id'>>): void {
    const department = this.#departments.get(id);
    if (department === undefined) throw new RangeError(`no department ${id}`);
    this.#departments.set(id, { ...department, ...change });
  }

  all(): readonly Department[] {
    return [...this.#departments.values()];
  }
}
