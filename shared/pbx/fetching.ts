/** One request to a PBX. */
export interface PbxAsk {
  readonly url: URL;
  /** Sent as a form with POST; without it, GET. */
  readonly form?: URLSearchParams;
  readonly authorization?: string;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/**
 * - `answered`: all of it, or nothing of it where it is larger than allowed.
 * - `redirected`: to follow or not is for the caller, who knows which hosts may be asked.
 * - `failed`: no answer within the time, or none at all.
 */
export type PbxReply =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly bytes: Uint8Array;
      readonly contentType: string;
    }
  | { readonly kind: 'redirected'; readonly location: string }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'failed'; readonly code: string };

/** Never follows a redirect, never takes more than it should, never rejects; says no more of an error than its code. */
export async function fetchOnce({
  url,
  form,
  authorization,
  maxBytes,
  timeoutMs,
}: PbxAsk): Promise<PbxReply> {
  try {
    const response = await fetch(url, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: authorization === undefined ? {} : { authorization },
      ...(form === undefined ? {} : { body: form }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      return { kind: 'redirected', location };
    }
    const bytes = await bytesUpTo(maxBytes, response);
    if (bytes === undefined) return { kind: 'tooLarge' };
    const contentType = response.headers.get('content-type') ?? '';
    return { kind: 'answered', status: response.status, bytes, contentType };
  } catch (error) {
    return { kind: 'failed', code: error instanceof Error ? error.name : 'UNKNOWN' };
  }
}

/** What a header promises is not believed: the bytes are counted as they come. */
async function bytesUpTo(most: number, { body }: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (length > most) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** The JSON of an answer; `undefined` where it is none. */
export function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
