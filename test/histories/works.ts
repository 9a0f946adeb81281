import { DeleteTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { crmWriter } from '../../functions/crm-writer/writer.ts';
import { eventProcessor } from '../../functions/event-processor/processor.ts';
import { createHandler } from '../../functions/pbx-webhook/webhook.ts';
import { StackClock } from '../../infra/local/clock.ts';
import { SqsServer } from '../../infra/local/servers/sqs.ts';
import { queueModel } from '../../infra/local/template/queues.ts';
import { BuiltinCrm } from '../../shared/crm/builtin/builtin-crm.ts';
import { pbxAdapter } from '../../shared/pbx/adapters.ts';
import { sqsClient } from '../../shared/platform/clients.ts';
import { OwnQueue } from '../../shared/platform/own-queue.ts';
import { type OutgoingMessage, sendMessages } from '../../shared/platform/queues.ts';
import { Table } from '../../shared/platform/table.ts';
import { pbxSecretKey, SecretCache, vaultReader } from '../../shared/platform/vault.ts';
import { type Death, letDie } from '../platform/support/faults.ts';
import { settle } from '../platform/support/town.ts';
import { type ProtocolServer, pointSdkAt, startDynamo } from '../support/servers.ts';
import { createTables, newTableNames } from '../support/tables.ts';
import { deliver, type Functions, type QueueName, queueNames, queueUrl } from './deliveries.ts';
import type { History } from './history.ts';
import { requestOf, type Sent, secrets } from './senders.ts';
import { Throttle } from './throttle.ts';

const tenant = { id: 'acme', package: 'extended', country: 'RU', timeZone: 'Europe/Moscow' } as const;
const region = 'eu-central-1';
const retrySeconds = 30;

/** What a play does other than that all goes well. */
export interface Circumstances {
  /** The functions die once, and are started anew. */
  readonly death?: Death;
  readonly deliversTwice?: boolean;
}

/**
 * A call's way in one process: the webhook's function, the queues, the event processor, the CRM writer, on real
 * protocol servers, with a clock that is moved.
 */
export class Works {
  readonly throttle: Throttle;
  readonly #clock: StackClock;
  readonly #dynamo: ProtocolServer<DynamoDBClient>;
  readonly #sqs: SqsServer;
  #client: DynamoDBClient;
  readonly #names = newTableNames();
  readonly #secrets: SecretCache;
  #begins = 0;
  /** What the stack's clock showed when the history began. */
  #zero = 0;
  #functions: Functions;
  #mortal: ReturnType<typeof letDie> | undefined;
  #deliversTwice = false;
  #retryAt = Number.POSITIVE_INFINITY;

  private constructor(
    dynamo: ProtocolServer<DynamoDBClient>,
    sqs: SqsServer,
    clock: StackClock,
    throttle: Throttle,
  ) {
    this.throttle = throttle;
    this.#clock = clock;
    this.#dynamo = dynamo;
    this.#sqs = sqs;
    this.#client = this.#clientAt(dynamo.endpoint);
    this.#secrets = new SecretCache(vaultReader(this.#names.vault, dynamo.client), () => clock.now());
    this.#functions = this.#startFunctions();
  }

  static async start(): Promise<Works> {
    const clock = new StackClock();
    const models = queueNames.map((name) =>
      queueModel(
        { name, logicalId: name, arn: name, url: name },
        name.endsWith('.fifo') ? { FifoQueue: true } : {},
      ),
    );
    const [dynamo, sqs] = await Promise.all([startDynamo(), SqsServer.start(models, region, clock)]);
    pointSdkAt({ dynamo, sqs });
    const works = new Works(dynamo, sqs, clock, await Throttle.before(dynamo.endpoint));
    await works.#storeSecrets();
    const { table } = works.#names;
    Object.assign(process.env, { TABLE_NAME: table, TENANT_ID: tenant.id, TENANT: JSON.stringify(tenant) });
    return works;
  }

  /** How many requests the functions have sent in this play. */
  get requests(): number {
    return this.#mortal?.requests() ?? 0;
  }

  /** A company in which nothing has happened yet. */
  async open(history: History, { death, deliversTwice = false }: Circumstances = {}): Promise<void> {
    const { table: TableName } = this.#names;
    if (this.#zero > 0) await this.#dynamo.client.send(new DeleteTableCommand({ TableName }));
    await createTables(this.#dynamo.client, { table: TableName });
    await settle(new Table(TableName, this.#dynamo.client), history.company);
    // The queues forget what they have seen in the play before.
    await this.#clock.advance(600_000);
    this.#begins = history.begins;
    this.#zero = this.#clock.now();
    this.#deliversTwice = deliversTwice;
    const isThrottled = history.trouble.some(({ kind }) => kind === 'throttled');
    this.#client.destroy();
    this.#client = this.#clientAt(isThrottled ? this.throttle.endpoint : this.#dynamo.endpoint);
    this.#functions = this.#startFunctions();
    this.#mortal?.revive();
    const never = { atRequest: Number.POSITIVE_INFINITY, when: 'before' } as const;
    this.#mortal = letDie([this.#client, sqsClient()], death ?? never);
  }

  /** What the webhook's function has for the queue when it takes this. @throws unless it answers 200. */
  async take(sent: Sent): Promise<readonly OutgoingMessage[]> {
    const messages: OutgoingMessage[] = [];
    const handle = createHandler({
      adapterOf: pbxAdapter,
      secrets: this.#secrets,
      send: {
        events: async (more) => {
          messages.push(...more);
        },
        agents: async () => {},
      },
      now: this.#now,
    });
    const { statusCode, body } = await handle(requestOf(sent, this.#now()));
    if (statusCode !== 200) throw new Error(`${sent.provider}${sent.path}: ${statusCode} ${body}`);
    return messages;
  }

  /** Puts messages into the queue of events, and lets all happen that follows at once. */
  async enqueue(messages: readonly OutgoingMessage[]): Promise<void> {
    await sendMessages(queueUrl(this.#sqs, 'events.fifo'), messages, this.#sqs.client);
    await this.#work();
  }

  /** Lets time pass up to these seconds of the history, and all happen that is due on the way. */
  async until(seconds: number): Promise<void> {
    for (;;) {
      await this.#work();
      const left = this.#zero + seconds * 1_000 - this.#clock.now();
      const next = this.#nextMs();
      await this.#clock.advance(Math.max(0, Math.min(next, left)));
      if (next > left) return;
    }
  }

  /** Lets time pass until nothing is left to be done. */
  async rest(): Promise<void> {
    for (let rounds = 0; rounds < 100; rounds += 1) {
      await this.#work();
      const next = this.#nextMs();
      if (next === Number.POSITIVE_INFINITY) return;
      await this.#clock.advance(next);
    }
    throw new Error('there is no end of it');
  }

  /** Makes what is stored under a key unreadable. @returns what puts it right again. */
  async damage(pk: string): Promise<() => Promise<void>> {
    const sk = pk.slice(0, pk.indexOf('#'));
    const table = new Table(this.#names.table, this.#dynamo.client);
    const item = await table.get({ pk, sk }, { consistent: true });
    if (item === undefined) throw new Error(`there is no ${pk}`);
    await table.put({ ...item, document: '{"id":' });
    return () => table.put(item);
  }

  async stop(): Promise<void> {
    this.#mortal?.revive();
    this.#client.destroy();
    sqsClient().destroy();
    await Promise.all([this.throttle.stop(), this.#sqs.stop(), this.#dynamo.stop()]);
  }

  readonly #now = (): number => Math.round(this.#begins + this.#clock.now() - this.#zero);

  /** Milliseconds until something is due, or fails no more. */
  #nextMs(): number {
    const retry = this.#retryAt - this.#clock.now();
    const delay = this.#sqs.nextDelayMs(['timers']) ?? Number.POSITIVE_INFINITY;
    // The queues look for what is due when the clock is moved, be it by a little.
    return Math.max(1, Math.min(delay, retry));
  }

  async #work(): Promise<void> {
    if (this.#retryAt <= this.#clock.now()) this.#retryAt = Number.POSITIVE_INFINITY;
    // What is sent on takes longer than what is there.
    for (let index = 0; index < queueNames.length; index += 1) {
      if ((await this.#deliver(queueNames[index] as QueueName)) > 0) index = -1;
    }
  }

  async #deliver(queue: QueueName): Promise<number> {
    const { received, failed } = await deliver(queue, {
      sqs: this.#sqs,
      functions: () => this.#functions,
      retrySeconds,
      twice: this.#deliversTwice,
    });
    if (failed > 0) this.#retryAt = Math.min(this.#retryAt, this.#clock.now() + retrySeconds * 1_000);
    if (this.#mortal?.isDead() === true) {
      this.#mortal.revive();
      this.#mortal = undefined;
      this.#functions = this.#startFunctions();
    }
    return received;
  }

  /** What the SDK's own repeats would mend is to be seen, so it makes none. */
  #clientAt(endpoint: string): DynamoDBClient {
    const { credentials } = this.#dynamo.client.config;
    return new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 });
  }

  #startFunctions(): Functions {
    const table = new Table(this.#names.table, this.#client);
    const processor = eventProcessor({
      table,
      tenant,
      clock: this.#now,
      crmWritesQueueUrl: queueUrl(this.#sqs, 'crm-writes.fifo'),
      timersQueueUrl: queueUrl(this.#sqs, 'timers'),
    });
    const writer = crmWriter({
      table,
      clock: this.#now,
      crm: new BuiltinCrm(table, this.#now),
      queue: new OwnQueue(queueUrl(this.#sqs, 'crm-writes.fifo'), this.#sqs.client),
      fillTo: 10,
      pause: async () => undefined,
      chance: () => 0,
    });
    return {
      'events.fifo': processor,
      timers: processor,
      // The queue's clock is the machine's.
      'crm-writes.fifo': (records) => writer(records.map((record) => sentAt(record, this.#now()))),
    };
  }

  async #storeSecrets(): Promise<void> {
    const { vault } = this.#names;
    await createTables(this.#dynamo.client, { vault });
    for (const [provider, secret] of Object.entries(secrets)) {
      const { pk, sk } = pbxSecretKey(provider);
      const Item = { pk: { S: pk }, sk: { S: sk }, document: { S: JSON.stringify(secret) } };
      await this.#dynamo.client.send(new PutItemCommand({ TableName: vault, Item }));
    }
  }
}

const sentAt = (record: SQSRecord, at: number): SQSRecord => ({
  ...record,
  attributes: { ...record.attributes, SentTimestamp: String(at) },
});
