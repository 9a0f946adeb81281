import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { AuthorizerModel } from '../template/http-api.ts';

/** What the function sees of a token: every value as text. */
export interface AuthorizerClaims {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: readonly string[] | null;
}

/** `unauthorized`: no token, or not one of this issuer for this audience, now. `forbidden`: it lacks the scope. */
export type Verdict = AuthorizerClaims | 'unauthorized' | 'forbidden';

/** The HTTP API's JWT authorizer. Issuers are reached when the first token comes. */
export class JwtAuthorizer {
  readonly #issuer: string;
  readonly #now: () => number;
  #keys: Promise<ReturnType<typeof createRemoteJWKSet>> | undefined;

  /** @param issuer stands in for the issuer that the template names. */
  constructor(issuer: string, now: () => number) {
    this.#issuer = issuer;
    this.#now = now;
  }

  async judge(
    { audience }: Pick<AuthorizerModel, 'audience'>,
    scopes: readonly string[],
    header: string | undefined,
  ): Promise<Verdict> {
    if (header === undefined) return 'unauthorized';
    const token = header.replace(/^Bearer /i, '');
    let payload: JWTPayload;
    try {
      const verified = await jwtVerify(token, await this.#keySet(), {
        issuer: this.#issuer,
        currentDate: new Date(this.#now()),
        requiredClaims: ['exp'],
      });
      payload = verified.payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return 'unauthorized';
      throw error;
    }
    // Access tokens of Cognito name their client instead of an audience.
    const audiences = [payload.aud ?? payload.client_id ?? []].flat();
    if (!audiences.some((name) => audience.includes(String(name)))) return 'unauthorized';
    const granted = String(payload.scope ?? payload.scp ?? '').split(/[ ,]+/);
    if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) return 'forbidden';
    return { claims: textClaims(payload), scopes: scopes.length === 0 ? null : scopes };
  }

  #keySet(): Promise<ReturnType<typeof createRemoteJWKSet>> {
    this.#keys ??= discoverKeys(this.#issuer).catch((error: unknown) => {
      this.#keys = undefined;
      throw error;
    });
    return this.#keys;
  }
}

async function discoverKeys(issuer: string): Promise<ReturnType<typeof createRemoteJWKSet>> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = (await (await fetch(address)).json()) as { readonly jwks_uri: string };
  return createRemoteJWKSet(new URL(document.jwks_uri));
}

/** HTTP APIs write every claim as text, a list as `[a b]`. */
function textClaims(payload: JWTPayload): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, claimText(value)]));
}

function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(' ')}]`;
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}
