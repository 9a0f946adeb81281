import {
  type AttributeValue,
  BatchWriteItemCommand,
  type DynamoDBClient,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { Table } from '../../../shared/platform/table.ts';

type WireItem = Record<string, AttributeValue>;

const mostInBatch = 25;
const batchesAtOnce = 8;

/**
 * Fills a table with what stores write: the same items, but in batches instead of a transaction for each. Conditions
 * are passed over, so the table must be empty.
 *
 * @param write gives the stores' work, one piece after the other.
 */
export async function fill(
  client: DynamoDBClient,
  name: string,
  write: (table: Table) => Promise<void>,
): Promise<void> {
  const batches = new Batches(client, name);
  // A table asks its client for nothing but `send`.
  await write(new Table(name, batches as unknown as DynamoDBClient));
  await batches.end();
}

class Batches {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  #items: WireItem[] = [];
  readonly #underway = new Set<Promise<unknown>>();

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async send(command: unknown): Promise<object> {
    if (!(command instanceof TransactWriteItemsCommand)) throw new TypeError('Stores fill by transactions');
    for (const { Put } of command.input.TransactItems ?? []) if (Put?.Item) this.#items.push(Put.Item);
    while (this.#items.length >= mostInBatch) await this.#write(this.#items.splice(0, mostInBatch));
    return {};
  }

  async end(): Promise<void> {
    if (this.#items.length > 0) await this.#write(this.#items);
    await Promise.all(this.#underway);
  }

  async #write(items: readonly WireItem[]): Promise<void> {
    const requests = items.map((Item) => ({ PutRequest: { Item } }));
    const writing = this.#client.send(
      new BatchWriteItemCommand({ RequestItems: { [this.#table]: requests } }),
    );
    const underway = writing.finally(() => this.#underway.delete(underway));
    this.#underway.add(underway);
    if (this.#underway.size >= batchesAtOnce) await Promise.race(this.#underway);
  }
}
