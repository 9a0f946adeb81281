import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { signTimed } from '../../../../shared/webhooks/timed-signature.ts';

export interface Answer {
  readonly status: number;
  /** The beginning of what came with it. */
  readonly text: string;
  /** How long the webhook asks to wait. */
  readonly retryAfterMs?: number | undefined;
}

/** Sends one body, signed now. @throws where there is no answer in time. */
export type Post = (body: string) => Promise<Answer>;

const timeoutMs = 20_000;
const longestAnswer = 4_000;

/** A connection is kept for the next batch. Redirects are not followed: events go where the settings say. */
export function poster(url: URL, secret: string, now: () => number): Post {
  const [request, agent] =
    url.protocol === 'https:'
      ? ([httpsRequest, new HttpsAgent({ keepAlive: true, maxSockets: 1 })] as const)
      : ([httpRequest, new HttpAgent({ keepAlive: true, maxSockets: 1 })] as const);
  return (body) =>
    new Promise((resolve, reject) => {
      const bytes = Buffer.from(body);
      const timestamp = String(Math.floor(now() / 1_000));
      const headers = {
        'content-type': 'application/json',
        'content-length': bytes.length,
        'dutyline-timestamp': timestamp,
        'dutyline-signature': signTimed(timestamp, bytes, secret),
        'user-agent': 'dutyline-asterisk-relay',
      };
      const sending = request(url, { method: 'POST', agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          if (text.length < longestAnswer) text += part;
        });
        response.on('error', fail);
        response.on('aborted', () => fail(new Error('the answer was cut off')));
        response.on('end', () => {
          clearTimeout(timer);
          const { statusCode: status = 0, headers: given } = response;
          resolve({
            status,
            text: text.slice(0, longestAnswer),
            retryAfterMs: retryAfter(given['retry-after']),
          });
        });
      });
      const timer = setTimeout(
        () => sending.destroy(new Error(`no answer in ${timeoutMs / 1_000} s`)),
        timeoutMs,
      );
      function fail(error: Error): void {
        clearTimeout(timer);
        reject(error);
      }
      sending.on('error', fail);
      sending.end(bytes);
    });
}

function retryAfter(header: string | undefined): number | undefined {
  const seconds = Number(header);
  return header !== undefined && seconds >= 0 ? Math.min(seconds, 300) * 1_000 : undefined;
}
