/** Lets one after the other in, in the order in which they came. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs the work when it is its turn; not at all when that doesn't come before the deadline. */
  async take(deadline: number, work: () => Promise<void>): Promise<void> {
    const before = this.#last;
    const done = Promise.withResolvers<void>();
    this.#last = Promise.all([before, done.promise]);
    try {
      if (await happensBy(before, deadline)) await work();
    } finally {
      // Whoever waited for the work goes on first, then the next turn begins.
      setImmediate(done.resolve);
    }
  }
}

async function happensBy(event: Promise<unknown>, deadline: number): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(late.resolve, deadline - Date.now(), false);
  const inTime = await Promise.race([event.then(() => true), late.promise]);
  clearTimeout(timer);
  return inTime;
}
