import { mangoSecret } from '../../infra/local/demo/company.ts';
import type { MangoWebhook } from '../../infra/local/demo/mango-pbx.ts';
import { allItems, startTown } from '../stack/town.ts';
import { startMango } from '../standins/mango/start.ts';
import { tenantVariable } from '../support/tenant.ts';
import { exampleAssembly } from './assembly.ts';
import { loadCast } from './cast.ts';
import { Plan } from './plan.ts';
import { Random } from './random.ts';
import { Sender } from './sender.ts';
import { Remains, type Tally, tallyOf } from './tally.ts';

export interface LostWebhooks {
  readonly calls: number;
  readonly webhooks: number;
  readonly dropped: number;
  /** Calls of which nothing came at all, beside those that lack a part. */
  readonly unheard: number;
  readonly undecided: number;
  readonly tally: Tally;
  /** After everything that was dropped has come late. */
  readonly late: Tally;
}

const noneOf = { repeated: 0, reordered: 0, malformed: 0 };

/**
 * Sends calls of which webhooks get lost, has the PBX asked once, and holds what is left against what was told; then
 * sends what was lost after all.
 */
export async function loseWebhooks(calls: number, share: number): Promise<LostWebhooks> {
  let stackNow = () => Date.now();
  const mango = await startMango({ secret: mangoSecret, now: () => stackNow() });
  const { stack, api } = await startTown(await exampleAssembly(), {
    environment: {
      'dutyline-example-pbx-reconcile': await tenantVariable({ mango: { api: mango.origin } }),
    },
  });
  try {
    stackNow = () => stack.clock.now();
    await loadCast(api);
    const random = new Random(11);
    const plan = new Plan(new Random(7), noneOf, 1);
    const round = plan.round(0, calls, Math.floor(stack.clock.now() / 1_000) - 900);
    const lost: MangoWebhook[] = [];
    let unheard = 0;
    const deliveries = round.deliveries.map(({ webhooks }) => {
      mango.had(webhooks);
      const isUnheard = random.chance(share);
      if (isUnheard) unheard += 1;
      const came = webhooks.filter(() => !isUnheard && !random.chance(share));
      lost.push(...webhooks.filter((one) => !came.includes(one)));
      return { webhooks: came, malformed: [] };
    });
    const sender = new Sender(stack);
    await sender.sendAll(deliveries);
    // Calls that lack something wait for it; the others are decided.
    await stack.idle({ leaveDelays: true, timeoutMs: 300_000 });
    const run = await stack.invoke('pbx-reconcile', {});
    if (!run.ok) throw new Error(`pbx-reconcile: ${JSON.stringify(run)}`);
    const settle = () => stack.idle({ skipDelays: true, timeoutMs: 300_000 });
    await settle();
    const remains = new Remains(await allItems(stack));
    await sender.sendAll(lost.map((webhook) => ({ webhooks: [webhook], malformed: [] })));
    await settle();
    return {
      calls,
      webhooks: round.deliveries.flatMap(({ webhooks }) => webhooks).length,
      dropped: lost.length,
      unheard,
      undecided: remains.undecided.length,
      tally: tallyOf(round.calls, remains),
      late: tallyOf(round.calls, new Remains(await allItems(stack))),
    };
  } finally {
    await stack.stop();
    await mango.stop();
  }
}
