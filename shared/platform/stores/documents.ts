import { DutylineError } from '../../base/errors.ts';
import type { Item } from '../table.ts';

/** An item lacks what its kind must have: it was written by something else than this product. */
export class DamagedItemError extends DutylineError {
  constructor(item: Item, attribute: string) {
    super('DL3008', `Item ${item.pk}/${item.sk} has no readable ${attribute}.`, {
      retry: 'never',
      context: { pk: item.pk, sk: item.sk, attribute },
    });
  }
}

/**
 * The JSON in a text attribute. It was checked when it was written, so its type is trusted.
 *
 * @throws DamagedItemError
 */
export function documentOf<T>(item: Item, attribute = 'document'): T {
  const text = item[attribute];
  if (typeof text !== 'string') throw new DamagedItemError(item, attribute);
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw Object.assign(new DamagedItemError(item, attribute), { cause });
  }
}

/** The version of an item that has one. @throws DamagedItemError */
export function versionOf(item: Item): number {
  if (typeof item.version !== 'number') throw new DamagedItemError(item, 'version');
  return item.version;
}
