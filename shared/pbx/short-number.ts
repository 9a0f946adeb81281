import type { Endpoint } from '../calls/events.ts';

/**
 * One end of a call by its number alone. Assumption: two to four digits are a colleague's extension and no phone of
 * the outside world.
 */
export function endByNumber(number: string | undefined): Endpoint {
  if (number === undefined) return {};
  return /^[1-9]\d{1,3}$/.test(number) ? { extension: number } : { number };
}
