const minuteMs = 60_000;
const minutes = 10;

/** What a method has used of its time, as the `time` block of an answer says it. */
export interface Operating {
  readonly operating: number;
  /** Epoch seconds: when the oldest minute in use is forgotten. */
  readonly operating_reset_at: number;
}

/** Time of work, for each method and each app or webhook, in ten buckets of a minute. */
export class OperatingTime {
  readonly #now: () => number;
  readonly #used = new Map<string, Map<number, number>>();
  /** Seconds in ten minutes. The cloud sets it; 480 is the documented example. */
  limitSeconds = 480;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(caller: string, method: string, seconds: number): void {
    const buckets = this.#buckets(caller, method);
    const minute = Math.floor(this.#now() / minuteMs);
    buckets.set(minute, (buckets.get(minute) ?? 0) + seconds);
  }

  isExhausted(caller: string, method: string): boolean {
    return this.of(caller, method).operating >= this.limitSeconds;
  }

  of(caller: string, method: string): Operating {
    const buckets = this.#buckets(caller, method);
    const oldest = Math.min(...buckets.keys(), Math.floor(this.#now() / minuteMs));
    const operating = [...buckets.values()].reduce((sum, seconds) => sum + seconds, 0);
    return { operating, operating_reset_at: (oldest + minutes) * 60 };
  }

  #buckets(caller: string, method: string): Map<number, number> {
    const key = `${caller} ${method}`;
    const buckets = this.#used.get(key) ?? new Map<number, number>();
    this.#used.set(key, buckets);
    const first = Math.floor(this.#now() / minuteMs) - minutes;
    for (const minute of buckets.keys()) if (minute <= first) buckets.delete(minute);
    return buckets;
  }
}
