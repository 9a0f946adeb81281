/** One request, POST. */
export interface HttpRequest {
  readonly url: URL;
  readonly body: string;
  readonly contentType: 'application/json' | 'application/x-www-form-urlencoded';
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/**
 * - `answered`: something came back; `body` is its JSON, or `undefined` where it is none (a page of a proxy, say).
 * - `redirected`: not done there; it is at `location` now.
 * - `notSent`: no connection came about, so certainly not done.
 * - `lost`: sent, perhaps, and no whole answer; it may have been done.
 */
export type HttpOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly headers: Headers;
    }
  | { readonly kind: 'redirected'; readonly location: string }
  | { readonly kind: 'notSent' | 'lost'; readonly code: string };

const userAgent = 'dutyline/1.0 (Node.js)';

/** No connection was there yet when these happened, so nothing can have been sent. */
const beforeSending: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Sends and never follows: a redirected POST would arrive as a GET without its body, and be answered with success
 * (reference, "the ten things", 10). Never rejects; says no more of an error than its code, because messages may
 * quote what was sent.
 */
export async function post(request: HttpRequest): Promise<HttpOutcome> {
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        ...request.headers,
        'content-type': request.contentType,
        accept: 'application/json',
        'user-agent': userAgent,
      },
      body: request.body,
      signal: AbortSignal.timeout(request.timeoutMs),
    });
    const said = await response.text();
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      return { kind: 'redirected', location };
    }
    return { kind: 'answered', status: response.status, body: jsonOf(said), headers: response.headers };
  } catch (error) {
    const code = codeOf(error);
    return { kind: beforeSending.has(code) ? 'notSent' : 'lost', code };
  }
}

function jsonOf(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return undefined;
  }
}

/** `fetch` wraps what happened, sometimes several times and for several addresses at once. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  if (error.name === 'TimeoutError') return 'TIMEOUT';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  return error.cause === undefined ? 'UNKNOWN' : codeOf(error.cause);
}
