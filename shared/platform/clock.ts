/** Epoch milliseconds, now. A port: tests move it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
