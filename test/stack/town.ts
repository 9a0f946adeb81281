import { ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Api } from '../../infra/local/demo/api.ts';
import { mangoSecret } from '../../infra/local/demo/company.ts';
import { loadDemo } from '../../infra/local/demo/load.ts';
import { type MangoWebhook, sendMango } from '../../infra/local/demo/mango-pbx.ts';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { LocalStackOptions } from '../../infra/local/options.ts';
import { startLocalStack } from '../../infra/local/start-local-stack.ts';
import type { Assembly } from '../../infra/synth.ts';
import { unpackCall } from '../../shared/platform/stores/call-packing.ts';

/** The demonstration company on a stack of its own, for a test to call. */
export interface Town {
  readonly stack: LocalStack;
  readonly api: Api;
  /** Sends one webhook and fails unless it was accepted. */
  send(webhook: MangoWebhook): Promise<void>;
  /** Waits until all is done that the webhooks caused, waits for late events included. */
  settle(): Promise<void>;
}

export async function startTown(assembly: Assembly, options: LocalStackOptions = {}): Promise<Town> {
  const stack = await startLocalStack({
    templateDir: assembly.directory,
    retryVisibilitySeconds: 0,
    ...options,
  });
  const token = await stack.token({ roles: ['administrator'] });
  const api: Api = { url: stack.apiUrl, token };
  await loadDemo(api);
  return {
    stack,
    api,
    async send(webhook) {
      const response = await sendMango(stack.apiUrl, mangoSecret, webhook);
      if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    },
    settle: () => stack.idle({ skipDelays: true, timeoutMs: 60_000 }),
  };
}

/** Sends calls side by side, the webhooks of each one after the other, as a PBX does. */
export async function sendCalls(town: Town, calls: readonly (readonly MangoWebhook[])[]): Promise<void> {
  const queue = [...calls];
  const worker = async () => {
    for (let call = queue.shift(); call !== undefined; call = queue.shift()) {
      for (const webhook of call) await town.send(webhook);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** Every item of a table, read from outside. */
export async function allItems(
  stack: LocalStack,
  table = 'TablesMain',
  filter: Pick<ScanCommandInput, 'FilterExpression' | 'ExpressionAttributeValues'> = {},
): Promise<readonly Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let from: Record<string, never> | undefined;
  do {
    const page = await stack.dynamodb.send(
      new ScanCommand({
        TableName: stack.tableName(table),
        ConsistentRead: true,
        ...filter,
        ExclusiveStartKey: from,
      }),
    );
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    from = page.LastEvaluatedKey as typeof from;
  } while (from !== undefined);
  return items;
}

export interface CrmContent {
  readonly calls: readonly Record<string, unknown>[];
  readonly tasks: readonly Record<string, unknown>[];
  readonly clients: readonly Record<string, unknown>[];
  readonly deals: readonly Record<string, unknown>[];
}

/** What the built-in CRM holds, in an order of its own, without the times at which things happened to be written. */
export async function crmContent(stack: LocalStack): Promise<CrmContent> {
  const items = await allItems(stack);
  const documents = (pk: string, sk: string) =>
    items
      .filter((item) => String(item.pk).startsWith(pk) && String(item.sk).startsWith(sk))
      .map((item) => {
        const { createdAt: _, ...document } = JSON.parse(String(item.document)) as Record<string, unknown>;
        return document;
      })
      .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
  return {
    calls: documents('CRMCALL#', 'CALL'),
    tasks: documents('TASK#', 'TASK'),
    clients: documents('PARTY#', 'PARTY'),
    deals: documents('PARTY#', 'DEAL#'),
  };
}

/** The outcome of every call: whose it is, and why. */
export async function decisions(stack: LocalStack): Promise<Readonly<Record<string, unknown>>> {
  const items = await allItems(stack);
  const calls = items
    .filter((item) => String(item.pk).startsWith('CALL#'))
    .map((item) => {
      const { decision } = unpackCall(item.call as Uint8Array).state;
      return [String(item.pk), decision === undefined ? 'open' : { ...decision, at: 0 }] as const;
    });
  return Object.fromEntries(calls.sort(([a], [b]) => (a < b ? -1 : 1)));
}
