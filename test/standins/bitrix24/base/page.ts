import { integer } from './params.ts';

const pageSize = 50;

/** A list method's answer: `total` and `next` stand beside `result`. */
export class Page {
  readonly result: unknown;
  readonly total?: number;
  readonly next?: number;

  constructor(result: unknown, counts: { readonly total?: number; readonly next?: number }) {
    this.result = result;
    if (counts.total !== undefined) this.total = counts.total;
    if (counts.next !== undefined) this.next = counts.next;
  }
}

/** Fifty from `start` on; `start=-1` counts nothing. */
export function paged<T>(items: readonly T[], start: unknown, shape: (items: readonly T[]) => unknown): Page {
  const offset = integer(start) ?? 0;
  if (offset < 0) return new Page(shape(items.slice(0, pageSize)), {});
  const next = offset + pageSize;
  return new Page(shape(items.slice(offset, next)), {
    total: items.length,
    ...(next < items.length ? { next } : {}),
  });
}
