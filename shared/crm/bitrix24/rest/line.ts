import type { Clock } from '../../../platform/clock.ts';
import { type HttpOutcome, type HttpRequest, post } from '../../../platform/http.ts';
import { logger } from '../../../platform/logger.ts';
import { type Failure, portalDown, type Retry } from './answer.ts';
import { budgetOf, type Share } from './budget.ts';
import { complaintIn, isRecord, pageComplaint, withoutSecrets } from './complaints.ts';
import { HostRefusedError } from './errors.ts';
import type { Entered, Gate } from './gate.ts';
import type { AllowedHosts } from './hosts.ts';
import type { Installation } from './installation.ts';
import { operatingName } from './method.ts';
import type { Access, Standing, Tokens } from './tokens.ts';
import { type Complaint, failureOf, type Verdict, verdictOn } from './verdicts.ts';

/** One request to the portal. */
export interface Outgoing {
  readonly version: 'v2' | 'v3';
  /** The method, or `batch`. */
  readonly method: string;
  /** Without the token. */
  readonly body: object;
  /** All methods it calls, by `operatingName`. */
  readonly methods: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly share: Share;
  readonly patienceMs: number;
  readonly timeoutMs: number;
}

/** JSON without an error of the request as a whole. */
export interface Body {
  readonly kind: 'body';
  readonly body: unknown;
  readonly headers: Headers;
  /** With what it was asked. */
  readonly access: Access;
}

export interface LineParts {
  readonly tokens: Tokens;
  readonly gate: Gate;
  readonly hosts: AllowedHosts;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 to 1: spreads those who have to come again. */
  readonly chance: () => number;
}

/** With another token, or to another address, at most so often. */
const maxRounds = 4;

/** One request on its way. */
interface Trip {
  readonly outgoing: Outgoing;
  readonly access: Access;
  readonly entered: Entered;
  /** Its token is one that was fetched because another was refused. */
  readonly hasNewToken: boolean;
}

/** What is to be done after one request: it is over, or goes again with another access. */
type Next = { readonly over: Body | Failure } | { readonly again: Standing; readonly hasNewToken?: true };

/** Sends requests with the portal's tokens, within its limits, to wherever it is now. */
export class Line {
  readonly #parts: LineParts;
  /** When a method's working time is forgotten, as answers said it last; epoch milliseconds. */
  readonly #resets = new Map<string, number>();

  constructor(parts: LineParts) {
    this.#parts = parts;
  }

  async send(outgoing: Outgoing): Promise<Body | Failure> {
    let access = await this.#parts.tokens.access();
    let hasNewToken = false;
    for (let round = 1; ; round += 1) {
      if (access.kind !== 'access') return access;
      const refused = await this.#refusedHost(access.installation);
      if (refused !== undefined) return refused;
      const entered = await this.#enter(outgoing, access.installation);
      if (entered.kind !== 'entered') return entered;
      const outcome = await post(requestOf(outgoing, access.installation));
      const next = await this.#judge({ outgoing, access, entered, hasNewToken }, outcome);
      if ('over' in next) return next.over;
      if (round === maxRounds) return goingRound;
      access = next.again;
      hasNewToken ||= next.hasNewToken ?? false;
    }
  }

  /** Answers say until when a method's working time is counted. */
  noteReset(method: string, epochSeconds: number | undefined): void {
    if (epochSeconds !== undefined) this.#resets.set(method, epochSeconds * 1_000);
  }

  /** What a command of a batch ran into, with what follows for others. */
  async commandFailed(complaint: Complaint, verdict: Verdict, access: Access): Promise<Failure> {
    const told = tellOf(complaint, access.installation);
    if (verdict.kind === 'renew') {
      const standing = await this.#parts.tokens.renewed(access, verdict.mayRefresh);
      return standing.kind === 'access' ? { kind: 'retry', afterMs: 0, ...told } : standing;
    }
    return this.#follow(verdict, told, operatingName({ version: 'v2', name: complaint.method }), access);
  }

  async #enter(outgoing: Outgoing, installation: Installation): Promise<Entered | Retry> {
    const { gate, pause } = this.#parts;
    const { share, methods } = outgoing;
    const visitor = { share, methods, budget: budgetOf(installation) };
    let { patienceMs } = outgoing;
    for (;;) {
      const entered = await gate.enter(visitor);
      if (entered.kind === 'entered') return entered;
      const { afterMs } = entered;
      if (entered.kind === 'exhausted') {
        const reason = `${entered.method} has used up its working time.`;
        return { ...retry('OPERATION_TIME_LIMIT', reason, afterMs), method: entered.method };
      }
      if (entered.kind === 'open') return retry(portalDown, 'The portal does not answer.', afterMs);
      if (afterMs > patienceMs) return retry('NO_ROOM', 'The portal takes no more requests now.', afterMs);
      patienceMs -= afterMs;
      await pause(afterMs);
    }
  }

  async #judge(trip: Trip, outcome: HttpOutcome): Promise<Next> {
    switch (outcome.kind) {
      case 'notSent':
        await this.#report(trip, false);
        return { over: retry(outcome.code, 'The portal is not reached.', notReachedMs) };
      case 'lost':
        await this.#report(trip, false);
        return { over: { kind: 'unknown', code: outcome.code, reason: 'The answer was lost.' } };
      case 'redirected':
        await this.#report(trip, true);
        return this.#redirected(trip.access, outcome.location);
      case 'answered':
        return this.#answered(trip, outcome);
    }
  }

  /** Checked when it was stored; what is allowed may have changed since, and a store may be written by others (S4). */
  async #refusedHost({ clientEndpoint }: Installation): Promise<Failure | undefined> {
    const { hosts, tokens } = this.#parts;
    try {
      hosts.portal(clientEndpoint);
      return undefined;
    } catch (error) {
      if (!(error instanceof HostRefusedError)) throw error;
      return tokens.suspend('address', { code: error.code, reason: error.message });
    }
  }

  async #redirected(access: Access, location: string): Promise<Next> {
    const { hosts, tokens } = this.#parts;
    const before = new URL(access.installation.clientEndpoint);
    const target = URL.parse(location, before.href);
    if (target?.origin === before.origin) return { over: goingRound };
    try {
      return { again: await tokens.moved(access, hosts.portal(target?.href ?? location)) };
    } catch (error) {
      if (!(error instanceof HostRefusedError)) throw error;
      return { over: await tokens.suspend('address', { code: error.code, reason: error.message }) };
    }
  }

  async #answered(trip: Trip, { status, body, headers }: Answered): Promise<Next> {
    const { outgoing, access } = trip;
    const said = complaintIn(body);
    if (said === undefined && status < 400 && isRecord(body)) {
      await this.#report(trip, true);
      if (access.isProbe) await this.#parts.tokens.lift();
      return { over: { kind: 'body', body, headers, access } };
    }
    const complaint: Complaint = {
      from: 'request',
      method: outgoing.method,
      status,
      ...(said ?? pageComplaint(status)),
    };
    // A page says nothing of what was done, except where it is about a limit.
    const isPage = said === undefined && status !== 429;
    const verdict: Verdict = isPage ? { kind: 'unknown' } : verdictOn(complaint);
    await this.#report(trip, verdict.kind !== 'unknown');
    const told = tellOf(complaint, access.installation);
    if (verdict.kind === 'renew') return this.#withAnother(trip, verdict, told);
    if (access.isProbe && !['stopped', 'unknown'].includes(verdict.kind)) await this.#parts.tokens.lift();
    const method = operatingName({ version: outgoing.version, name: outgoing.method });
    return { over: await this.#follow(verdict, told, method, access) };
  }

  /** Once more with another token, once. */
  async #withAnother({ access, hasNewToken }: Trip, verdict: Renew, told: Told): Promise<Next> {
    const { tokens } = this.#parts;
    if (!hasNewToken) {
      return { again: await tokens.renewed(access, verdict.mayRefresh), hasNewToken: true };
    }
    if (verdict.orElse === 'retry') return { over: { kind: 'retry', afterMs: refusedAgainMs, ...told } };
    return { over: await tokens.suspend('reauthorise', told, access.installation.accessToken) };
  }

  /** What a verdict means for others, and the failure it is for the caller. */
  async #follow(
    verdict: Exclude<Verdict, Renew>,
    told: Told,
    method: string,
    { installation }: Access,
  ): Promise<Failure> {
    const { gate, tokens, clock, chance } = this.#parts;
    if (verdict.kind === 'stopped') return tokens.suspend(verdict.why, told);
    if (verdict.kind !== 'retry') return failureOf(verdict, told);
    if (verdict.limit === 'rate') {
      await gate.overfilled(budgetOf(installation));
      return failureOf({ ...verdict, afterMs: Math.ceil(verdict.afterMs * (1 + chance())) }, told);
    }
    if (verdict.limit === undefined) return failureOf(verdict, told);
    const now = clock();
    const known = this.#resets.get(method) ?? 0;
    const resetAt = known > now ? known : now + verdict.afterMs;
    await gate.exhausted(method, resetAt);
    return { ...retry(told.code, told.reason, resetAt - now), method };
  }

  /** Tells the breaker. That it could not be told changes nothing in what the portal answered. */
  async #report({ entered }: Trip, isAlive: boolean): Promise<void> {
    const { gate } = this.#parts;
    try {
      await (isAlive ? gate.answered(entered) : gate.failed(entered));
    } catch (error) {
      logger.warn('Bitrix24 breaker not told', { error, isAlive });
    }
  }
}

type Answered = Extract<HttpOutcome, { kind: 'answered' }>;
type Renew = Extract<Verdict, { kind: 'renew' }>;
interface Told {
  readonly code: string;
  readonly reason: string;
}

const notReachedMs = 5_000;
const refusedAgainMs = 5_000;

const retry = (code: string, reason: string, afterMs: number): Retry => ({
  kind: 'retry',
  code,
  reason,
  afterMs,
});

const goingRound: Failure = {
  kind: 'unknown',
  code: 'REDIRECT',
  reason: 'The portal sends us round in a circle.',
};

function requestOf(
  { version, method, body, headers, timeoutMs }: Outgoing,
  { clientEndpoint, accessToken }: Installation,
): HttpRequest {
  const url = new URL(version === 'v3' ? `/rest/api/${method}` : method, clientEndpoint);
  return {
    url,
    contentType: 'application/json',
    headers,
    body: JSON.stringify({ ...body, auth: accessToken }),
    timeoutMs,
  };
}

function tellOf({ code, text, method }: Complaint, installation: Installation): Told {
  const { accessToken, refreshToken, applicationToken } = installation;
  const reason = `Bitrix24 said of ${method}: ${code} ${text}`.trim();
  return { code, reason: withoutSecrets(reason, [accessToken, refreshToken, applicationToken]) };
}
