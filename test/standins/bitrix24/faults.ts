/**
 * - `cut`: the connection breaks instead of an answer.
 * - `error500`: `INTERNAL_SERVER_ERROR`; `badGateway`: 502 with a page of HTML.
 * - `timeout`: no answer at all.
 * - `queryLimit`: 503 `QUERY_LIMIT_EXCEEDED`; `overload`: 503 `OVERLOAD_LIMIT`; never done.
 * - `expiredToken`: the access token has run out just now; never done.
 */
export type FaultKind =
  | 'cut'
  | 'error500'
  | 'badGateway'
  | 'timeout'
  | 'queryLimit'
  | 'overload'
  | 'expiredToken';

export interface FaultRule {
  readonly kind: FaultKind;
  /**
   * Strikes when the work is done: the outcome is unknown to whoever asked. Of `cut`, `error500`, `badGateway` and
   * `timeout`; the others never come after the work.
   */
  readonly afterWork?: true;
  /**
   * `crm.item.add`, called by itself or as a command of a batch: the commands before it are done. `batch` for whole
   * batches, `oauth.token` for the OAuth server. Without it, any request to the portal.
   */
  readonly method?: string;
  /** Strikes from the nth that fits on, counted from 1 when the rule is made; the default is 1. */
  readonly nth?: number;
  /** Strikes so many in a row; the default is 1. */
  readonly times?: number;
  /** Instead: strikes this share of all that fit, by the stand-in's own chance. `0.02` */
  readonly share?: number;
}

/** A rule in force. */
export interface Fault {
  readonly seen: number;
  readonly struck: number;
  remove(): void;
}

interface Active extends FaultRule {
  seen: number;
  struck: number;
}

/** Said before any work is done, of a whole request. */
const refusals: readonly FaultKind[] = ['queryLimit', 'overload'];

/** A fault met inside of a batch: the whole request ends so. */
export class StruckError extends Error {
  readonly kind: FaultKind;
  constructor(kind: FaultKind) {
    super(`struck: ${kind}`);
    this.name = 'StruckError';
    this.kind = kind;
  }
}

export class Faults {
  readonly #chance: () => number;
  readonly #active = new Set<Active>();

  /** @param chance gives numbers from 0 to 1. */
  constructor(chance: () => number) {
    this.#chance = chance;
  }

  inject(rule: FaultRule): Fault {
    const { afterWork: _, ...early } = rule;
    const isRefusal = rule.kind === 'expiredToken' || refusals.includes(rule.kind);
    const active: Active = { ...(isRefusal ? early : rule), seen: 0, struck: 0 };
    this.#active.add(active);
    return {
      get seen() {
        return active.seen;
      },
      get struck() {
        return active.struck;
      },
      remove: () => this.#active.delete(active),
    };
  }

  clear(): void {
    this.#active.clear();
  }

  /** What is to happen to this request, or to this command of a batch. */
  strike(method: string, place: 'request' | 'command'): FaultRule | undefined {
    for (const fault of this.#active) {
      if (fits(fault, method, place) && this.#strikes(fault)) return fault;
    }
    return undefined;
  }

  #strikes(fault: Active): boolean {
    fault.seen += 1;
    const first = fault.nth ?? 1;
    const isTurn =
      fault.share === undefined
        ? fault.seen >= first && fault.seen < first + (fault.times ?? 1)
        : this.#chance() < fault.share;
    if (isTurn) fault.struck += 1;
    return isTurn;
  }
}

function fits(rule: FaultRule, method: string, place: 'request' | 'command'): boolean {
  if (place === 'command' && (rule.method === undefined || refusals.includes(rule.kind))) return false;
  if (rule.method === undefined) return method !== 'oauth.token';
  return rule.method.toLowerCase() === method.toLowerCase();
}
