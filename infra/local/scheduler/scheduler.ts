import TinyQueue from 'tinyqueue';
import type { ClockFollower, StackClock } from '../clock.ts';
import { type Expression, parseExpression } from './expression.ts';
import { type Schedule, type ScheduleBody, scheduleKey } from './schedule.ts';

/** Hands a due schedule to its target. Never throws: what goes wrong is the deliverer's to report. */
export type Deliver = (schedule: Schedule, dueAt: number) => Promise<void>;

const longestTimerMs = 2 ** 31 - 1;

/** Holds schedules and fires them: at their time or after, never before. */
export class Scheduler implements ClockFollower {
  readonly groups: ReadonlySet<string>;
  readonly #clock: StackClock;
  readonly #deliver: Deliver;
  readonly #schedules = new Map<string, Schedule>();
  /** The earliest first; one that was replaced, deleted or has fired since is passed over. */
  readonly #due = new TinyQueue<Schedule>([], (a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0));
  #timer: NodeJS.Timeout | undefined;
  #delivering = 0;

  constructor(groups: readonly string[], clock: StackClock, deliver: Deliver) {
    this.groups = new Set(groups);
    this.#clock = clock;
    this.#deliver = deliver;
    clock.follow(this);
  }

  /** Deliveries that are not done yet. */
  get delivering(): number {
    return this.#delivering;
  }

  get(group: string, name: string): Schedule | undefined {
    return this.#schedules.get(scheduleKey(group, name));
  }

  all(): readonly Schedule[] {
    return [...this.#schedules.values()];
  }

  /** Adds a schedule or puts it in the place of the one with its name. Its expression must be valid. */
  put(name: string, body: ScheduleBody, createdAt = this.#clock.now()): Schedule {
    const nextAt = this.#firstTime(body);
    const schedule: Schedule = {
      name,
      body,
      createdAt,
      modifiedAt: this.#clock.now(),
      ...(nextAt === undefined ? {} : { nextAt }),
    };
    this.#set(schedule);
    return schedule;
  }

  delete(group: string, name: string): boolean {
    const found = this.#schedules.delete(scheduleKey(group, name));
    this.#arm();
    return found;
  }

  /** Puts schedules of an earlier run back. */
  restore(schedules: readonly Schedule[]): void {
    for (const schedule of schedules) this.#set(schedule);
  }

  nextDue(): number | undefined {
    return this.#next()?.nextAt;
  }

  shifted(): void {
    this.#arm();
  }

  async runDue(): Promise<void> {
    for (;;) {
      const schedule = this.#next();
      const dueAt = schedule?.nextAt;
      if (schedule === undefined || dueAt === undefined || dueAt > this.#clock.now()) break;
      // Settled before the delivery: whoever looks meanwhile must not fire it again.
      this.#settle(schedule, dueAt);
      this.#delivering += 1;
      try {
        await this.#deliver(schedule, dueAt);
      } finally {
        this.#delivering -= 1;
      }
    }
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #set(schedule: Schedule): void {
    this.#schedules.set(scheduleKey(schedule.body.GroupName, schedule.name), schedule);
    if (schedule.nextAt !== undefined) this.#due.push(schedule);
    this.#arm();
  }

  /** Moves a schedule on past one firing. */
  #settle(schedule: Schedule, dueAt: number): void {
    const { nextAt: _, ...rest } = schedule;
    const expression = this.#expression(schedule.body);
    if (expression.kind === 'rate') {
      const nextAt = dueAt + expression.everyMs;
      const over = schedule.body.EndDate !== undefined && nextAt > schedule.body.EndDate * 1000;
      if (!over) {
        this.#set({ ...rest, nextAt });
        return;
      }
    }
    if (schedule.body.ActionAfterCompletion === 'DELETE') this.delete(schedule.body.GroupName, schedule.name);
    else this.#set(rest);
  }

  /** A rate begins one period from now, or at its start date: the local stack has nothing to do at its birth. */
  #firstTime(body: ScheduleBody): number | undefined {
    if (body.State === 'DISABLED') return undefined;
    const expression = this.#expression(body);
    if (expression.kind === 'at') return expression.at;
    return body.StartDate === undefined ? this.#clock.now() + expression.everyMs : body.StartDate * 1000;
  }

  #expression(body: ScheduleBody): Expression {
    const expression = parseExpression(body.ScheduleExpression, body.ScheduleExpressionTimezone);
    if ('problem' in expression) throw new TypeError(expression.problem);
    return expression;
  }

  #next(): Schedule | undefined {
    for (;;) {
      const next = this.#due.peek();
      if (next === undefined || this.get(next.body.GroupName, next.name) === next) return next;
      this.#due.pop();
    }
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const dueAt = this.nextDue();
    if (dueAt === undefined) return;
    const wait = Math.min(longestTimerMs, Math.max(0, dueAt - this.#clock.now()));
    this.#timer = setTimeout(() => void this.runDue(), wait).unref();
  }
}
