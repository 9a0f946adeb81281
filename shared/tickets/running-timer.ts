/** The timer that runs; one with another number is out of date. Times are epoch milliseconds. */
export interface RunningTimer {
  readonly number: number;
  readonly setAt: number;
  readonly fireAt: number;
}
