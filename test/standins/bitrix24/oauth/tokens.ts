import { secret } from '../base/names.ts';

const codeLifeMs = 30_000;
const accessLifeMs = 3_600_000;
const refreshLifeMs = 180 * 86_400_000;

/** Whom a token stands for. */
export interface Holder {
  readonly clientId: string;
  readonly userId: number;
}

export interface TokenPair extends Holder {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Codes for 30 seconds, access tokens for an hour, refresh tokens for 180 days; codes and refresh tokens are spent once. */
export class Tokens {
  readonly #now: () => number;
  readonly #codes = new Map<string, Holder & { readonly until: number }>();
  readonly #access = new Map<string, Holder & { readonly until: number }>();
  readonly #refresh = new Map<string, Holder & { readonly until: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  code(holder: Holder): string {
    const code = secret();
    this.#codes.set(code, { ...holder, until: this.#now() + codeLifeMs });
    return code;
  }

  pair(holder: Holder): TokenPair {
    const refreshToken = secret(35);
    this.#refresh.set(refreshToken, { ...holder, until: this.#now() + refreshLifeMs });
    return { ...this.access(holder), refreshToken };
  }

  /** An access token without a refresh token, as most events bring. */
  access({ clientId, userId }: Holder): Omit<TokenPair, 'refreshToken'> {
    const accessToken = secret(35);
    const expiresAt = this.#now() + accessLifeMs;
    this.#access.set(accessToken, { clientId, userId, until: expiresAt });
    return { clientId, userId, accessToken, expiresAt };
  }

  spendCode(code: string): Holder | undefined {
    return this.#spend(this.#codes, code);
  }

  spendRefreshToken(token: string): Holder | undefined {
    return this.#spend(this.#refresh, token);
  }

  /** Inferred: an access token stays good for its hour after the pair was refreshed. */
  holder(accessToken: string): Holder | 'expired' | undefined {
    const found = this.#access.get(accessToken);
    return found !== undefined && found.until <= this.#now() ? 'expired' : found;
  }

  /** Makes an access token run out at once. */
  expire(accessToken: string): void {
    const found = this.#access.get(accessToken);
    if (found !== undefined) this.#access.set(accessToken, { ...found, until: this.#now() });
  }

  /** Everything that was given to an application is void. */
  revoke(clientId: string): void {
    for (const shelf of [this.#codes, this.#access, this.#refresh]) {
      for (const [key, holder] of shelf) if (holder.clientId === clientId) shelf.delete(key);
    }
  }

  #spend(shelf: Map<string, Holder & { readonly until: number }>, key: string): Holder | undefined {
    const found = shelf.get(key);
    shelf.delete(key);
    return found !== undefined && found.until > this.#now() ? found : undefined;
  }
}
