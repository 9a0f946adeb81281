/**
 * What an answer means for the events.
 * - `taken`: they are stored.
 * - `later`: nothing is wrong with them or with us: send them again.
 * - `notUs`: address, secret or clock are wrong: nothing will be taken until somebody mends that, so nothing is lost
 *   meanwhile either.
 * - `refused`: this batch will never be taken as it is.
 */
export type Outcome = 'taken' | 'later' | 'notUs' | 'refused';

const notUs: readonly number[] = [401, 403, 404, 405, 407];
const later: readonly number[] = [408, 423, 425, 429];

export function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return 'taken';
  if (notUs.includes(status) || (status >= 300 && status < 400)) return 'notUs';
  if (status < 400 || status >= 500 || later.includes(status)) return 'later';
  return 'refused';
}

/** What to do about an answer of the kind `notUs`, for the log. */
export function adviceOn(status: number, text: string): string {
  if (/DL1005/.test(text)) return 'The clock of this host is over 5 minutes off: set it (NTP).';
  if (/DL1006/.test(text))
    return 'dutyline has no secret for the generic protocol: store one, PUT /api/pbx/generic/secret.';
  if (status === 401) return 'The secret here is not the one that is stored in dutyline.';
  if (status >= 300 && status < 400) return 'The address answers with a redirect: enter the final one.';
  return 'The address is not that of the webhook: https://<your API>/pbx/generic.';
}
