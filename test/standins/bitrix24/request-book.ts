/** One HTTP request to the portal, as it ended. */
export interface RequestRecord {
  /** Epoch milliseconds. */
  readonly at: number;
  /** `batch`, `crm.item.add`, `v3/tasks.task.add` */
  readonly method: string;
  /** Methods of a batch's commands that were tried. */
  readonly commands: readonly string[];
  /** 0 where it was cut. */
  readonly status: number;
  /** The portal's code, where it was an error. */
  readonly error?: string;
}

/** What was asked of the portal. */
export class RequestBook {
  #records: RequestRecord[] = [];

  add(record: RequestRecord): void {
    this.#records.push(record);
  }

  all(): readonly RequestRecord[] {
    return this.#records;
  }

  /** HTTP requests, of one method or of all. */
  count(method?: string): number {
    const wanted = method?.toLowerCase();
    return this.#records.filter((one) => wanted === undefined || one.method.toLowerCase() === wanted).length;
  }

  /** How often a method was tried, by itself or in a batch. */
  tried(method: string): number {
    const wanted = method.toLowerCase();
    return this.#records
      .flatMap((one) => [one.method, ...one.commands])
      .filter((one) => one.toLowerCase() === wanted).length;
  }

  /** Requests that ended with this error code. */
  refused(error: string): number {
    return this.#records.filter((one) => one.error === error).length;
  }

  clear(): void {
    this.#records = [];
  }
}
