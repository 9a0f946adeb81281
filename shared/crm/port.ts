import type { CrmWrite } from '../effects/crm-write.ts';

/** Something in the CRM, by the CRM's own id. */
export interface CrmRef {
  readonly kind: 'company' | 'contact' | 'lead' | 'deal' | 'call' | 'task' | 'recording' | 'transcript';
  readonly id: string;
}

/** The write has happened, now or before. */
export interface Done {
  readonly outcome: 'done';
  /** What was written; for `ensureClient` the client and for `ensureDeal` the deal, new or known. */
  readonly ref: CrmRef;
  /** This write made the entity, rather than found it. */
  readonly created?: boolean;
  /** The client on whom a call or task was put; absent where it belongs to nobody. */
  readonly linkedTo?: CrmRef;
  /** What was different than asked: `clientGone`; `ownerChanged`, by people meanwhile; `recordingsOff`. */
  readonly note?: string;
}

/** The CRM will never take this write as it is. The code is stable; the reason is for people. */
export interface Refused {
  readonly outcome: 'refused';
  readonly code: string;
  readonly reason: string;
}

/** It certainly did not happen and may be sent again: a limit was reached, the CRM is down, an earlier write failed. */
export interface Retry {
  readonly outcome: 'retry';
  readonly afterMs: number;
  readonly reason: string;
  /** Until then the CRM takes nothing from anybody: it is down, or closed to us. */
  readonly isForAll?: true;
}

/** It may have happened: the answer was lost. To be looked for by its key before it is sent again. */
export interface Unknown {
  readonly outcome: 'unknown';
  readonly reason: string;
  /** How long the CRM may still be at it: looked for sooner, it would not be found and be done twice. */
  readonly afterMs?: number;
}

export type CrmOutcome = Done | Refused | Retry | Unknown;

/**
 * A CRM as the writer sees it. An adapter needs no memory of its own: every write carries the key by which it is
 * found again. `test/crm/contract.ts` holds every adapter to what is said here.
 */
export interface CrmPort {
  /** `builtin`, `bitrix24`, `amocrm` */
  readonly name: string;

  /**
   * Which of these writes have happened already, by key; in as few requests as the CRM's API allows. A write that is
   * not in the answer has not happened. An `ensureClient` that found a known client left
   * no trace and is not in it; nor did an `ensureDeal` that found an open one, nor does a `closeTasks`.
   *
   * @throws CrmSilentError where the CRM doesn't say, and told when to ask again.
   */
  find(writes: readonly CrmWrite[]): Promise<ReadonlyMap<string, Done>>;

  /**
   * Does the writes of a whole batch, in as few requests as the API allows. Each chain is about one client and is
   * done in order: after a `retry` or `unknown` nothing of that chain is sent any more, and those writes are not in
   * the answer. Chains are independent: one that fails holds up no other. Doing a write again changes nothing.
   *
   * Existing entities keep their owner (rule 9 of the architecture); only a `changeOwner` gives them another one, if
   * they still have the one whom it names. A client that is gone leaves the record or task
   * unlinked, with the note `clientGone`; a deal for him is refused with that code.
   *
   * @returns outcomes by the write's key. Rejects only when nothing at all is known of any of them.
   */
  apply(chains: readonly (readonly CrmWrite[])[]): Promise<ReadonlyMap<string, CrmOutcome>>;
}
