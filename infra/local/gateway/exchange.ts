import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { AccessControl, Need, Refusal } from '../access/access-control.ts';
import { type CallRecord, type Journal, preciseNow } from '../records.ts';
import { accountId } from '../template/place.ts';
import type { Caller } from './callers.ts';
import { type Faults, slowMs } from './faults.ts';
import type { UpstreamAnswer } from './forward.ts';
import type { Description, ErrorAnswer, Service } from './services/service.ts';

/** What every exchange is judged by and written into. */
export interface ExchangeBack {
  readonly access: AccessControl;
  readonly faults: Faults;
  readonly journal: Journal<CallRecord>;
}

/** One request of a caller, from the check of its rights to its answer. */
export class Exchange {
  readonly description: Description;
  readonly #back: ExchangeBack;
  readonly #service: Service;
  readonly #caller: Caller;
  readonly #body: Buffer;
  readonly #startedAt = preciseNow();
  readonly #invocationId: string | undefined;

  constructor(back: ExchangeBack, service: Service, caller: Caller, description: Description, body: Buffer) {
    this.description = description;
    this.#back = back;
    this.#service = service;
    this.#caller = caller;
    this.#body = body;
    this.#invocationId = caller.invocationId();
  }

  async run(outgoing: ServerResponse, forward: () => Promise<UpstreamAnswer>): Promise<void> {
    const denial = this.#denial();
    if (denial !== undefined) {
      this.#finish(outgoing, this.#service.error(403, 'AccessDeniedException', denial), 'denied');
      return;
    }
    const fault = this.#back.faults.strike({
      function: this.#caller.function,
      kind: this.#caller.kind,
      service: this.#service.name,
      operation: this.description.operation,
      body: this.#body,
    });
    if (fault === 'throttle') {
      const { status, code, message } = this.#service.throttled;
      this.#finish(outgoing, this.#service.error(status, code, message), 'throttled');
      return;
    }
    if (fault === 'killBefore') {
      this.#record(0, 0, 'killedBefore');
      await this.#caller.kill();
      outgoing.destroy();
      return;
    }
    await this.#forward(outgoing, forward, fault);
  }

  async #forward(
    outgoing: ServerResponse,
    forward: () => Promise<UpstreamAnswer>,
    fault: 'killAfter' | 'cutAfter' | 'slow' | undefined,
  ): Promise<void> {
    let answer: UpstreamAnswer;
    try {
      answer = await forward();
    } catch (error) {
      this.#finish(outgoing, this.#service.error(500, 'InternalFailure', String(error)), 'failed');
      return;
    }
    if (fault === 'slow') await pause(slowMs);
    if (fault === undefined || fault === 'slow') {
      this.#finish(outgoing, answer, 'answered');
      return;
    }
    this.#record(0, answer.body.length, fault === 'killAfter' ? 'killedAfter' : 'cutAfter');
    if (fault === 'killAfter') await this.#caller.kill();
    outgoing.destroy();
  }

  /** The message AWS gives where the role lacks something. */
  #denial(): string | undefined {
    const { access } = this.#back;
    const { roleArn, function: name } = this.#caller;
    for (const need of this.description.needs) {
      const refusal = access.refusal(roleArn, need);
      if (refusal !== undefined) return deniedMessage(access.roleName(roleArn), name, need, refusal);
    }
    return undefined;
  }

  #finish(
    outgoing: ServerResponse,
    answer: UpstreamAnswer | ErrorAnswer,
    outcome: CallRecord['outcome'],
  ): void {
    this.#record(answer.status, answer.body.length, outcome);
    send(outgoing, answer);
  }

  #record(status: number, responseBytes: number, outcome: CallRecord['outcome']): void {
    const { function: name, kind, instance } = this.#caller;
    this.#back.journal.add({
      function: name,
      kind,
      instance,
      ...(this.#invocationId === undefined ? {} : { invocationId: this.#invocationId }),
      service: this.#service.name,
      operation: this.description.operation,
      needs: this.description.needs,
      startedAt: this.#startedAt,
      endedAt: preciseNow(),
      status,
      requestBytes: this.#body.length,
      responseBytes,
      outcome,
    });
  }
}

/** @example "User: arn:aws:sts::…:assumed-role/role/function is not authorized to perform: dynamodb:PutItem on …" */
export function deniedMessage(
  role: string,
  session: string,
  { action, resource }: Need,
  refusal: Refusal,
): string {
  const user = `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`;
  const reason = refusal.startsWith('no ') ? `because ${refusal}` : `with ${refusal}`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
}

export function send(outgoing: ServerResponse, answer: UpstreamAnswer | ErrorAnswer): void {
  if (outgoing.destroyed) return;
  outgoing.writeHead(answer.status, answer.headers).end(answer.body);
}
