/** One block of the Manager Interface: an event, a response or an item of a list. Field names as Asterisk writes them. */
export type AmiBlock = Readonly<Record<string, string>>;

const maxLineBytes = 64 * 1024;
const maxFields = 500;
const newline = 10;
const carriageReturn = 13;

/**
 * Cuts the stream into blocks, however it was cut into packets: `Key: Value` lines, ended by an empty one. What is no
 * such line (the greeting, noise) is left out; a line or block beyond all measure is dropped and counted, so that
 * memory stays bounded whatever comes.
 */
export class AmiParser {
  /** Lines and fields that were too many or too long. */
  dropped = 0;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #overlong = false;
  #fields: Record<string, string> = emptyFields();
  #count = 0;

  push(chunk: Buffer): AmiBlock[] {
    const blocks: AmiBlock[] = [];
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const block = this.#line(this.#take(chunk.subarray(start, end)));
      if (block !== undefined) blocks.push(block);
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
    return blocks;
  }

  #keep(part: Buffer): void {
    if (part.length === 0 || this.#overlong) return;
    if (this.#restBytes + part.length > maxLineBytes) {
      this.#overlong = true;
      this.#rest = [];
      this.#restBytes = 0;
      return;
    }
    // A copy: a view would hold the whole packet in memory.
    this.#rest.push(Buffer.from(part));
    this.#restBytes += part.length;
  }

  #take(part: Buffer): string | undefined {
    const whole = this.#rest.length === 0 ? part : Buffer.concat([...this.#rest, part]);
    const tooLong = this.#overlong || whole.length > maxLineBytes;
    this.#rest = [];
    this.#restBytes = 0;
    this.#overlong = false;
    if (tooLong) {
      this.dropped += 1;
      return undefined;
    }
    const end = whole.at(-1) === carriageReturn ? whole.length - 1 : whole.length;
    return whole.toString('utf8', 0, end);
  }

  #line(line: string | undefined): AmiBlock | undefined {
    if (line === undefined) return undefined;
    if (line === '') {
      const block = this.#fields;
      const isEmpty = this.#count === 0;
      this.#fields = emptyFields();
      this.#count = 0;
      return isEmpty ? undefined : block;
    }
    const colon = line.indexOf(':');
    if (colon <= 0) return undefined;
    const key = line.slice(0, colon);
    if (key in this.#fields) return undefined;
    if (this.#count >= maxFields) {
      this.dropped += 1;
      return undefined;
    }
    this.#fields[key] = line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    this.#count += 1;
    return undefined;
  }
}

/** Without a prototype: a field may have any name. */
const emptyFields = (): Record<string, string> => Object.create(null) as Record<string, string>;
