import type { EmployeeId } from '../base/ids.ts';

/** Epoch milliseconds, the end excluded. */
export type DutyWindow = readonly [from: number, to: number];

/** Who is on duty when. Whoever has no windows in it is not bound by it. */
export interface DutyRota {
  /** In order and apart from each other. */
  readonly windows: Readonly<Record<EmployeeId, readonly DutyWindow[]>>;
  /** It speaks from then on, and until then. A rota that nobody continued must not leave clients without anybody. */
  readonly from: number;
  readonly until: number;
}

/** Whether a rota has somebody on duty, and when that changes. Epoch milliseconds. */
export interface Duty {
  readonly isOn: boolean;
  /** Absent where he has no window any more. */
  readonly until?: number;
}

/** Nothing where the rota does not bind him now. */
export function dutyOf(id: EmployeeId, rota: DutyRota | undefined, now: number): Duty | undefined {
  const windows = rota?.windows[id];
  if (rota === undefined || windows === undefined || now < rota.from || now >= rota.until) return undefined;
  const next = windows.find(([, to]) => to > now);
  if (next === undefined) return { isOn: false };
  const [from, to] = next;
  return from <= now ? { isOn: true, until: to } : { isOn: false, until: from };
}

/** Windows as a rota holds them: those that overlap or touch each other are one. */
export function joinedWindows(windows: readonly DutyWindow[]): readonly DutyWindow[] {
  const joined: DutyWindow[] = [];
  for (const [from, to] of windows.toSorted(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], to)];
    else joined.push([from, to]);
  }
  return joined;
}
