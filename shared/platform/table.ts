import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DutylineError } from '../base/errors.ts';
import { dynamoClient } from './clients.ts';
import { requiredEnv } from './env.ts';

/** The keys of one item. All reads go by key or by one of the two indexes; nothing scans. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}
export type Item = Key & Readonly<Record<string, unknown>>;

/** Sparse indexes: `lists` by `listPk`/`listSk`, `clients` by `clientPk`/`clientSk`. Both project `summary`. */
export type IndexName = 'lists' | 'clients';

export interface QueryInput {
  readonly pk: string;
  readonly index?: IndexName;
  /** Only sort keys that begin with this. */
  readonly prefix?: string;
  /** Only sort keys from and up to these, both inclusive. */
  readonly between?: readonly [string, string];
  readonly descending?: boolean;
  readonly limit?: number;
  /** From an earlier page's answer. */
  readonly cursor?: string;
  readonly consistent?: boolean;
}

export interface Page {
  readonly items: readonly Item[];
  readonly cursor?: string;
}

/** What must hold for a write: the item is new, or has this version. */
export type Condition = 'isNew' | { readonly version: number };

export type TableWrite =
  | { readonly put: Item; readonly condition?: Condition }
  | { readonly delete: Key; readonly condition?: Condition }
  /** Writes nothing; the others happen only if this holds. */
  | { readonly check: Key; readonly condition: Condition };

/** A change of single attributes in DynamoDB's own words, for what must be counted without reading it first. */
export interface ItemUpdate {
  /** `SET #level = #level + :one REMOVE #until` */
  readonly expression: string;
  readonly condition?: string;
  readonly names: Readonly<Record<`#${string}`, string>>;
  readonly values: Readonly<Record<`:${string}`, string | number>>;
}

/** What became of an update: the item as it is now, or as it is because the condition did not hold. */
export type Updated =
  | { readonly done: true; readonly item: Item }
  | { readonly done: false; readonly item: Item | undefined };

/** Somebody else wrote the item first, or it exists where it should be new. */
export class ConflictError extends DutylineError {
  readonly key: Key;
  /** What is there instead, where the refused write was a `put` of one item. */
  readonly existing: Item | undefined;

  constructor(key: Key, cause: unknown, existing?: Item) {
    super('DL3002', `Item ${key.pk}/${key.sk} was changed by someone else; read it again and repeat.`, {
      retry: 'later',
      cause,
    });
    this.key = { pk: key.pk, sk: key.sk };
    this.existing = existing;
  }
}

export class BadCursorError extends DutylineError {
  constructor(cause?: unknown) {
    super('DL3003', 'The cursor is not one this list gave; start again without it.', {
      retry: 'never',
      cause,
    });
  }
}

const keyNames = {
  table: ['pk', 'sk'],
  lists: ['listPk', 'listSk'],
  clients: ['clientPk', 'clientSk'],
} as const;

const marshallOptions = { removeUndefinedValues: true };

function conditionOf(condition: Condition | undefined) {
  if (condition === undefined) return {};
  if (condition === 'isNew') return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': { N: String(condition.version) } },
  };
}

/** One DynamoDB table with keys `pk` and `sk`. Thin on purpose: items in, items out, conditions by name. */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;

  constructor(name: string, client: DynamoDBClient = dynamoClient()) {
    this.#name = name;
    this.#client = client;
  }

  async get(key: Key, options: { consistent?: boolean } = {}): Promise<Item | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#name,
        Key: marshall({ pk: key.pk, sk: key.sk }),
        ConsistentRead: options.consistent ?? false,
      }),
    );
    return Item === undefined ? undefined : (unmarshall(Item) as Item);
  }

  /** Up to 100 items at once, in no order; the missing are left out. Repeated keys are asked once. */
  async getMany(keys: readonly Key[], options: { consistent?: boolean } = {}): Promise<readonly Item[]> {
    const unique = [...new Map(keys.map(({ pk, sk }) => [`${pk}\n${sk}`, { pk, sk }])).values()];
    const items: Item[] = [];
    for (let start = 0; start < unique.length; start += 100) {
      let pending: Record<string, AttributeValue>[] = unique
        .slice(start, start + 100)
        .map((key) => marshall(key));
      while (pending.length > 0) {
        const answer = await this.#client.send(
          new BatchGetItemCommand({
            RequestItems: { [this.#name]: { Keys: pending, ConsistentRead: options.consistent ?? false } },
          }),
        );
        items.push(...(answer.Responses?.[this.#name] ?? []).map((item) => unmarshall(item) as Item));
        pending = (answer.UnprocessedKeys?.[this.#name]?.Keys ?? []) as Record<string, AttributeValue>[];
      }
    }
    return items;
  }

  /** How many items a query finds, over all pages; nothing of them is sent. */
  async count(input: QueryInput): Promise<number> {
    let found = 0;
    let start: Record<string, AttributeValue> | undefined;
    do {
      const command = new QueryCommand({
        ...this.#queryOf(input),
        Select: 'COUNT',
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      });
      const answer = await this.#client.send(command);
      found += answer.Count ?? 0;
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }

  async query(input: QueryInput): Promise<Page> {
    const start = input.cursor === undefined ? undefined : decodeCursor(input.cursor);
    const query = this.#queryOf(input);
    if (start !== undefined && !isWithin(start, input)) throw new BadCursorError();
    const command = new QueryCommand({ ...query, Limit: input.limit, ExclusiveStartKey: start });
    const answer = await this.#client.send(command).catch((error: unknown) => {
      // A cursor comes from outside: one that is well-formed may still be of another list.
      const isForeign = error instanceof DynamoDBServiceException && error.name === 'ValidationException';
      throw isForeign && input.cursor !== undefined ? new BadCursorError(error) : error;
    });
    const items = (answer.Items ?? []).map((item) => unmarshall(item) as Item);
    return answer.LastEvaluatedKey === undefined
      ? { items }
      : { items, cursor: encodeCursor(answer.LastEvaluatedKey) };
  }

  #queryOf(input: QueryInput) {
    const [pkName, skName] = keyNames[input.index ?? 'table'];
    const values: Record<string, string> = { ':pk': input.pk };
    let expression = '#pk = :pk';
    if (input.between !== undefined) {
      expression += ' AND #sk BETWEEN :from AND :to';
      [values[':from'], values[':to']] = input.between;
    } else if (input.prefix !== undefined) {
      expression += ' AND begins_with(#sk, :prefix)';
      values[':prefix'] = input.prefix;
    }
    return {
      TableName: this.#name,
      IndexName: input.index,
      KeyConditionExpression: expression,
      ExpressionAttributeNames: {
        '#pk': pkName,
        ...(expression.includes('#sk') ? { '#sk': skName } : {}),
      },
      ExpressionAttributeValues: marshall(values),
      ScanIndexForward: !(input.descending ?? false),
      ConsistentRead: input.consistent ?? false,
    };
  }

  /** @throws ConflictError when the condition does not hold, with the item that is there: it need not be read. */
  async put(item: Item, condition?: Condition): Promise<void> {
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#name,
          Item: marshall(item, marshallOptions),
          ...conditionOf(condition),
          ...(condition === undefined ? {} : { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new ConflictError(item, error, itemIn(error));
    }
  }

  /** One request, whether the condition holds or not: the answer says what the item is. */
  async update({ pk, sk }: Key, { expression, condition, names, values }: ItemUpdate): Promise<Updated> {
    try {
      const { Attributes } = await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#name,
          Key: marshall({ pk, sk }),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: marshall(values) }),
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { done: true, item: unmarshall(Attributes ?? {}) as Item };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { done: false, item: itemIn(error) };
    }
  }

  /** All or nothing, up to 100 writes. @throws ConflictError naming the first write whose condition does not hold. */
  async transact(writes: readonly TableWrite[]): Promise<void> {
    const TransactItems = writes.map((write) => this.#transactItem(write));
    try {
      await this.#client.send(new TransactWriteItemsCommand({ TransactItems }));
    } catch (error) {
      if (error instanceof TransactionCanceledException) {
        const failed = error.CancellationReasons?.findIndex(({ Code }) => conflictCodes.has(Code)) ?? -1;
        const write = writes[failed];
        if (write !== undefined) throw new ConflictError(keyOf(write), error);
      }
      throw error;
    }
  }

  #transactItem(write: TableWrite): TransactWriteItem {
    const TableName = this.#name;
    const condition = conditionOf(write.condition);
    if ('put' in write)
      return { Put: { TableName, Item: marshall(write.put, marshallOptions), ...condition } };
    const { pk, sk } = keyOf(write);
    const Key = marshall({ pk, sk });
    if ('delete' in write) return { Delete: { TableName, Key, ...condition } };
    return { ConditionCheck: { TableName, Key, ConditionExpression: undefined, ...condition } };
  }
}

function itemIn({ Item }: ConditionalCheckFailedException): Item | undefined {
  return Item === undefined ? undefined : (unmarshall(Item) as Item);
}

/** Either the condition does not hold, or another transaction has the item at this moment. */
const conflictCodes = new Set<string | undefined>(['ConditionalCheckFailed', 'TransactionConflict']);

function keyOf(write: TableWrite): Key {
  if ('put' in write) return write.put;
  return 'delete' in write ? write.delete : write.check;
}

/** A list may be a part of what stands under one key: a cursor of another part of it is not its own. */
function isWithin(start: Record<string, AttributeValue>, { pk, index, between, prefix = '' }: QueryInput) {
  const [pkName, skName] = keyNames[index ?? 'table'];
  const sk = start[skName]?.S;
  if (start[pkName]?.S !== pk || sk === undefined) return false;
  return between === undefined ? sk.startsWith(prefix) : between[0] <= sk && sk <= between[1];
}

function encodeCursor(key: Record<string, AttributeValue>): string {
  return Buffer.from(JSON.stringify(unmarshall(key))).toString('base64url');
}

function decodeCursor(cursor: string): Record<string, AttributeValue> {
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch (cause) {
    throw new BadCursorError(cause);
  }
  if (
    key === null ||
    typeof key !== 'object' ||
    !Object.values(key).every((part) => typeof part === 'string')
  ) {
    throw new BadCursorError();
  }
  return marshall(key);
}

let main: Table | undefined;

/** The tenant's table, by the variable `TABLE_NAME`. */
export function table(): Table {
  main ??= new Table(requiredEnv('TABLE_NAME'));
  return main;
}
