import { mangoSecret } from '../../../infra/local/demo/company.ts';
import { type MangoCall, mangoAddress, mangoForm } from '../../../infra/local/demo/mango-pbx.ts';
import type { LocalStack } from '../../../infra/local/local-stack.ts';
import type { Assembly } from '../../../infra/synth.ts';
import { startBenchTown } from '../town.ts';
import { Child } from './child.ts';
import type { SendCalls } from './sender.ts';

/** The functions on a call's way. */
export const functions = ['pbx-webhook', 'event-processor', 'crm-writer'] as const;

/** The stack with the demonstration company, every function loaded, and a PBX in another process. */
export async function startProduct(assembly: Assembly): Promise<Product> {
  const { stack } = await startBenchTown(assembly);
  await Promise.all(functions.map((name) => stack.warm(name, Number.POSITIVE_INFINITY)));
  return new Product(stack);
}

export class Product {
  readonly #stack: LocalStack;
  readonly #sender = new Child<SendCalls>('./sender.ts');

  constructor(stack: LocalStack) {
    this.#stack = stack;
  }

  /** Sends calls and waits until all of them are in the CRM. @returns the sender's milliseconds of a processor. */
  async run(calls: readonly MangoCall[], lanes: number): Promise<number> {
    const postings = calls.map(({ webhooks }) =>
      webhooks.map((webhook) => ({
        address: mangoAddress(webhook),
        body: String(mangoForm(mangoSecret, webhook)),
      })),
    );
    const senderMs = await this.#sender.do({ apiUrl: this.#stack.apiUrl, calls: postings, lanes });
    await this.#stack.idle({ skipDelays: true, timeoutMs: 300_000 });
    return senderMs;
  }

  /** Milliseconds of a processor that each function has used so far. */
  async cpuMs(): Promise<Readonly<Record<(typeof functions)[number], number>>> {
    const used = functions.map(async (name) => [name, await this.#stack.cpuMs(name)] as const);
    return Object.fromEntries(await Promise.all(used)) as Record<(typeof functions)[number], number>;
  }

  async stop(): Promise<void> {
    this.#sender.stop();
    await this.#stack.stop();
  }
}
