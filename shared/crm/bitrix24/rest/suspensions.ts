import { createHash } from 'node:crypto';
import type { Clock } from '../../../platform/clock.ts';
import { logger } from '../../../platform/logger.ts';
import { ConflictError } from '../../../platform/table.ts';
import type { Stopped, StopReason } from './answer.ts';
import { suspensionCode, suspensionText } from './errors.ts';
import type { Installation, InstallationStore, Stored, Suspension } from './installation.ts';

/** What people must hear of. `id` is the same for all processes that meet the same cause. */
export interface SuspensionNotice {
  readonly id: string;
  readonly code: string;
  readonly why: StopReason;
  readonly message: string;
  /** The portal's own word. */
  readonly portalCode: string;
}

export interface SuspensionParts {
  readonly store: InstallationStore;
  readonly clock: Clock;
  /** Opens a problem. May be called several times with one id, and is called before the suspension is in force. */
  readonly onSuspended: (notice: SuspensionNotice) => Promise<void>;
}

/** What ends by itself is tried again with one call after so long. */
const probeEveryMs = 900_000;
const endsByItself: ReadonlySet<StopReason> = new Set<StopReason>(['payment', 'access', 'address']);

/** Nothing is sent to a portal that has said that it takes nothing: kept beside the tokens, for all processes. */
export class Suspensions {
  readonly #parts: SuspensionParts;

  constructor(parts: SuspensionParts) {
    this.#parts = parts;
  }

  /**
   * Stops everything, unless it was stopped already.
   *
   * @param usedToken where it was about a token: nothing is stopped when a newer one is stored by now.
   * @returns `undefined` in that case.
   */
  async suspend(
    why: StopReason,
    told: { readonly code: string; readonly reason: string },
    usedToken?: string,
  ): Promise<Stopped | undefined> {
    const { store, clock, onSuspended } = this.#parts;
    let notice: SuspensionNotice | undefined;
    for (;;) {
      const stored = await store.read();
      if (stored === undefined) return stopped('notInstalled');
      const { installation, version } = stored;
      if (usedToken !== undefined && installation.accessToken !== usedToken) return undefined;
      if (installation.suspension !== undefined) return stoppedBy(installation.suspension, clock());
      notice ??= noticeOf(installation, why, told.code);
      // First, so that no suspension is unseen.
      await onSuspended(notice);
      const { lease: _, ...rest } = installation;
      const at = clock();
      const suspension: Suspension = {
        why,
        code: told.code,
        at,
        ...(endsByItself.has(why) ? { probeAt: at + probeEveryMs } : {}),
      };
      try {
        await store.write({ ...rest, suspension }, version);
        logger.error('Bitrix24 portal suspended', { why, portalCode: told.code, reason: told.reason });
        return { ...stoppedBy(suspension, at), reason: told.reason };
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
      }
    }
  }

  /** Takes the turn to try whether the cause is gone; `undefined` when it is not due or another process took it. */
  async probe({ installation, version }: Stored): Promise<Stored | undefined> {
    const { suspension } = installation;
    const now = this.#parts.clock();
    if (suspension?.probeAt === undefined || suspension.probeAt > now) return undefined;
    try {
      const next = { ...suspension, probeAt: now + probeEveryMs };
      return await this.#parts.store.write({ ...installation, suspension: next }, version);
    } catch (error) {
      if (error instanceof ConflictError) return undefined;
      throw error;
    }
  }

  /** The portal takes calls again: a probe went through, or people say so. */
  async lift(): Promise<Stored | undefined> {
    const activeSince = this.#parts.clock();
    return this.#parts.store.change((now) => {
      if (now?.suspension === undefined) return undefined;
      const { suspension, ...rest } = now;
      logger.info('Bitrix24 portal no longer suspended', { why: suspension.why });
      return { ...rest, activeSince };
    });
  }
}

/** The call that meets a suspension. */
export function stoppedBy({ why, code, probeAt }: Suspension, now: number): Stopped {
  return {
    ...stopped(why),
    code,
    ...(probeAt === undefined ? {} : { afterMs: Math.max(probeAt - now, 1_000) }),
  };
}

export const stopped = (why: StopReason): Stopped => ({
  kind: 'stopped',
  why,
  code: 'SUSPENDED',
  reason: suspensionText[why],
});

/** One for each time that the portal stopped taking calls, whoever meets it. */
function noticeOf(installation: Installation, why: StopReason, portalCode: string): SuspensionNotice {
  const { memberId, activeSince } = installation;
  const hash = createHash('sha256').update(`${memberId} ${why} ${activeSince}`).digest('base64url');
  return {
    id: `bitrix24-${hash.slice(0, 22)}`,
    code: suspensionCode,
    why,
    message: suspensionText[why],
    portalCode,
  };
}
