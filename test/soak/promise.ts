/** `short` runs within seconds, in `npm test`; `full` has the figures the promise was made with, in `npm run soak`. */
export type Scale = 'short' | 'full';

/** How a promise came out in one run. */
export interface Outcome {
  /** What was counted or timed, in words that stand in a table: `100,000 events, 0 lost`. */
  readonly measured: string;
  readonly holds: boolean;
}

/** Something the product can be held to, with its check. */
export interface Promised {
  /** `R3` */
  readonly id: string;
  /** What is promised, with its full figure. */
  readonly asked: string;
  /** Runs the check: the same code at both scales, with smaller figures in `short`. */
  run(scale: Scale): Promise<Outcome>;
}
