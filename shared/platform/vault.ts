import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoClient } from './clients.ts';
import { type Clock, systemClock } from './clock.ts';
import { requiredEnv } from './env.ts';
import { logger } from './logger.ts';

/** Reads the secret of a PBX or a channel; `undefined` where none is stored. */
export type SecretReader = (name: string) => Promise<unknown>;

/** A secret as it was read. Another read gives another object, so that identity tells them apart. */
export interface CachedSecret {
  readonly value: unknown;
  /** Epoch milliseconds. */
  readonly readAt: number;
}

/** The key of a PBX's secret in the vault; the secret is JSON in the attribute `document`. */
export function pbxSecretKey(provider: string) {
  return { pk: `PBX#${provider}`, sk: 'SECRET' } as const;
}

/** The same of a channel's; its `kind` in the document says which adapter it is for. */
export function channelSecretKey(channelId: string) {
  return { pk: `CHANNEL#${channelId}`, sk: 'SECRET' } as const;
}

/** Reads from a vault table, consistently: a secret that was just changed is in force with the next read. */
export function vaultReader(
  tableName: string,
  client: DynamoDBClient = dynamoClient(),
  keyOf: (name: string) => { readonly pk: string; readonly sk: string } = pbxSecretKey,
): SecretReader {
  return async (name) => {
    const { pk, sk } = keyOf(name);
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: tableName,
        Key: { pk: { S: pk }, sk: { S: sk } },
        ProjectionExpression: 'document',
        ConsistentRead: true,
      }),
    );
    const document = Item?.document?.S;
    return document === undefined ? undefined : JSON.parse(document);
  };
}

const trustMs = 300_000;
const distrustMs = 5_000;
/** Whoever makes up names must not fill the memory with them. */
const mostKept = 1_000;

/**
 * Secrets, kept in the process, so that the path of a webhook touches no table. That none is stored is kept too.
 */
export class SecretCache {
  readonly #read: SecretReader;
  readonly #now: Clock;
  readonly #cached = new Map<string, CachedSecret>();
  readonly #reading = new Map<string, Promise<CachedSecret>>();

  constructor(read: SecretReader, now: Clock) {
    this.#read = read;
    this.#now = now;
  }

  /**
   * Somebody's secret, read at most five minutes ago. While the vault can't be read an older copy serves:
   * most senders don't repeat what they were refused.
   *
   * @throws What the reader throws, where there is no copy.
   */
  async current(name: string): Promise<CachedSecret> {
    const cached = this.#cached.get(name);
    if (cached !== undefined && this.#ageMs(cached) <= trustMs) return cached;
    try {
      return await this.#readAfresh(name);
    } catch (error) {
      if (cached === undefined) throw error;
      logger.warn('Vault not read, an older secret serves', { name, error });
      return cached;
    }
  }

  /**
   * Somebody's secret after a request has failed on it: read again unless that was done within five seconds,
   * so that one who guesses can't make us read all the time.
   *
   * @throws What the reader throws.
   */
  async rechecked(name: string): Promise<CachedSecret> {
    const cached = this.#cached.get(name);
    if (cached !== undefined && this.#ageMs(cached) <= distrustMs) return cached;
    return this.#readAfresh(name);
  }

  /** It was changed just now, by this process: the next one who asks reads it. */
  forget(name: string): void {
    this.#cached.delete(name);
  }

  #ageMs({ readAt }: CachedSecret): number {
    return this.#now() - readAt;
  }

  /** Requests at the same time share one read. */
  #readAfresh(name: string): Promise<CachedSecret> {
    const running = this.#reading.get(name);
    if (running !== undefined) return running;
    const reading = this.#store(name).finally(() => this.#reading.delete(name));
    this.#reading.set(name, reading);
    return reading;
  }

  async #store(name: string): Promise<CachedSecret> {
    const secret = { value: await this.#read(name), readAt: this.#now() };
    this.#cached.delete(name);
    this.#cached.set(name, secret);
    const [oldest] = this.#cached.keys();
    if (this.#cached.size > mostKept && oldest !== undefined) this.#cached.delete(oldest);
    return secret;
  }
}

/** The secrets of a function, by the variable `VAULT_TABLE_NAME`: of PBXs by `pbxSecretKey`, of channels by theirs. */
export function secretsOf(keyOf: typeof pbxSecretKey | typeof channelSecretKey): SecretCache {
  const read: SecretReader = (name) =>
    vaultReader(requiredEnv('VAULT_TABLE_NAME'), dynamoClient(), keyOf)(name);
  return new SecretCache(read, systemClock);
}
