import { type Params, text } from '../base/params.ts';
import type { Credentials } from '../rest/authorise.ts';
import type { Version } from '../rest/methods.ts';

/** Which method a path names, and with what it wants in. */
export interface Route {
  readonly version: Version;
  readonly method: string;
  readonly credentials: Credentials;
}

/** `/rest/{method}`, `/rest/{user}/{secret}/{method}`, and the same below `/rest/api/`. */
export function routeOf(path: string, params: Params): Route | undefined {
  const [rest, ...segments] = path.split('/').filter((part) => part !== '');
  if (rest !== 'rest') return undefined;
  const version: Version = segments[0] === 'api' ? 'v3' : 'v2';
  const parts = version === 'v3' ? segments.slice(1) : segments;
  const method = parts.at(-1)?.replace(/\.json$/, '');
  if (method === undefined) return undefined;
  if (parts.length === 3) {
    const [userId, secret = ''] = parts;
    return { version, method, credentials: { kind: 'webhook', userId: Number(userId), secret } };
  }
  if (parts.length !== 1) return undefined;
  return { version, method, credentials: { kind: 'token', accessToken: text(params.auth) } };
}
