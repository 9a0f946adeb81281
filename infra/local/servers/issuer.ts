import { OAuth2Server } from 'oauth2-mock-server';

/** What a test may say about a token. */
export interface TokenOptions {
  /** Negative for a token that is over. The default is an hour. */
  readonly expiresInSeconds?: number;
}

/** An OpenID Connect issuer on this machine, with real keys. */
export interface Issuer {
  readonly url: string;
  /** A token that the API's authorizer accepts, with these claims in it. */
  token(claims: Readonly<Record<string, unknown>>, options?: TokenOptions): Promise<string>;
  stop(): Promise<void>;
}

/** @param now the stack's clock; tokens are issued by it. */
export async function startIssuer(audience: string | undefined, now: () => number): Promise<Issuer> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(0, '127.0.0.1');
  const url = `http://127.0.0.1:${server.address().port}`;
  server.issuer.url = url;
  return {
    url,
    token: (claims, { expiresInSeconds = 3600 } = {}) =>
      server.issuer.buildToken({
        scopesOrTransform: (_header, payload) => {
          const issuedAt = Math.floor(now() / 1000);
          Object.assign(payload, {
            sub: 'local',
            ...(audience === undefined ? {} : { aud: audience }),
            iat: issuedAt,
            nbf: issuedAt - 10,
            exp: issuedAt + expiresInSeconds,
            ...claims,
          });
        },
      }),
    stop: () => server.stop(),
  };
}
