import * as z from 'zod/mini';
import { post } from '../../../platform/http.ts';
import type { Failure, StopReason } from './answer.ts';
import { complaintIn, pageComplaint, withoutSecrets } from './complaints.ts';
import type { AllowedHosts } from './hosts.ts';
import type { AppCredentials, Installation } from './installation.ts';
import { id, integer, text } from './values.ts';
import { verdictOn } from './verdicts.ts';

/** New tokens, and what the OAuth server says of the portal beside them. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  readonly memberId: string;
  readonly clientEndpoint: string;
}

export type GrantAnswer =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | { readonly kind: 'stopped'; readonly why: StopReason; readonly code: string; readonly reason: string }
  /** No answer, or none that decides: the refresh token may be spent. */
  | { readonly kind: 'unknown'; readonly code: string; readonly reason: string };

const grantSchema = z.pipe(
  z.object({
    access_token: z.string().check(z.minLength(1)),
    refresh_token: z.string().check(z.minLength(1)),
    expires_in: z._default(integer, 3_600),
    member_id: id,
    client_endpoint: text,
  }),
  z.transform(
    (said): Grant => ({
      accessToken: said.access_token,
      refreshToken: said.refresh_token,
      expiresInSeconds: said.expires_in,
      memberId: said.member_id,
      clientEndpoint: said.client_endpoint,
    }),
  ),
);

/** Shorter than a lease: who refreshes hears of it while the lease is his. */
const refreshTimeoutMs = 8_000;

/** Spends a refresh token. To be called by the holder of the lease only. */
export async function refresh(
  app: AppCredentials,
  {
    serverEndpoint,
    refreshToken,
    accessToken,
  }: Pick<Installation, 'serverEndpoint' | 'refreshToken' | 'accessToken'>,
  hosts: AllowedHosts,
): Promise<GrantAnswer> {
  const outcome = await post({
    url: new URL('/oauth/token/', hosts.oauth(serverEndpoint)),
    contentType: 'application/x-www-form-urlencoded',
    // In the body and not in the address: addresses end up in the logs of servers and proxies.
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      refresh_token: refreshToken,
    }).toString(),
    timeoutMs: refreshTimeoutMs,
  });
  if (outcome.kind === 'redirected') return unknown('REDIRECT', 'The OAuth server sent us elsewhere.');
  if (outcome.kind !== 'answered') return unknown(outcome.code, 'The OAuth server did not answer.');
  const { status, body } = outcome;
  const complaint = complaintIn(body) ?? (status === 200 ? undefined : pageComplaint(status));
  if (complaint === undefined) {
    const grant = z.safeParse(grantSchema, body);
    if (grant.success) return { kind: 'granted', grant: grant.data };
    return unknown('UNREADABLE', 'The OAuth server gave tokens in a form that is not known.');
  }
  const verdict = verdictOn({ from: 'oauth', status, method: 'oauth.token', ...complaint });
  const told = {
    code: complaint.code,
    reason: withoutSecrets(`The OAuth server said: ${complaint.code} ${complaint.text}`, [
      app.clientSecret,
      refreshToken,
      accessToken,
    ]),
  };
  if (verdict.kind === 'stopped') return { kind: 'stopped', why: verdict.why, ...told };
  // A refusal whose code is not known is one all the same: nobody would hear of it if it were tried for ever.
  if (verdict.kind === 'refused') return { kind: 'stopped', why: 'reauthorise', ...told };
  return { kind: 'unknown', ...told };
}

const unknown = (code: string, reason: string): Extract<Failure, { kind: 'unknown' }> => ({
  kind: 'unknown',
  code,
  reason,
});
