import type { SyncState } from '../../crm/bitrix24/directory/sync-state.ts';
import { suspensionText } from '../../crm/bitrix24/rest/errors.ts';
import type { Installation } from '../../crm/bitrix24/rest/installation.ts';

const instant = (at: number): string => new Date(at).toISOString();

/** What people may know of the portal: nothing of its tokens. */
export function bitrix24View(
  credentialsEntered: boolean,
  installation: Installation | undefined,
  state: SyncState | undefined,
) {
  if (installation === undefined) return { credentialsEntered, installed: false };
  const { domain, activeSince, suspension, memberId } = installation;
  const known = state?.memberId === memberId ? state : undefined;
  return {
    credentialsEntered,
    installed: true,
    portal: domain,
    since: instant(activeSince),
    ...(suspension === undefined
      ? {}
      : {
          suspended: {
            why: suspension.why,
            portalCode: suspension.code,
            at: instant(suspension.at),
            message: suspensionText[suspension.why],
          },
        }),
    filling: fillingOf(known),
    ...(known?.lookedAt === undefined ? {} : { lastReconciledAt: instant(known.lookedAt) }),
    ...(known?.walkedAt === undefined ? {} : { lastWalkedAt: instant(known.walkedAt) }),
  };
}

function fillingOf(state: SyncState | undefined) {
  const { seen = 0, total = 0 } = state?.walk ?? {};
  if (state?.filledAt !== undefined) return { status: 'done' as const, seen, total };
  return { status: state?.walk === undefined ? ('waiting' as const) : ('running' as const), seen, total };
}
