export type Accessibility = 'busy' | 'absent' | 'quest' | 'free';

export interface CalendarEntry {
  readonly id: number;
  readonly userId: number;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly accessibility: Accessibility;
}

/** What people have in their calendars. */
export class Calendar {
  readonly #entries: CalendarEntry[] = [];

  add(entry: Omit<CalendarEntry, 'id'>): CalendarEntry {
    const added = { ...entry, id: this.#entries.length + 1 };
    this.#entries.push(added);
    return added;
  }

  of(userId: number, from: number, to: number): readonly CalendarEntry[] {
    return this.#entries.filter((entry) => entry.userId === userId && entry.from < to && entry.to > from);
  }
}
