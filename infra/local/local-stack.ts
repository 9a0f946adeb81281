import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { StackClock } from './clock.ts';
import type { Credentials } from './gateway/callers.ts';
import type { Faults } from './gateway/faults.ts';
import type { IdleOptions } from './idle.ts';
import type { FailureKind, InvocationError } from './lambda/outcome.ts';
import type { CallRecord, InvocationRecord, LogLine } from './records.ts';
import type { TokenOptions } from './servers/issuer.ts';
import type { QueueContent, QueueDepth } from './servers/sqs.ts';
import type { StackModel } from './template/stack-model.ts';

/** What came of a function that was called directly. */
export type InvocationResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly failure: FailureKind; readonly error: InvocationError };

/** One queue, seen from outside. */
export interface QueueView {
  readonly name: string;
  readonly url: string;
  depth(): QueueDepth;
  content(): QueueContent;
}

/**
 * A stack that runs. Functions, queues and tables may be named in short, see `findByName`: `event-processor`,
 * `events`, `table`.
 */
export interface LocalStack {
  /** Address of the HTTP API. */
  readonly apiUrl: string;
  readonly issuerUrl: string;
  /** The template as it was understood. */
  readonly model: StackModel;

  /** A token that the API accepts, with these claims. @throws ForeignIssuerError (DL7013) */
  token(claims?: Readonly<Record<string, unknown>>, options?: TokenOptions): Promise<string>;

  /** Clients that no policy holds back and nothing writes down. */
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly scheduler: SchedulerClient;
  /** Full name of a table. @throws UnknownNameError (DL7009) */
  tableName(name: string): string;
  /** @throws UnknownNameError (DL7009) */
  queue(name: string): QueueView;

  /** Moves time for functions, delays, schedules and tokens. */
  readonly clock: StackClock;

  /** Calls a function as the service's own Invoke would. @throws UnknownNameError (DL7009) */
  invoke(functionName: string, event: unknown): Promise<InvocationResult>;
  /** Loads instances beforehand, up to the stack's concurrency. @throws UnknownNameError (DL7009) */
  warm(functionName: string, count?: number): Promise<void>;
  /**
   * An access key for a program outside the stack that has a function's rights, at `model.place.gatewayUrl`.
   * @throws UnknownNameError (DL7009)
   */
  credentials(functionName: string): Credentials;
  /**
   * Milliseconds of a processor that a function's living instances have used so far, their loading included.
   * @throws UnknownNameError (DL7009)
   */
  cpuMs(functionName: string): Promise<number>;
  /** Ends every instance of a function where it stands. @returns how many. @throws UnknownNameError (DL7009) */
  killAll(functionName: string): Promise<number>;
  readonly faults: Faults;

  /** Lines of one function, or all. @throws UnknownNameError (DL7009) */
  logs(functionName?: string): readonly LogLine[];
  /** What the stack itself has to say: refused routes, broken answers, undelivered schedules. */
  complaints(): readonly string[];
  /** Every request of a function or its poller to AWS. */
  calls(): readonly CallRecord[];
  invocations(): readonly InvocationRecord[];
  /** Forgets calls and invocations so far. */
  clearRecords(): void;

  /**
   * Resolves when no function runs and no queue with a function behind it holds a message, ready, delayed or in
   * flight. @throws NotIdleError (DL7010)
   */
  idle(options?: IdleOptions): Promise<void>;
  /** Ends everything that was started. With a data folder, keeps what still waits. */
  stop(): Promise<void>;
}
