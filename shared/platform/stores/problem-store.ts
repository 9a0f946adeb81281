import { expiry } from '../expiry.ts';
import { ConflictError, type Item, type Table } from '../table.ts';
import { documentOf, versionOf } from './documents.ts';

/** The queue that a dead message came from and is sent to again. */
export const problemQueues = [
  'events',
  'crmWrites',
  'messages',
  'timers',
  'ticketEvents',
  'ticketTimers',
  'crmEvents',
  'recordings',
  'callCards',
] as const;
export type ProblemQueue = (typeof problemQueues)[number];

/** All that is needed to send a message again. */
export interface DeadMessage {
  readonly queue: ProblemQueue;
  readonly body: string;
  /** FIFO queues: whose turn it waits in. */
  readonly group?: string;
}

export interface ProblemReason {
  /** `DL2001`, or the CRM's own code. */
  readonly code: string;
  readonly message: string;
}

/**
 * Something that people must look at.
 * - `deadLetter`: a message that could not be processed; retried, it goes on where it stopped.
 * - `crmRefused`: the CRM will not take a write as it is; retried, only what it refused is sent again.
 * - `messageRefused`: a channel will not take a message to a client; retried, it is sent again.
 * - `recordingMissing`: a recording or transcript could not be attached to its call; retried, it is looked for again.
 * - `unanswered`: a client's ticket that nobody takes (D-46, D-47); there is nothing to send again.
 * - `settings`: the settings name somebody who can't be responsible (D-16); there is nothing to send again.
 */
export interface Problem {
  readonly id: string;
  readonly kind:
    | 'deadLetter'
    | 'crmRefused'
    | 'messageRefused'
    | 'recordingMissing'
    | 'unanswered'
    | 'settings';
  readonly status: 'open' | 'retried';
  /** Epoch milliseconds. */
  readonly openedAt: number;
  readonly reason?: ProblemReason;
  readonly message?: DeadMessage;
  readonly retries: number;
  readonly retriedAt?: number;
  readonly retriedBy?: string;
}

export type NewProblem = Pick<Problem, 'id' | 'kind' | 'openedAt' | 'reason' | 'message'>;
/** A line of the list: all but the message's body. */
export type ProblemSummary = Omit<Problem, 'message'> & Partial<Omit<DeadMessage, 'body'>>;

export interface ProblemPage {
  readonly problems: readonly ProblemSummary[];
  readonly cursor?: string;
}

/** How long the reason of a failed attempt waits for its message to be given up. */
const reasonKeptForDays = 30;
/** Open problems are kept until somebody deals with them, the others as long as the ledger. */
const retriedKeptForDays = 400;

export class ProblemStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Opens a problem; a repeat of an open one changes nothing. One that was retried and comes back is open again.
   *
   * @returns whether it was opened by this call.
   */
  async open(problem: NewProblem): Promise<boolean> {
    const fresh: Problem = { ...problem, status: 'open', retries: 0 };
    try {
      await this.#table.put(itemOf(fresh, 1), 'isNew');
      return true;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
    const known = await this.#load(problem.id);
    if (known === undefined || known.problem.status === 'open') return false;
    const { retries } = known.problem;
    await this.#table.put(itemOf({ ...fresh, retries }, known.version + 1), { version: known.version });
    return true;
  }

  async get(id: string): Promise<Problem | undefined> {
    return (await this.#load(id))?.problem;
  }

  /** The latest first. @throws BadCursorError */
  async list(status: Problem['status'], page: { limit: number; cursor?: string }): Promise<ProblemPage> {
    const { items, cursor } = await this.#table.query({
      index: 'lists',
      pk: listKey(status),
      descending: true,
      ...page,
    });
    return {
      problems: items.map((item) => documentOf<ProblemSummary>(item, 'summary')),
      ...(cursor === undefined ? {} : { cursor }),
    };
  }

  /**
   * Takes a problem off the list of open ones: its message was sent again, or there was none.
   *
   * @returns what it is now; `undefined` where there is no such problem.
   * @throws ConflictError when somebody else did the same at this moment.
   */
  async markRetried(id: string, by: string, at: number): Promise<Problem | undefined> {
    const known = await this.#load(id);
    if (known === undefined) return undefined;
    const { problem, version } = known;
    const retried: Problem = {
      ...problem,
      status: 'retried',
      retries: problem.retries + 1,
      retriedAt: at,
      retriedBy: by,
    };
    await this.#table.put(itemOf(retried, version + 1), { version });
    return retried;
  }

  /** Keeps the reason of a message's first failed attempt, for the case that it is given up in the end. */
  async noteReason(messageId: string, reason: ProblemReason, at: number): Promise<void> {
    try {
      await this.#table.put(
        {
          pk: keyOf(messageId).pk,
          sk: 'REASON',
          document: JSON.stringify(reason),
          expiresAt: expiry(at, reasonKeptForDays),
        },
        'isNew',
      );
    } catch (error) {
      // The first reason is the one that is kept.
      if (!(error instanceof ConflictError)) throw error;
    }
  }

  async reasonsOf(messageIds: readonly string[]): Promise<ReadonlyMap<string, ProblemReason>> {
    const items = await this.#table.getMany(messageIds.map((id) => ({ pk: keyOf(id).pk, sk: 'REASON' })));
    return new Map(
      items.map((item) => [item.pk.slice(keyOf('').pk.length), documentOf<ProblemReason>(item)]),
    );
  }

  async #load(id: string): Promise<{ problem: Problem; version: number } | undefined> {
    const item = await this.#table.get(keyOf(id), { consistent: true });
    if (item === undefined) return undefined;
    const { queue, group, ...rest } = documentOf<ProblemSummary>(item);
    const version = versionOf(item);
    if (queue === undefined) return { problem: rest, version };
    const message = { queue, body: item.body as string, ...(group === undefined ? {} : { group }) };
    return { problem: { ...rest, message }, version };
  }
}

const keyOf = (id: string) => ({ pk: `PROBLEM#${id}`, sk: 'PROBLEM' });
const listKey = (status: Problem['status']): string => (status === 'open' ? 'PROBLEMS' : 'PROBLEMS#retried');

function itemOf(problem: Problem, version: number): Item {
  const { message: { body, ...message } = {}, ...rest } = problem;
  const document = JSON.stringify({ ...rest, ...message } satisfies ProblemSummary);
  return {
    ...keyOf(problem.id),
    version,
    document,
    // As it came: within the document, its escaped quotes could outgrow an item.
    body,
    listPk: listKey(problem.status),
    listSk: `${new Date(problem.openedAt).toISOString()}#${problem.id}`,
    summary: document,
    ...(problem.retriedAt === undefined ? {} : { expiresAt: expiry(problem.retriedAt, retriedKeptForDays) }),
  };
}
