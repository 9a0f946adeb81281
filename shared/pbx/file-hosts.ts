/**
 * Where files of one PBX may lie (S4). Addresses come from webhooks and redirects, so none is believed: HTTPS on its
 * usual port to one of the vendor's names, or exactly an origin that the configuration names. So no IP address, and
 * nothing of a private network unless the customer's own configuration says so.
 */
export class FileHosts {
  readonly #vendor: readonly string[];
  readonly #extra: ReadonlySet<string>;

  /**
   * @param vendor names, each with all below it: `mango-office.ru`.
   * @throws TypeError when an origin of the configuration is no address.
   */
  constructor(vendor: readonly string[], extra: readonly string[] = []) {
    this.#vendor = vendor;
    this.#extra = new Set(extra.map((address) => new URL(address).origin));
  }

  /** @returns the address, read; `undefined` where it is not one of these. */
  checked(address: string, base?: URL): URL | undefined {
    const url = URL.parse(address, base?.href);
    if (url === null || url.username !== '' || url.password !== '') return undefined;
    const isUsual = url.protocol === 'https:' && url.port === '' && this.#isVendor(url.hostname);
    return isUsual || this.#extra.has(url.origin) ? url : undefined;
  }

  #isVendor(host: string): boolean {
    return this.#vendor.some((name) => host === name || host.endsWith(`.${name}`));
  }
}
