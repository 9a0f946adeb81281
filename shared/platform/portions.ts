/** Well within what a message and a request to the queue may have. */
const maxMessageBytes = 200_000;

/** Events of one call or ticket, in order, in portions that a message of a queue can carry. */
export function portions<T>(events: readonly T[]): T[][] {
  const all: T[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event));
    const current = all.at(-1);
    if (current === undefined || bytes + size > maxMessageBytes) {
      all.push([event]);
      bytes = size;
    } else {
      current.push(event);
      bytes += size;
    }
  }
  return all;
}
