/** A request as a fault's condition sees it, before it is forwarded. */
export interface FaultSubject {
  readonly function: string;
  readonly kind: 'function' | 'poller';
  readonly service: string;
  readonly operation: string;
  readonly body: Buffer;
}

/**
 * - `killBefore`: the instance dies before the request leaves for the service.
 * - `killAfter`: the service has done it and answered; the instance dies without hearing so.
 * - `cutAfter`: the service has done it; the connection breaks instead of an answer.
 * - `throttle`: the service isn't asked and says "too many requests".
 * - `slow`: the answer comes `slowMs` late, so that requests which wait for each other are told from those that don't.
 */
export type FaultKind = 'killBefore' | 'killAfter' | 'cutAfter' | 'throttle' | 'slow';

export const slowMs = 60;

export interface FaultRule {
  readonly kind: FaultKind;
  /** Name of the function, as everywhere in the handle. Without it, any function. */
  readonly function?: string;
  /** `dynamodb`, `sqs`, `scheduler` */
  readonly service?: string;
  /** `PutItem` */
  readonly operation?: string;
  /** Any further condition. */
  readonly when?: (subject: FaultSubject) => boolean;
  /** Strikes at the nth request that fits, counted from 1 when the rule is made; the default is 1. */
  readonly nth?: number;
  /** Strikes at so many requests in a row; the default is 1. */
  readonly times?: number;
}

/** A rule in force. */
export interface Fault {
  /** How many requests have fitted so far. */
  readonly seen: number;
  /** How many it has struck. */
  readonly struck: number;
  remove(): void;
}

/** The faults in force. Requests of pollers are struck only where `when` asks for them. */
export class Faults {
  readonly #active = new Set<ActiveFault>();
  readonly #functionName: (name: string) => string;

  /** @param functionName gives a function's full name by a short one. */
  constructor(functionName: (name: string) => string) {
    this.#functionName = functionName;
  }

  /** @throws UnknownNameError (DL7009) when no function has that name. */
  inject(rule: FaultRule): Fault {
    const named =
      rule.function === undefined ? rule : { ...rule, function: this.#functionName(rule.function) };
    const fault = new ActiveFault(named, () => this.#active.delete(fault));
    this.#active.add(fault);
    return fault;
  }

  clear(): void {
    this.#active.clear();
  }

  /** What is to happen to this request. */
  strike(subject: FaultSubject): FaultKind | undefined {
    for (const fault of this.#active) {
      if (fault.strikes(subject)) return fault.kind;
    }
    return undefined;
  }
}

class ActiveFault implements Fault {
  seen = 0;
  struck = 0;
  readonly remove: () => void;
  readonly #rule: FaultRule;

  constructor(rule: FaultRule, remove: () => void) {
    this.#rule = rule;
    this.remove = remove;
  }

  get kind(): FaultKind {
    return this.#rule.kind;
  }

  strikes(subject: FaultSubject): boolean {
    if (!this.#fits(subject)) return false;
    this.seen += 1;
    const first = this.#rule.nth ?? 1;
    if (this.seen < first || this.seen >= first + (this.#rule.times ?? 1)) return false;
    this.struck += 1;
    return true;
  }

  #fits(subject: FaultSubject): boolean {
    const rule = this.#rule;
    if (subject.kind === 'poller' && rule.when === undefined) return false;
    return (
      (rule.function === undefined || rule.function === subject.function) &&
      (rule.service === undefined || rule.service === subject.service) &&
      (rule.operation === undefined || rule.operation === subject.operation) &&
      (rule.when === undefined || rule.when(subject))
    );
  }
}
