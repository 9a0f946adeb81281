import type { TenantFile } from './tenant.ts';

/**
 * Every function of the stack, said once: the build makes its bundle, the stack its role, log group, variables,
 * routes and event sources from this list, and a test holds it against the code.
 */

export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem';

/** `crm-events`, `recordings` and `call-cards` only where the CRM is Bitrix24. */
export type WorkQueue =
  | 'events'
  | 'crm-writes'
  | 'messages'
  | 'timers'
  | 'ticket-events'
  | 'ticket-timers'
  | 'crm-events'
  | 'recordings'
  | 'call-cards';
export type DeadLetterQueue = `${WorkQueue}-dlq`;

/**
 * What the function may do; its address variables follow from it, so that a function knows only what it may use.
 * A transaction needs the actions of its parts (`PutItem`, `DeleteItem`, …), not one of its own.
 */
export interface Uses {
  /** Gives `TABLE_NAME`. */
  readonly table?: readonly TableAction[];
  /** Indexes of the table it queries; gives `TABLE_NAME` as well. */
  readonly indexes?: readonly ('lists' | 'clients')[];
  /** Gives `VAULT_TABLE_NAME` and the use of the vault's key. */
  readonly vault?: readonly TableAction[];
  /** Whose secrets of the vault, by the beginning of their keys. */
  readonly vaultOf?: readonly ('PBX' | 'CRM' | 'CHANNEL')[];
  /** Gives the URL of each: `CRM_WRITES_QUEUE_URL` of `crm-writes`. */
  readonly send?: readonly WorkQueue[];
  /** Of the queue that it reads, it takes more by itself, and `delays` what must come back later; gives its URL. */
  readonly own?: { readonly queue: WorkQueue; readonly delays: boolean };
  /** It makes and deletes the schedules of long waits; gives `TIMERS_…`. */
  readonly timers?: boolean;
}

export interface Source {
  readonly queue: WorkQueue | DeadLetterQueue;
  /** At most this many copies of the function work on this queue at once. */
  readonly maxConcurrency: number;
  /** 10 without it, which is the most that a FIFO queue hands over. */
  readonly batchSize?: number;
  /** How long a batch is waited for to fill; not at all without it. */
  readonly windowSeconds?: number;
}

export type Trigger =
  /** Any method on these paths, without an authorizer: the function checks the sender's signature itself. */
  | { readonly kind: 'webhook'; readonly paths: readonly string[] }
  /** The operations of shared/api/operations.ts that name this function. */
  | { readonly kind: 'api' }
  | { readonly kind: 'queues'; readonly sources: readonly Source[] }
  | { readonly kind: 'schedule'; readonly every: 'rate(1 hour)' | 'rate(5 minutes)' };

export interface FunctionSpec {
  /** functions/<folder>/handler.ts exports `handler`. */
  readonly folder: string;
  readonly does: string;
  readonly trigger: Trigger;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly uses: Uses;
}

/** At 512 MB arm64 a function starts as fast as at any size above, and is billed a quarter of it. */
const memoryMb = 512;

/** API functions answer within the 30 s of the HTTP API with room to spare. */
function api(folder: string, does: string, uses: Uses): FunctionSpec {
  return { folder, does, trigger: { kind: 'api' }, memoryMb, timeoutSeconds: 10, uses };
}

/** What it takes to decide about tickets and to do what follows. */
const tickets = {
  table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
  indexes: ['lists'],
  timers: true,
} as const satisfies Uses;

/** What every tenant has. */
export const functions: readonly FunctionSpec[] = [
  {
    folder: 'pbx-webhook',
    does: 'Checks the signature of what a PBX tells of calls and operators and puts it in their queues.',
    trigger: { kind: 'webhook', paths: ['/pbx/{provider}', '/pbx/{provider}/{proxy+}'] },
    memoryMb,
    timeoutSeconds: 10,
    uses: { vault: ['GetItem'], vaultOf: ['PBX'], send: ['events', 'ticket-events'] },
  },
  {
    folder: 'channel-webhook',
    does: 'Checks the signature of what a messenger or mail gateway tells and puts it in the queues.',
    trigger: { kind: 'webhook', paths: ['/channels/{channelId}', '/channels/{channelId}/{proxy+}'] },
    memoryMb,
    timeoutSeconds: 10,
    uses: { vault: ['GetItem'], vaultOf: ['CHANNEL'], send: ['ticket-events', 'messages'] },
  },
  {
    folder: 'web-widget',
    does: 'Takes what visitors of a site write in its widget, and gives them what they are answered.',
    trigger: {
      kind: 'webhook',
      paths: ['/channels/{channelId}/conversations', '/channels/{channelId}/messages'],
    },
    memoryMb,
    timeoutSeconds: 10,
    uses: {
      table: ['Query', 'UpdateItem'],
      vault: ['GetItem'],
      vaultOf: ['CHANNEL'],
      send: ['ticket-events'],
    },
  },
  {
    folder: 'event-processor',
    does: 'Applies events and timers to calls and decides who is responsible.',
    trigger: {
      kind: 'queues',
      sources: [
        { queue: 'events', maxConcurrency: 50 },
        { queue: 'timers', maxConcurrency: 20 },
      ],
    },
    memoryMb,
    timeoutSeconds: 30,
    uses: { table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem'], send: ['crm-writes', 'timers'] },
  },
  {
    folder: 'crm-writer',
    does: 'Writes decisions to the CRM, each once.',
    // A CRM allows a few requests a second: more writers would only wait for each other.
    trigger: { kind: 'queues', sources: [{ queue: 'crm-writes', maxConcurrency: 10 }] },
    memoryMb,
    timeoutSeconds: 60,
    uses: {
      table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem'],
      indexes: ['lists'],
      own: { queue: 'crm-writes', delays: true },
    },
  },
  {
    folder: 'ticket-processor',
    does: "Applies clients' messages, answers and timers to tickets and decides who has them.",
    trigger: {
      kind: 'queues',
      sources: [
        { queue: 'ticket-events', maxConcurrency: 50 },
        { queue: 'ticket-timers', maxConcurrency: 20 },
      ],
    },
    memoryMb,
    timeoutSeconds: 30,
    uses: { ...tickets, send: ['ticket-events', 'ticket-timers', 'messages', 'crm-writes'] },
  },
  {
    folder: 'message-sender',
    does: 'Sends messages to clients, each once, and tells what became of them.',
    trigger: { kind: 'queues', sources: [{ queue: 'messages', maxConcurrency: 10 }] },
    memoryMb,
    timeoutSeconds: 60,
    uses: {
      table: ['GetItem', 'Query', 'PutItem'],
      vault: ['GetItem'],
      vaultOf: ['CHANNEL'],
      send: ['ticket-events'],
      own: { queue: 'messages', delays: true },
    },
  },
  {
    folder: 'dead-letters',
    does: 'Records messages that could not be processed as problems.',
    trigger: {
      kind: 'queues',
      sources: [
        { queue: 'events-dlq', maxConcurrency: 2 },
        { queue: 'crm-writes-dlq', maxConcurrency: 2 },
        { queue: 'messages-dlq', maxConcurrency: 2 },
        { queue: 'timers-dlq', maxConcurrency: 2 },
        { queue: 'ticket-events-dlq', maxConcurrency: 2 },
        { queue: 'ticket-timers-dlq', maxConcurrency: 2 },
      ],
    },
    memoryMb: 256,
    timeoutSeconds: 30,
    uses: { table: ['GetItem', 'BatchGetItem', 'PutItem'] },
  },
  {
    folder: 'stale-calls',
    does: 'Finds calls whose end was lost and has them decided.',
    trigger: { kind: 'schedule', every: 'rate(1 hour)' },
    memoryMb: 256,
    timeoutSeconds: 60,
    uses: { indexes: ['lists'], send: ['events'] },
  },
  {
    folder: 'availability-watch',
    does: 'Tells whose availability was changed by the date, the rota, the CRM or a saved record.',
    trigger: { kind: 'schedule', every: 'rate(5 minutes)' },
    memoryMb,
    timeoutSeconds: 120,
    uses: {
      table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem'],
      indexes: ['lists'],
      send: ['ticket-events'],
    },
  },
  {
    folder: 'pbx-reconcile',
    does: 'Asks the PBX for its past calls and tells what its webhooks did not.',
    trigger: { kind: 'schedule', every: 'rate(5 minutes)' },
    memoryMb,
    // The PBX makes its statistics while it is asked for them every five seconds.
    timeoutSeconds: 180,
    uses: {
      table: ['GetItem', 'BatchGetItem', 'PutItem'],
      vault: ['GetItem'],
      vaultOf: ['PBX'],
      send: ['events'],
    },
  },
  api('settings-api', 'Reads and changes the settings.', {
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'ConditionCheckItem'],
  }),
  api('employees-api', 'Reads and changes the employees.', {
    table: ['GetItem', 'BatchGetItem', 'PutItem', 'DeleteItem', 'ConditionCheckItem'],
    indexes: ['lists'],
    send: ['ticket-events'],
  }),
  api('availability-api', 'Shows who can be given work now; takes what people say of their own work.', {
    table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'],
    indexes: ['lists'],
    send: ['ticket-events', 'ticket-timers'],
  }),
  api('journal-api', 'Shows calls with their decisions and the fate of their effects.', {
    table: ['GetItem', 'BatchGetItem'],
    indexes: ['lists', 'clients'],
  }),
  // It may write nothing at all: that is what makes it safe to ask.
  api('preview-api', 'Tells what would happen: to an imagined call, to past calls under other settings.', {
    table: ['GetItem', 'BatchGetItem', 'Query'],
    indexes: ['lists'],
  }),
  api('clients-api', 'Shows and changes the directory; shows the calls, deals and tasks of its clients.', {
    table: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem'],
    indexes: ['lists', 'clients'],
  }),
  api(
    'problems-api',
    'Shows what could not be processed and sends it again; gives unassigned calls to a company.',
    {
      table: ['GetItem', 'BatchGetItem', 'PutItem'],
      indexes: ['lists'],
      send: ['events', 'crm-writes', 'messages', 'timers', 'ticket-events', 'ticket-timers'],
    },
  ),
  api('tickets-api', 'Shows tickets to those who may see them, and does what they do with them.', {
    ...tickets,
    indexes: [...tickets.indexes, 'clients'],
    send: ['ticket-events', 'ticket-timers', 'messages', 'crm-writes'],
  }),
  api('secrets-api', 'Takes the secrets of the PBXs and the channels; never shows them.', {
    table: ['PutItem'],
    vault: ['PutItem'],
    vaultOf: ['PBX', 'CHANNEL'],
  }),
  api('api-docs', 'Serves the OpenAPI document and a page to read it.', {}),
];

/** What a tenant has beside that where the CRM is Bitrix24. */
const bitrix24Functions: readonly FunctionSpec[] = [
  {
    folder: 'crm-callback',
    does: 'Checks that an event comes from the portal and puts it in the queue; installs the application.',
    trigger: { kind: 'webhook', paths: ['/crm/bitrix24', '/crm/bitrix24/install'] },
    memoryMb,
    // An installation asks portal and OAuth server one after the other.
    timeoutSeconds: 28,
    uses: {
      table: ['GetItem', 'PutItem', 'UpdateItem'],
      vault: ['GetItem', 'PutItem', 'DeleteItem'],
      vaultOf: ['CRM'],
      send: ['crm-events'],
    },
  },
  {
    folder: 'card-writer',
    does: 'Opens and closes call cards in the portal while telephones ring.',
    // A card must never wait behind writes; two copies share what the portal leaves them.
    trigger: { kind: 'queues', sources: [{ queue: 'call-cards', maxConcurrency: 2 }] },
    memoryMb,
    timeoutSeconds: 30,
    uses: {
      table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'],
      vault: ['GetItem', 'PutItem'],
      vaultOf: ['CRM'],
      // A FIFO queue hands over ten; a request to the portal holds more.
      own: { queue: 'call-cards', delays: false },
    },
  },
  {
    folder: 'directory-sync',
    does: 'Lets the directory and the employees follow what changes in the portal.',
    trigger: {
      kind: 'queues',
      // A thousand events are one request to the portal, whose limit more copies would only wait for.
      sources: [{ queue: 'crm-events', maxConcurrency: 2, batchSize: 1_000, windowSeconds: 5 }],
    },
    memoryMb,
    timeoutSeconds: 120,
    uses: {
      table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
      vault: ['GetItem', 'PutItem'],
      vaultOf: ['CRM'],
    },
  },
  {
    folder: 'crm-reconcile',
    does: 'Finds what the events of the portal did not tell; fills the directory.',
    trigger: { kind: 'schedule', every: 'rate(5 minutes)' },
    memoryMb,
    timeoutSeconds: 300,
    uses: {
      table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
      indexes: ['lists'],
      vault: ['GetItem', 'PutItem'],
      vaultOf: ['CRM'],
    },
  },
  {
    folder: 'recordings',
    does: 'Attaches recordings and transcripts of calls to them in the portal.',
    // A PBX gives a few files a second. Each may take its time, so none waits for another in a batch.
    trigger: { kind: 'queues', sources: [{ queue: 'recordings', maxConcurrency: 2, batchSize: 1 }] },
    memoryMb,
    timeoutSeconds: 180,
    uses: {
      table: ['GetItem', 'PutItem', 'UpdateItem'],
      vault: ['GetItem', 'PutItem'],
      // The keys of the PBX, to ask it; the tokens of the portal.
      vaultOf: ['PBX', 'CRM'],
      send: ['recordings'],
    },
  },
  api('crm-api', 'Shows how things stand with the portal; takes its credentials.', {
    table: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'],
    vault: ['GetItem', 'PutItem'],
    vaultOf: ['CRM'],
  }),
];

/** What common functions do more where the CRM is Bitrix24. */
function withBitrix24(spec: FunctionSpec): FunctionSpec {
  const { folder, trigger, uses } = spec;
  if (folder === 'dead-letters' && trigger.kind === 'queues') {
    const own = (['crm-events-dlq', 'recordings-dlq', 'call-cards-dlq'] as const).map((queue) => ({
      queue,
      maxConcurrency: 2,
    }));
    const sources = [...trigger.sources, ...own];
    return { ...spec, trigger: { ...trigger, sources } };
  }
  if (folder === 'problems-api') {
    const send = [...(uses.send ?? []), 'crm-events', 'recordings', 'call-cards'] as const;
    return { ...spec, uses: { ...uses, send } };
  }
  if (folder === 'availability-api' || folder === 'availability-watch') {
    // The portal is asked for work days and presence; its limits are items of the table.
    const table = [...new Set([...(uses.table ?? []), 'UpdateItem' as const])];
    return { ...spec, uses: { ...uses, table, vault: ['GetItem', 'PutItem'], vaultOf: ['CRM'] } };
  }
  if (folder === 'event-processor') {
    return { ...spec, uses: { ...uses, send: [...(uses.send ?? []), 'call-cards'] } };
  }
  if (folder === 'crm-writer') {
    // The portal's limits, the guards of births and the register of callbacks are items of the table.
    const table = [
      'GetItem',
      'BatchGetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'ConditionCheckItem',
    ] as const;
    return {
      ...spec,
      // They share what the portal allows: few with many calls each fill its requests better than many with few.
      trigger: { kind: 'queues', sources: [{ queue: 'crm-writes', maxConcurrency: 3 }] },
      uses: { ...uses, table, vault: ['GetItem', 'PutItem'], vaultOf: ['CRM'], send: ['recordings'] },
    };
  }
  return spec;
}

/** All functions of a tenant. */
export function functionsOf({ crm }: Pick<TenantFile, 'crm'>): readonly FunctionSpec[] {
  return crm === 'bitrix24' ? [...functions.map(withBitrix24), ...bitrix24Functions] : functions;
}
