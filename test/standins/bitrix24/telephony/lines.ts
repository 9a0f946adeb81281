export interface Line {
  readonly id: number;
  readonly number: string;
  readonly name: string;
  /** Whether outgoing calls over it create entities. */
  readonly autoCreate: boolean;
}

/** Numbers of an external PBX, by application. */
export class Lines {
  readonly #lines = new Map<string, Line>();
  #lastId = 0;

  get(clientId: string, number: string): Line | undefined {
    return this.#lines.get(`${clientId} ${number}`);
  }

  of(clientId: string): readonly Line[] {
    return [...this.#lines].flatMap(([key, line]) => (key.startsWith(`${clientId} `) ? [line] : []));
  }

  put(clientId: string, line: Omit<Line, 'id'>): Line {
    const id = this.get(clientId, line.number)?.id ?? ++this.#lastId;
    const kept = { ...line, id };
    this.#lines.set(`${clientId} ${line.number}`, kept);
    return kept;
  }

  delete(clientId: string, number: string): boolean {
    return this.#lines.delete(`${clientId} ${number}`);
  }
}
