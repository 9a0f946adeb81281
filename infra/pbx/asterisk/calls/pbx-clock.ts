/**
 * The PBX's clock, as its events show it. Between events it runs on with ours, so that nothing depends on both being
 * set to the same time.
 */
export class PbxClock {
  readonly #local: () => number;
  #at: number;
  #since: number;

  /** @param local A clock of ours that never steps, in milliseconds. @param start What to begin with. */
  constructor(local: () => number, start: number) {
    this.#local = local;
    this.#at = start;
    this.#since = local();
  }

  now(): number {
    return Math.round(this.#at + this.#local() - this.#since);
  }

  /** The PBX says what time it is. */
  set(at: number): void {
    this.#at = at;
    this.#since = this.#local();
  }
}
