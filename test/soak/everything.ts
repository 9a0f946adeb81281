import { randomBytes } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { workingDay } from '../../infra/local/demo/day.ts';
import { MangoCall, type MangoWebhook } from '../../infra/local/demo/mango-pbx.ts';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { wallClockIn } from '../../shared/base/time.ts';
import { allItems, startTown, type Town } from '../stack/town.ts';
import { type Mango, startMango } from '../standins/mango/start.ts';
import { tenantVariable } from '../support/tenant.ts';
import { exampleAssembly } from './assembly.ts';
import { Administrator } from './everything-api.ts';
import { beginWork, calendars } from './everything-availability.ts';
import { Callers } from './everything-callers.ts';
import { byChannel, type Channels, startChannels } from './everything-channels.ts';
import { clientPhones } from './everything-clients.ts';
import {
  forgedAlike,
  malformed,
  mangoWebhook,
  ofOtherPbxs,
  type Planted,
  plantedSecrets,
} from './everything-pbx.ts';
import { Desk } from './everything-tickets.ts';

/** What is left of a stack through which everything went that it knows. It is stopped; its records can be read. */
export interface Everything {
  readonly stack: LocalStack;
  readonly planted: { readonly pbx: Planted; readonly channels: Channels['secrets'] };
  /** Stands in everything that people wrote to each other. */
  readonly written: string;
  /** Of the API's callers and of the site's visitor. */
  readonly tokens: readonly string[];
  readonly clientPhones: readonly string[];
  /** What the API said, text by text. */
  readonly answers: readonly string[];
  /** What the senders of webhooks were told, who may be anybody. */
  readonly toSenders: readonly string[];
  readonly items: readonly Record<string, unknown>[];
  /** All that the vault holds, as one text. */
  readonly vault: string;
  readonly templateFile: string;
}

let run: Promise<Everything> | undefined;

/** One run for all promises that are read off it: every PBX and channel, every operation, every rare way. */
export function everything(): Promise<Everything> {
  run ??= play();
  return run;
}

async function play(): Promise<Everything> {
  const assembly = await exampleAssembly();
  const word = randomBytes(8).toString('hex');
  const [planted, written] = [plantedSecrets(word), `written-${word}`];
  let now = () => Date.now();
  const [mango, channels] = await Promise.all([
    startMango({ secret: planted.mango, now: () => now() }),
    startChannels(word),
  ]);
  const servers = { mango: { api: mango.origin }, channelServers: channels.servers };
  // Whatever a function could ever log, it logs.
  const town = await startTown(assembly, {
    environment: { '*': { LOG_LEVEL: 'debug', ...(await tenantVariable(servers)) } },
  });
  const { stack } = town;
  now = () => stack.clock.now();
  try {
    await untilEvening(stack);
    const callers = new Callers(stack);
    const administrator = new Administrator(stack, callers);
    await administrator.storeSecrets('pbx', planted);
    await administrator.storeSecrets('channels', byChannel(channels));
    await calls(town, callers, planted);
    await administrator.changeEverything();
    await administrator.readEverything();
    const desk = new Desk(stack, callers, channels, written);
    await tickets(desk, callers, channels);
    await calendars(stack, callers);
    // One of them is taken twice: the first time nobody hears that it was.
    stack.faults.inject({ kind: 'killAfter', function: 'dead-letters', operation: 'PutItem' });
    await strayMessages(stack);
    await lostEnd(town, callers, planted);
    await unheard(town, mango);
    await administrator.retryProblems();
    await town.settle();
    if (channels.mails.mails.length === 0) throw new Error('the mail that was refused was not sent again');
    await administrator.wantDeals();
    await administrator.shareThePbx();
    // Settings are remembered for a while.
    await stack.clock.advance(60_000);
    await oneCall(town, callers, planted, { name: 'of-nobody', client: '79160000297', line: '74950000009' });
    await oneCall(town, callers, planted, {
      name: 'of-a-client',
      client: '79160000102',
      line: '74950000001',
    });
    await administrator.assignUnassigned();
    await town.settle();
    if (callers.left.length > 0) throw new Error(`not reached: ${callers.left.join(', ')}`);
    const [items, vault] = [await allItems(stack), await allItems(stack, 'vault')];
    return {
      stack,
      planted: { pbx: planted, channels: channels.secrets },
      written,
      tokens: [...callers.tokens, desk.visitorsToken],
      clientPhones: Object.values(clientPhones).flat(),
      answers: callers.answers,
      toSenders: callers.toSenders,
      items,
      vault: JSON.stringify(vault),
      templateFile: assembly.templateFile,
    };
  } finally {
    await stack.stop();
    await Promise.all([mango.stop(), channels.stop()]);
  }
}

/** The working day that is played is one day in the company's zone as well; six hours later it is the next one. */
async function untilEvening({ clock }: LocalStack): Promise<void> {
  const hour = Number(wallClockIn(clock.now(), 'Europe/Moscow').time.slice(0, 2));
  if (hour < 18 || hour === 23) await clock.advance(((42 - hour) % 24) * 60 * 60 * 1_000);
}

/** Everything about conversations, from the first message to the end of the last. */
async function tickets(desk: Desk, callers: Callers, channels: Channels): Promise<void> {
  await desk.opensLines();
  await beginWork(callers);
  await desk.handsOver();
  await desk.waits();
  await desk.writesToCrm();
  await desk.byOtherChannels();
  await desk.forged(forgedAlike(channels.secrets));
  await desk.ends();
}

/** A day of one PBX and something of each other; all of it also from somebody who guesses at the secrets. */
async function calls({ stack, settle }: Town, callers: Callers, planted: Planted): Promise<void> {
  const [now, guessed] = [stack.clock.now(), forgedAlike(planted)];
  for (const { webhooks } of workingDay(Math.floor(now / 1_000))) {
    for (const webhook of webhooks) await callers.send(mangoWebhook(webhook, planted));
    await callers.send(mangoWebhook(webhooks[0] as MangoWebhook, guessed), 401);
  }
  for (const sent of ofOtherPbxs(stack.apiUrl, planted, now)) await callers.send(sent);
  for (const sent of ofOtherPbxs(stack.apiUrl, guessed, now)) await callers.send(sent, 401);
  // What is said of it must not say too much.
  await callers.send(malformed(planted, now), 400);
  await settle();
}

/** What nobody can read, in every queue: it ends as problems. */
async function strayMessages(stack: LocalStack): Promise<void> {
  // Who writes and who sends make a problem of what they can't read by themselves: their dead letters come from elsewhere.
  const queues = ['events', 'timers', 'ticket-events', 'ticket-timers'];
  for (const name of [...queues, 'crm-writes', 'crm-writes-dlq', 'messages', 'messages-dlq']) {
    const { url } = stack.queue(name);
    const group = url.endsWith('.fifo') ? { MessageGroupId: 'stray', MessageDeduplicationId: 'stray' } : {};
    await stack.sqs.send(
      new SendMessageCommand({ QueueUrl: url, MessageBody: '{"from":"+79160000298"}', ...group }),
    );
  }
  await stack.idle({ skipDelays: true, timeoutMs: 60_000 });
}

/** A call of which the end is never told: the hourly look finds it. */
async function lostEnd({ stack, settle }: Town, callers: Callers, planted: Planted): Promise<void> {
  const call = new MangoCall({
    name: 'lost-end',
    startedAt: Math.floor(stack.clock.now() / 1_000),
    client: '79160000299',
    line: '74950000001',
  });
  for (const webhook of call.ring('101').webhooks) await callers.send(mangoWebhook(webhook, planted));
  await settle();
  await stack.clock.advance(6 * 60 * 60 * 1_000);
  await settle();
}

/** A call that no webhook told: the PBX is asked for it. */
async function unheard({ stack, settle }: Town, mango: Mango): Promise<void> {
  const startedAt = Math.floor(stack.clock.now() / 1_000) - 600;
  const call = new MangoCall({ name: 'unheard', startedAt, client: '79160000300', line: '74950000001' });
  mango.had(call.ring('101').wait(9).stop('101', 1111).endInbound(1111).webhooks);
  // Its scheduled runs of the hours before have just asked.
  mango.passed(300_000);
  const { ok } = await stack.invoke('pbx-reconcile', {});
  if (!ok) throw new Error('pbx-reconcile failed');
  await settle();
}

async function oneCall({ stack, settle }: Town, callers: Callers, planted: Planted, who: Who): Promise<void> {
  const call = new MangoCall({ ...who, startedAt: Math.floor(stack.clock.now() / 1_000) });
  for (const webhook of call.ring('101').wait(9).stop('101', 1111).endInbound(1111).webhooks) {
    await callers.send(mangoWebhook(webhook, planted));
  }
  await settle();
}

interface Who {
  readonly name: string;
  readonly client: string;
  readonly line: string;
}
