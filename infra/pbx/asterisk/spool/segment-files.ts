import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeRecord } from './record.ts';
import type { Segment } from './recovery.ts';
import { type Opening, readSegment, type SpooledEvent, type SpoolRecord, segmentName } from './segment.ts';

/** The spool's files: lines are added to the last one, old ones are deleted as a whole. One caller at a time. */
export class SegmentFiles {
  readonly #directory: string;
  readonly #segments: Segment[];
  #file: FileHandle | undefined;
  #tailIsTorn = false;

  /** @param segments What is there already, oldest first. */
  constructor(directory: string, segments: Segment[]) {
    this.#directory = directory;
    this.#segments = segments;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get current(): Segment | undefined {
    return this.#segments.at(-1);
  }

  get lastEvent(): number {
    return Math.max(0, ...this.#segments.map(({ lastEvent }) => lastEvent));
  }

  /** Goes on with the last file that is there. */
  async resume(): Promise<void> {
    const { current } = this;
    if (current !== undefined) this.#file = await open(this.#path(current.number), 'a', 0o600);
  }

  /** Begins the next file with all that is to be known besides the events that wait. */
  async begin(opening: Opening): Promise<void> {
    const number = (this.current?.number ?? 0) + 1;
    const line = Buffer.from(encodeRecord(opening satisfies SpoolRecord));
    const file = await open(this.#path(number), 'a', 0o600);
    try {
      await file.writeFile(line);
      await file.datasync();
      await syncFolder(this.#directory);
    } catch (error) {
      await file.close();
      await rm(this.#path(number), { force: true });
      throw error;
    }
    await this.#file?.close();
    this.#file = file;
    this.#tailIsTorn = false;
    this.#segments.push({ number, bytes: line.length, lastEvent: 0 });
  }

  /** @param lastEvent The number of the last event in the record, where there is one. @throws what the disk says. */
  async append(record: SpoolRecord, sync: boolean, lastEvent?: number): Promise<void> {
    const { current } = this;
    const file = this.#file;
    if (current === undefined || file === undefined) throw new Error('the spool has no file');
    const line = Buffer.from(encodeRecord(record));
    // Half a line of a failed attempt must not stand before this one.
    if (this.#tailIsTorn) await file.truncate(current.bytes);
    this.#tailIsTorn = true;
    await file.writeFile(line);
    if (sync) await file.datasync();
    this.#tailIsTorn = false;
    current.bytes += line.length;
    current.lastEvent = lastEvent ?? current.lastEvent;
  }

  /** Deletes files of which all events are delivered; the last one holds the present state and stays. */
  async deleteUpTo(delivered: number): Promise<void> {
    for (const segment of this.#segments.slice(0, -1)) {
      if (segment.lastEvent > delivered) continue;
      await rm(this.#path(segment.number), { force: true });
      this.#segments.splice(this.#segments.indexOf(segment), 1);
    }
  }

  /**
   * Leaves in the files before the last one nothing but events: how calls stood is said anew at the beginning of the
   * next file, and is most of the bytes. While the webhook is away, nine times as much fits in.
   */
  async thinOut(): Promise<void> {
    for (const segment of this.#segments.slice(0, -1)) {
      if (segment.isThin === true) continue;
      const path = this.#path(segment.number);
      const lines = (await readSegment(path)).records.flatMap(withoutCalls).map(encodeRecord);
      await replaceFile(path, lines.join(''));
      segment.bytes = Buffer.byteLength(lines.join(''));
      segment.isThin = true;
    }
  }

  /** Reads events after this one from the file in which they begin. */
  async eventsAfter(number: number): Promise<readonly SpooledEvent[]> {
    const segment = this.#segments.find(({ lastEvent }) => lastEvent > number);
    if (segment === undefined) return [];
    const { records } = await readSegment(this.#path(segment.number));
    return records
      .flatMap((record) => (record.kind === 'step' ? record.events : []))
      .filter((event) => event.number > number);
  }

  async close(): Promise<void> {
    await this.#file?.datasync();
    await this.#file?.close();
  }

  #path(number: number): string {
    return join(this.#directory, segmentName(number));
  }
}

function withoutCalls(record: SpoolRecord): readonly SpoolRecord[] {
  if (record.kind === 'delivered') return [];
  if (record.kind === 'step' && record.events.length === 0) return [];
  return [{ ...record, calls: {} }];
}

/** All or nothing. */
async function replaceFile(path: string, text: string): Promise<void> {
  const other = `${path}.tmp`;
  const file = await open(other, 'w', 0o600);
  try {
    await file
      .writeFile(text)
      .then(() => file.datasync())
      .finally(() => file.close());
    await rename(other, path);
  } catch (error) {
    await rm(other, { force: true });
    throw error;
  }
}

async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory, 'r');
  await folder.sync().finally(() => folder.close());
}
