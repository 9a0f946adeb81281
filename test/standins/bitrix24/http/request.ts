import type { IncomingMessage } from 'node:http';
import { parseBrackets } from '../base/brackets.ts';
import { type Params, record } from '../base/params.ts';

/** A request as it came in. */
export interface PortalRequest {
  /** Without doubled slashes. */
  readonly path: string;
  /** With its question mark and what follows. */
  readonly url: string;
  /** Of the address and the body together. */
  readonly params: Params;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly source: string;
}

export async function readRequest(incoming: IncomingMessage): Promise<PortalRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const url = incoming.url ?? '/';
  const [path = '/', query = ''] = url.split('?', 2);
  return {
    path: path.replaceAll(/\/{2,}/g, '/'),
    url,
    params: { ...parseBrackets(query), ...bodyParams(incoming.headers['content-type'] ?? '', body) },
    headers: incoming.headers,
    body,
    source: incoming.socket.remoteAddress ?? '',
  };
}

function bodyParams(contentType: string, body: Buffer): Params {
  if (body.length === 0 || contentType.startsWith('multipart/')) return {};
  const said = body.toString('utf8');
  if (!contentType.includes('json')) return parseBrackets(said);
  try {
    return record(JSON.parse(said));
  } catch {
    // As PHP: what isn't JSON brings no parameters.
    return {};
  }
}
