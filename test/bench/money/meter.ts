import { indexUnits, sizeOf, type WireItem, writeUnits } from './items.ts';

interface Request {
  readonly operation: string;
  readonly body: Buffer;
}

interface Key {
  readonly pk?: { readonly S?: string };
  readonly sk?: { readonly S?: string };
}

/** Parts of requests as DynamoDB gets them. */
interface Wire {
  readonly Item?: WireItem;
  readonly Key?: Key;
  readonly ConsistentRead?: boolean;
  readonly RequestItems?: Readonly<
    Record<string, { readonly Keys: readonly Key[]; readonly ConsistentRead?: boolean }>
  >;
  readonly TransactItems?: readonly {
    readonly Put?: { readonly Item: WireItem };
    readonly Delete?: { readonly Key: Key };
    readonly ConditionCheck?: { readonly Key: Key };
  }[];
}

/**
 * Bills requests to the table as DynamoDB on demand does. It remembers every item that was written, because a write
 * is billed by what was there before and a read by what it finds. What it never saw counts as one unit: those are
 * settings and employees, and queries here find little.
 */
export class Meter {
  reads = 0;
  /** Units of the items themselves, and in the indexes, by what kind of item it is. */
  readonly writes = new Map<string, number>();
  readonly indexWrites = new Map<string, number>();
  readonly #items = new Map<string, WireItem>();

  note({ operation, body }: Request): void {
    const wire = JSON.parse(body.toString()) as Wire;
    switch (operation) {
      case 'PutItem':
        if (wire.Item !== undefined) this.#write(wire.Item, wire.Item, 1);
        break;
      case 'TransactWriteItems':
        for (const { Put, Delete, ConditionCheck } of wire.TransactItems ?? []) {
          if (Put !== undefined) this.#write(Put.Item, Put.Item, 2);
          else if (Delete !== undefined) this.#write(Delete.Key, undefined, 2);
          else if (ConditionCheck !== undefined) this.#add(this.writes, ConditionCheck.Key, 2);
        }
        break;
      case 'GetItem':
        this.#read(wire.Key, wire.ConsistentRead);
        break;
      case 'BatchGetItem':
        for (const { Keys, ConsistentRead } of Object.values(wire.RequestItems ?? {})) {
          for (const key of Keys) this.#read(key, ConsistentRead);
        }
        break;
      case 'Query':
        this.reads += wire.ConsistentRead === true ? 1 : 0.5;
        break;
      default:
        throw new TypeError(`The meter doesn't know what ${operation} costs`);
    }
  }

  reset(): void {
    this.reads = 0;
    this.writes.clear();
    this.indexWrites.clear();
  }

  #write(key: Key, after: WireItem | undefined, factor: number): void {
    const before = this.#items.get(nameOf(key));
    if (after === undefined) this.#items.delete(nameOf(key));
    else this.#items.set(nameOf(key), after);
    this.#add(this.writes, key, factor * writeUnits(before, after));
    this.#add(this.indexWrites, key, indexUnits(before, after));
  }

  #read(key: Key | undefined, consistent: boolean | undefined): void {
    const item = this.#items.get(nameOf(key ?? {}));
    const units = item === undefined ? 1 : Math.ceil(sizeOf(item) / 4_096);
    this.reads += consistent === true ? units : units / 2;
  }

  #add(to: Map<string, number>, key: Key, units: number): void {
    const kind = key.pk?.S?.split('#', 1)[0] ?? '';
    to.set(kind, (to.get(kind) ?? 0) + units);
  }
}

const nameOf = ({ pk, sk }: Key): string => `${pk?.S} ${sk?.S}`;
