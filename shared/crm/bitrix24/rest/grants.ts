import type { Installation, InstallationStore, Stored } from './installation.ts';

/** What a portal gives at installation, or with an event that brings a refresh token. */
export type GivenInstallation = Omit<Installation, 'activeSince' | 'lease' | 'suspension'>;

/**
 * An administrator installed the application, or opened its page: what he gave is in force, whatever was before.
 * Its addresses must have been checked against the allow-list.
 */
export async function install(
  store: InstallationStore,
  given: GivenInstallation,
  now: number,
): Promise<Stored | undefined> {
  return store.change(() => ({ ...given, activeSince: now }));
}

/** The installer's tokens that came with an event whose `application_token` was verified. */
export interface GivenTokens {
  readonly memberId: string;
  readonly accessToken: string;
  /** Promised with `ONOFFLINEEVENT` only. */
  readonly refreshToken?: string;
  readonly expiresAt: number;
}

/**
 * Heals an installation whose tokens are lost: the portal sends good ones along with events. While the stored ones are
 * good nothing changes. Without a refresh token calls go on until the access token runs out; then it is refused again,
 * and the next event brings another one.
 *
 * @returns whether they were taken.
 */
export async function adoptTokens(
  store: InstallationStore,
  { memberId, ...tokens }: GivenTokens,
  now: number,
): Promise<boolean> {
  const stored = await store.change((current) => {
    if (current?.suspension?.why !== 'reauthorise' || current.memberId !== memberId) return undefined;
    const { suspension: _, lease: __, ...rest } = current;
    return { ...rest, ...tokens, activeSince: now };
  });
  return stored?.installation.accessToken === tokens.accessToken;
}
