/** When a schedule fires. */
export type Expression =
  | { readonly kind: 'at'; readonly at: number }
  | { readonly kind: 'rate'; readonly everyMs: number };

/** Why an expression isn't accepted. */
export interface ExpressionProblem {
  readonly problem: string;
}

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * @param timeZone IANA name in which the time of an `at` is meant.
 * @example parseExpression('at(2026-11-22T09:30:00)', 'Europe/Moscow') // { kind: 'at', at: … }
 */
export function parseExpression(expression: string, timeZone: string): Expression | ExpressionProblem {
  const [, kind, argument = ''] = /^(at|rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'at') return parseAt(argument, timeZone) ?? invalid(expression);
  if (kind === 'rate') return parseRate(argument) ?? invalid(expression);
  if (kind === 'cron') return { problem: 'The local stack knows at(…) and rate(…), not cron(…).' };
  return invalid(expression);
}

function invalid(expression: string): ExpressionProblem {
  return { problem: `Invalid Schedule Expression ${expression}.` };
}

function parseAt(text: string, timeZone: string): Expression | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return undefined;
  const asUtc = Date.parse(`${text}Z`);
  // `Date.parse` takes 30 February for a day in March.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 19) !== text) return undefined;
  // The offset at the time that is meant isn't known before that time is, so it is looked up twice.
  const guess = asUtc - zoneOffsetMs(asUtc, timeZone);
  return { kind: 'at', at: asUtc - zoneOffsetMs(guess, timeZone) };
}

function parseRate(text: string): Expression | undefined {
  const [, count, unit = '', plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(text) ?? [];
  const ms = unitMs[unit];
  if (ms === undefined || (Number(count) === 1) === (plural === 's')) return undefined;
  return { kind: 'rate', everyMs: Number(count) * ms };
}

export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name);
    return true;
  } catch {
    return false;
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const numeric = 'numeric';
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  formatters.set(timeZone, formatter);
  return formatter;
}

/** By how much the clocks of a zone are ahead of UTC at an instant. */
function zoneOffsetMs(instant: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatterOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}
