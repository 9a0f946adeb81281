import { HostRefusedError } from './errors.ts';

/** Hosts beyond Bitrix24's own: on-premise portals, the stand-in of tests. Origins: `https://crm.acme.example`. */
export interface ExtraOrigins {
  readonly portals?: readonly string[];
  readonly oauth?: readonly string[];
}

/** Inferred: zones in which the cloud gives out portal names. A portal elsewhere is named in the configuration. */
const zones = 'ru|com|by|kz|ua|de|eu|fr|es|it|pl|uk|in|cn|jp|vn|id|mx|co|com\\.br|com\\.tr';
const portalHost = new RegExp(`^[a-z0-9][a-z0-9-]*\\.bitrix24\\.(?:${zones})$`);
const oauthHosts: ReadonlySet<string> = new Set(['oauth.bitrix.info', 'oauth.bitrix24.tech']);

/**
 * Where tokens and the client secret may be sent. Addresses come from webhooks, redirects and the portal itself, so
 * none is believed: HTTPS on its usual port to a host of the list, or exactly an origin that the configuration names.
 */
export class AllowedHosts {
  readonly #portals: ReadonlySet<string>;
  readonly #oauth: ReadonlySet<string>;

  /** @throws TypeError when an origin of the configuration is no address. */
  constructor({ portals = [], oauth = [] }: ExtraOrigins = {}) {
    this.#portals = new Set(portals.map((address) => new URL(address).origin));
    this.#oauth = new Set(oauth.map((address) => new URL(address).origin));
  }

  /** @returns the address, read. @throws HostRefusedError */
  portal(address: string): URL {
    return checked('portal', address, this.#portals, (host) => portalHost.test(host));
  }

  /** @returns the address, read. @throws HostRefusedError */
  oauth(address: string): URL {
    return checked('oauth', address, this.#oauth, (host) => oauthHosts.has(host));
  }
}

function checked(
  kind: 'portal' | 'oauth',
  address: string,
  extra: ReadonlySet<string>,
  isKnown: (host: string) => boolean,
): URL {
  const url = URL.parse(address);
  // The address itself may hold a secret: only its host is told.
  if (url === null) throw new HostRefusedError(kind, 'What is not an address');
  const hasCredentials = url.username !== '' || url.password !== '';
  const isUsual = url.protocol === 'https:' && url.port === '' && isKnown(url.hostname);
  if (hasCredentials || !(isUsual || extra.has(url.origin))) throw new HostRefusedError(kind, url.host);
  return url;
}
