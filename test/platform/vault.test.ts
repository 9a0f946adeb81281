import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pbxSecretKey, SecretCache, vaultReader } from '../../shared/platform/vault.ts';
import { startDynamo } from '../support/servers.ts';
import { createTables, newTableNames } from '../support/tables.ts';

type Server = Awaited<ReturnType<typeof startDynamo>>;
const { vault } = newTableNames();
let server: Server;

beforeAll(async () => {
  server = await startDynamo();
  await createTables(server.client, { vault });
});
afterAll(() => server.stop());

async function store(provider: string, secret: unknown): Promise<void> {
  const { pk, sk } = pbxSecretKey(provider);
  const Item = { pk: { S: pk }, sk: { S: sk }, document: { S: JSON.stringify(secret) } };
  await server.client.send(new PutItemCommand({ TableName: vault, Item }));
}

/** A cache over the real vault with a clock that the test moves, counting its reads. */
function cacheAt(start = 0) {
  const read = vaultReader(vault, server.client);
  const seen = { reads: 0, now: start, broken: false };
  const cache = new SecretCache(
    (provider) => {
      seen.reads += 1;
      return seen.broken ? Promise.reject(new Error('the vault is down')) : read(provider);
    },
    () => seen.now,
  );
  return { cache, seen };
}

describe('the vault', () => {
  it('gives the secret of a PBX, and nothing where none is stored', async () => {
    await store('one', { apiKey: 'k' });
    const read = vaultReader(vault, server.client);

    expect(await read('one')).toEqual({ apiKey: 'k' });
    expect(await read('nobody')).toBeUndefined();
  });
});

describe('secrets kept in the process', () => {
  it('are read once in five minutes, however many requests come', async () => {
    await store('two', { apiKey: 'old' });
    const { cache, seen } = cacheAt();

    await Promise.all([cache.current('two'), cache.current('two')]);
    await store('two', { apiKey: 'new' });
    seen.now = 300_000;
    const late = await cache.current('two');
    seen.now = 300_001;
    const afresh = await cache.current('two');

    expect([late.value, afresh.value]).toEqual([{ apiKey: 'old' }, { apiKey: 'new' }]);
    expect(seen.reads).toBe(2);
  });

  it('are read again when a request failed on them, but not within five seconds', async () => {
    await store('three', { apiKey: 'old' });
    const { cache, seen } = cacheAt();
    const first = await cache.current('three');

    seen.now = 5_000;
    expect(await cache.rechecked('three')).toBe(first);
    seen.now = 5_001;
    expect(await cache.rechecked('three')).not.toBe(first);
    expect(seen.reads).toBe(2);
  });

  it('serve on while the vault is down, but are not taken as read again', async () => {
    await store('four', { apiKey: 'k' });
    const { cache, seen } = cacheAt();
    await cache.current('four');

    Object.assign(seen, { now: 400_000, broken: true });

    expect((await cache.current('four')).value).toEqual({ apiKey: 'k' });
    await expect(cache.rechecked('four')).rejects.toThrow('the vault is down');
    await expect(cache.current('five')).rejects.toThrow('the vault is down');
    Object.assign(seen, { broken: false });
    expect((await cache.current('five')).value).toBeUndefined();
  });
});
