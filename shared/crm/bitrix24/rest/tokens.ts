import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../platform/clock.ts';
import { logger } from '../../../platform/logger.ts';
import { ConflictError } from '../../../platform/table.ts';
import type { Retry, Stopped, StopReason } from './answer.ts';
import { HostRefusedError } from './errors.ts';
import type { AllowedHosts } from './hosts.ts';
import type { AppCredentials, Installation, InstallationStore, Stored } from './installation.ts';
import { type Grant, refresh } from './oauth.ts';
import { type Suspensions, stopped, stoppedBy } from './suspensions.ts';

export interface TokenParts {
  readonly store: InstallationStore;
  readonly suspensions: Suspensions;
  readonly hosts: AllowedHosts;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
}

/** With what, and where, the portal may be called now. */
export interface Access {
  readonly kind: 'access';
  readonly installation: Installation;
  /** The one call that tries whether a suspension's cause is gone. */
  readonly isProbe: boolean;
}

export type Standing = Access | Stopped | Retry;

interface Told {
  readonly code: string;
  readonly reason: string;
}

/** How long a copy in the process serves; what was changed since shows itself earlier by a refused token. */
const trustMs = 300_000;
const trustSuspendedMs = 5_000;
/** Longer than a refresh may take: its holder is gone when it ends. */
export const leaseMs = 15_000;
/** Others wait for the holder's new tokens about two seconds, which is longer than a refresh usually takes. */
const pollMs = 100;
const maxPolls = 20;

/** The tokens of the portal, of which each refresh token is spent once. See ARCHITECTURE.md. */
export class Tokens {
  readonly #parts: TokenParts;
  #cached: (Stored & { readonly readAt: number }) | undefined;
  #app: AppCredentials | undefined;
  readonly #renewing = new Map<string, Promise<Standing>>();

  constructor(parts: TokenParts) {
    this.#parts = parts;
  }

  /** Refreshes only what has run out by its own date. */
  async access(): Promise<Standing> {
    const { clock, suspensions } = this.#parts;
    const stored = await this.#current();
    if (stored === undefined) return stopped('notInstalled');
    const { suspension } = stored.installation;
    if (suspension === undefined) return this.#unlessRunOut(stored, false);
    const probing = await suspensions.probe(stored);
    if (probing === undefined) return stoppedBy(suspension, clock());
    this.#keep(probing);
    return this.#unlessRunOut(probing, true);
  }

  /**
   * After the portal refused a token: a newer one that somebody else stored, else a fresh one.
   *
   * @param access whose token was refused.
   * @param mayRefresh false where a fresh one would be refused as well.
   */
  async renewed({ installation, isProbe }: Access, mayRefresh: boolean): Promise<Standing> {
    const stale = installation.accessToken;
    if (mayRefresh) return this.#renew(stale, isProbe);
    const stored = await this.#readAfresh();
    if (stored === undefined) return stopped('notInstalled');
    if (stored.installation.accessToken !== stale) return ready(stored, isProbe);
    const told = { code: 'NO_AUTH_FOUND', reason: 'The portal does not know our access token.' };
    return this.#unlessNewer('reauthorise', told, stale);
  }

  /** The portal has another address: it is stored. @param to an origin on the allow-list. */
  async moved(access: Access, to: URL): Promise<Standing> {
    const stored = await this.#parts.store.change((now) => {
      if (now === undefined || new URL(now.clientEndpoint).origin === to.origin) return undefined;
      const { pathname } = new URL(now.clientEndpoint);
      return { ...now, domain: to.host, clientEndpoint: `${to.origin}${pathname}` };
    });
    logger.warn('Bitrix24 portal moved', { host: to.host });
    return stored === undefined ? stopped('notInstalled') : ready(this.#keep(stored), access.isProbe);
  }

  /**
   * The portal takes nothing any more.
   *
   * @param usedToken where it is about a token: with a newer one stored by now, the call may come again.
   */
  async suspend(why: StopReason, told: Told, usedToken?: string): Promise<Stopped | Retry> {
    this.#cached = undefined;
    return (await this.#parts.suspensions.suspend(why, told, usedToken)) ?? wait(0);
  }

  /** A probe went through. */
  async lift(): Promise<void> {
    const stored = await this.#parts.suspensions.lift();
    if (stored !== undefined) this.#keep(stored);
  }

  async #unlessNewer(why: StopReason, told: Told, usedToken: string): Promise<Standing> {
    this.#cached = undefined;
    return (await this.#parts.suspensions.suspend(why, told, usedToken)) ?? this.access();
  }

  #keep(stored: Stored): Stored {
    this.#cached = { ...stored, readAt: this.#parts.clock() };
    return stored;
  }

  async #current(): Promise<Stored | undefined> {
    const cached = this.#cached;
    if (cached === undefined) return this.#readAfresh();
    const trusted = cached.installation.suspension === undefined ? trustMs : trustSuspendedMs;
    return this.#parts.clock() - cached.readAt <= trusted ? cached : this.#readAfresh();
  }

  async #readAfresh(): Promise<Stored | undefined> {
    const stored = await this.#parts.store.read();
    return stored === undefined ? undefined : this.#keep(stored);
  }

  async #unlessRunOut(stored: Stored, isProbe: boolean): Promise<Standing> {
    const { accessToken, expiresAt } = stored.installation;
    return expiresAt > this.#parts.clock() ? ready(stored, isProbe) : this.#renew(accessToken, isProbe);
  }

  /** Calls of one process share one renewal. */
  #renew(stale: string, isProbe: boolean): Promise<Standing> {
    const running = this.#renewing.get(stale);
    if (running !== undefined) return running;
    const renewing = this.#renewUnderLease(stale, isProbe).finally(() => this.#renewing.delete(stale));
    this.#renewing.set(stale, renewing);
    return renewing;
  }

  async #renewUnderLease(stale: string, isProbe: boolean): Promise<Standing> {
    const { store, clock, pause } = this.#parts;
    for (let poll = 1; ; ) {
      const stored = await this.#readAfresh();
      if (stored === undefined) return stopped('notInstalled');
      const { installation, version } = stored;
      const now = clock();
      if (installation.suspension !== undefined && !isProbe) return stoppedBy(installation.suspension, now);
      if (installation.accessToken !== stale && installation.expiresAt > now) return ready(stored, isProbe);
      const { lease } = installation;
      if (lease !== undefined && lease.until > now) {
        if (poll === maxPolls) return wait(lease.until - now);
        poll += 1;
        await pause(pollMs);
        continue;
      }
      try {
        const mine = { holder: randomUUID(), until: now + leaseMs };
        return await this.#spend(await store.write({ ...installation, lease: mine }, version), isProbe);
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
      }
    }
  }

  async #spend({ installation }: Stored, isProbe: boolean): Promise<Standing> {
    const { store, hosts, clock } = this.#parts;
    this.#app ??= await store.app();
    if (this.#app === undefined) return stopped('notInstalled');
    const answer = await refresh(this.#app, installation, hosts).catch((error: unknown) => {
      if (!(error instanceof HostRefusedError)) throw error;
      return { kind: 'stopped', why: 'address', code: error.code, reason: error.message } as const;
    });
    switch (answer.kind) {
      case 'granted':
        return this.#save(installation, answer.grant, isProbe);
      case 'stopped': {
        // The credentials may have been corrected since.
        this.#app = undefined;
        return this.#unlessNewer(answer.why, answer, installation.accessToken);
      }
      case 'unknown':
        logger.warn('Bitrix24 tokens not refreshed', { portalCode: answer.code });
        // The lease is left to run out: until then nobody asks again.
        return wait((installation.lease?.until ?? clock()) - clock());
    }
  }

  /**
   * Whoever spent the refresh token has the only tokens that are good: they are stored, whatever others wrote
   * meanwhile, unless that was tokens of a newer installation.
   */
  async #save(spent: Installation, grant: Grant, isProbe: boolean): Promise<Standing> {
    const { store, clock, hosts } = this.#parts;
    const now = clock();
    if (grant.memberId !== spent.memberId) {
      const told = { code: 'OTHER_PORTAL', reason: 'The OAuth server gave tokens of another portal.' };
      return this.#unlessNewer('reauthorise', told, spent.accessToken);
    }
    const stored = await store.change((current) => {
      if (current?.refreshToken !== spent.refreshToken) return undefined;
      const { lease: _, suspension, ...rest } = current;
      return {
        ...rest,
        ...addressOf(grant, hosts),
        accessToken: grant.accessToken,
        refreshToken: grant.refreshToken,
        expiresAt: now + grant.expiresInSeconds * 1_000,
        // A successor who found the token spent has suspended in error.
        ...(suspension === undefined || suspension.why === 'reauthorise' ? {} : { suspension }),
      };
    });
    if (stored === undefined) return stopped('notInstalled');
    return ready(this.#keep(stored), isProbe);
  }
}

const ready = ({ installation }: Stored, isProbe: boolean): Access => ({
  kind: 'access',
  installation,
  isProbe,
});

const wait = (ms: number): Retry => ({
  kind: 'retry',
  code: 'TOKENS_BEING_REFRESHED',
  reason: 'New tokens of the portal are being fetched.',
  afterMs: Math.max(ms, 1_000),
});

/** The address that came with the tokens, where it is one that may be asked. */
function addressOf(
  { clientEndpoint }: Grant,
  hosts: AllowedHosts,
): Pick<Installation, 'clientEndpoint' | 'domain'> | undefined {
  try {
    const url = hosts.portal(clientEndpoint);
    return { clientEndpoint: url.href, domain: url.host };
  } catch (error) {
    if (!(error instanceof HostRefusedError)) throw error;
    return undefined;
  }
}
