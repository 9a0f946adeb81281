import { daysFrom } from '../base/time.ts';
import { BadRequestError } from './errors.ts';

/** The days of a span, both ends included. @throws BadRequestError for one that runs backwards or is too long. */
export function daysBetween(from: string, to: string, atMost: number): readonly string[] {
  if (from > to) refuse('is before from');
  const days = daysFrom(from, to, atMost + 1);
  if (days.length > atMost) refuse(`is more than ${atMost} days after from`);
  return days;
}

function refuse(reason: string): never {
  throw new BadRequestError('The query is not as it must be.', [{ field: 'to', reason }]);
}
