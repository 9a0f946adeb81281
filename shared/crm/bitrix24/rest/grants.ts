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

/** Tokens that came with an event whose `application_token` was verified. */
export interface GivenTokens {
  readonly memberId: string;
  readonly userId?: number;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: number;
}

/**
 * Heals an installation whose tokens are lost: the portal sends good ones along with some events (`ONOFFLINEEVENT`
 * promises them). While the stored ones are good nothing changes, nor by tokens of another person: his rights are not
 * those that the installer gave.
 *
 * @returns whether they were taken.
 */
export async function adoptTokens(
  store: InstallationStore,
  { memberId, userId, accessToken, refreshToken, expiresAt }: GivenTokens,
  now: number,
): Promise<boolean> {
  const stored = await store.change((current) => {
    if (current?.suspension?.why !== 'reauthorise' || current.memberId !== memberId) return undefined;
    if (userId !== undefined && userId !== current.userId) return undefined;
    const { suspension: _, lease: __, ...rest } = current;
    return { ...rest, accessToken, refreshToken, expiresAt, activeSince: now };
  });
  return stored?.installation.accessToken === accessToken;
}
