import { documentOf, versionOf } from '../../../platform/stores/documents.ts';
import { ConflictError, type Item, type Table } from '../../../platform/table.ts';
import type { StopReason } from './answer.ts';

/** What was given to the application by a portal, and where that portal is. Times are epoch milliseconds. */
export interface Installation {
  /** The only name of a portal that never changes. */
  readonly memberId: string;
  /** `acme.bitrix24.ru` */
  readonly domain: string;
  /** `https://acme.bitrix24.ru/rest/` */
  readonly clientEndpoint: string;
  /** Of the OAuth server: `https://oauth.bitrix.info/rest/` */
  readonly serverEndpoint: string;
  readonly accessToken: string;
  readonly expiresAt: number;
  readonly refreshToken: string;
  /** Proves that an event comes from this portal. */
  readonly applicationToken: string;
  readonly scope: readonly string[];
  /** Who installed it: all calls act with his rights. */
  readonly userId: number;
  /** `L` local, `F` free, `D` demo, `T` trial, `P` paid. */
  readonly status: string;
  readonly appVersion?: number;
  /** Of `app.info`: decides how many requests the portal takes. */
  readonly licenseFamily?: string;
  /** Since when these tokens, or this permission to go on, are in force. */
  readonly activeSince: number;
  readonly lease?: Lease;
  readonly suspension?: Suspension;
}

/** Who asks for new tokens now. After `until` somebody else may. */
export interface Lease {
  readonly holder: string;
  readonly until: number;
}

/** Why nothing may be sent. */
export interface Suspension {
  readonly why: StopReason;
  /** The portal's own word. */
  readonly code: string;
  readonly at: number;
  /** When one call may try whether the cause is gone; without it only people end the suspension. */
  readonly probeAt?: number;
}

/** What the developer of the application got for it. */
export interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** An installation as it was read. */
export interface Stored {
  readonly installation: Installation;
  readonly version: number;
}

const pk = 'CRM#bitrix24';

/** For those who write it together with something else. */
export const appCredentialsItem = (credentials: AppCredentials): Item => ({
  pk,
  sk: 'APP',
  document: JSON.stringify(credentials),
});

/** The installation and the application's credentials in the vault. */
export class InstallationStore {
  readonly #vault: Table;

  /** @param vault the table of secrets; it has the same keys as the main one. */
  constructor(vault: Table) {
    this.#vault = vault;
  }

  async read(): Promise<Stored | undefined> {
    const item = await this.#vault.get({ pk, sk: 'INSTALL' }, { consistent: true });
    return item === undefined
      ? undefined
      : { installation: documentOf<Installation>(item), version: versionOf(item) };
  }

  /**
   * Writes over the version that was read; the first one without `over`.
   *
   * @throws ConflictError when somebody else wrote since.
   */
  async write(installation: Installation, over?: number): Promise<Stored> {
    const version = (over ?? 0) + 1;
    await this.#vault.put(
      { pk, sk: 'INSTALL', version, document: JSON.stringify(installation) },
      over === undefined ? 'isNew' : { version: over },
    );
    return { installation, version };
  }

  /** Changes what is there at the moment of writing. `undefined` from `change` leaves it. */
  async change(
    change: (now: Installation | undefined) => Installation | undefined,
  ): Promise<Stored | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const stored = await this.read();
      const next = change(stored?.installation);
      if (next === undefined) return stored;
      try {
        return await this.write(next, stored?.version);
      } catch (error) {
        if (!(error instanceof ConflictError) || attempt === maxAttempts) throw error;
      }
    }
  }

  /** Forgets the portal's tokens. @throws ConflictError when somebody else wrote since. */
  async remove({ version }: Stored, app: 'keepApp' | 'withApp'): Promise<void> {
    await this.#vault.transact([
      { delete: { pk, sk: 'INSTALL' }, condition: { version } },
      ...(app === 'withApp' ? [{ delete: { pk, sk: 'APP' } }] : []),
    ]);
  }

  async app(): Promise<AppCredentials | undefined> {
    const item = await this.#vault.get({ pk, sk: 'APP' }, { consistent: true });
    return item === undefined ? undefined : documentOf<AppCredentials>(item);
  }

  async putApp(credentials: AppCredentials): Promise<void> {
    await this.#vault.put(appCredentialsItem(credentials));
  }
}

/** Others write only when tokens or the address change. */
const maxAttempts = 10;
