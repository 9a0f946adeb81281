/** Collects in words where something is not as it should be. */
export class Findings {
  readonly all: string[] = [];

  same(what: string, is: unknown, should: unknown): void {
    const [left, right] = [JSON.stringify(is), JSON.stringify(should)];
    if (left !== right) this.all.push(`${what} is ${left} instead of ${right}`);
  }

  /** Within the second to which telephones and their scripts agree. */
  near(what: string, is: number, should: number): void {
    // So that a time that is missing is a finding as well.
    if (!(Math.abs(is - should) <= toleranceSeconds)) this.all.push(`${what} is ${is} instead of ${should}`);
  }
}

export const toleranceSeconds = 1;
