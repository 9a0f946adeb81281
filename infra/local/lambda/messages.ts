import type { InvocationError } from './outcome.ts';

/** What a worker is started with. */
export interface WorkerStart {
  readonly codeDirectory: string;
  readonly handler: string;
  readonly context: {
    readonly functionName: string;
    readonly functionArn: string;
    readonly memoryMb: number;
    readonly logGroupName: string;
    readonly logStreamName: string;
  };
  /** One Float64: milliseconds by which the stack's clock is ahead of the machine's. */
  readonly clockOffset: SharedArrayBuffer;
}

/** To a worker: run this. `deadlineAt` is on the stack's clock. */
export interface InvokeMessage {
  readonly id: string;
  readonly payload: string;
  readonly deadlineAt: number;
}

/** From a worker. Log texts travel the same way as results, so they arrive in their order. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'initFailed'; readonly error: InvocationError }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'done'; readonly id: string; readonly payload: string }
  | { readonly kind: 'threw'; readonly id: string; readonly error: InvocationError };
