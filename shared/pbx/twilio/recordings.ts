import * as z from 'zod/mini';
import { fetchOnce, type PbxReply } from '../fetching.ts';
import { FileHosts } from '../file-hosts.ts';
import {
  maxRecordingBytes,
  type RecordingAnswer,
  type RecordingSource,
  type SourceParts,
} from '../recording-port.ts';
import { twilioSecretSchema } from './signature.ts';

const vendorApi = 'https://api.twilio.com/2010-04-01/';
/** Inferred: files that the API does not send itself lie on the vendor's own hosts. */
const vendorHosts = ['twilio.com', 'twiliocdn.com'];
const timeoutMs = 30_000;

/** Recordings of Twilio: a file behind the account's id and token, which nobody else may see. So it is fetched here. */
export class TwilioRecordings implements RecordingSource {
  readonly #parts: SourceParts;
  readonly #hosts: FileHosts;

  constructor(parts: SourceParts) {
    this.#parts = parts;
    this.#hosts = new FileHosts(vendorHosts, parts.servers.files);
  }

  async recording(recordingId: string): Promise<RecordingAnswer> {
    const secret = z.safeParse(twilioSecretSchema, await this.#parts.secret());
    const { accountSid, authToken } = secret.data ?? {};
    if (accountSid === undefined || authToken === undefined) {
      return {
        kind: 'never',
        code: 'pbxNotConfigured',
        reason:
          "Twilio's recordings need the account's id: enter accountSid beside authToken (PUT /api/pbx/twilio/secret), " +
          'then send this again.',
      };
    }
    const path = `Accounts/${encodeURIComponent(accountSid)}/Recordings/${encodeURIComponent(recordingId)}.mp3`;
    const url = new URL(path, this.#parts.servers.api ?? vendorApi);
    const basic = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    const limits = { timeoutMs, maxBytes: maxRecordingBytes };
    const first = await fetchOnce({ url, authorization: basic, ...limits });
    if (first.kind !== 'redirected') return answerOf(first);
    const next = this.#hosts.checked(first.location, url);
    if (next === undefined) {
      const reason = 'Twilio sends us to a host that is not on the list of its own.';
      return { kind: 'never', code: 'hostRefused', reason };
    }
    // Once, and without the token.
    return answerOf(await fetchOnce({ url: next, ...limits }));
  }
}

function answerOf(reply: PbxReply): RecordingAnswer {
  if (reply.kind === 'tooLarge') {
    const reason = `The recording is larger than ${maxRecordingBytes / 1_000_000} MB.`;
    return { kind: 'never', code: 'recordingTooLarge', reason };
  }
  if (reply.kind === 'failed') return { kind: 'notYet', reason: `Twilio did not answer (${reply.code})` };
  if (reply.kind === 'redirected') return { kind: 'notYet', reason: 'Twilio sends us on and on' };
  const { status, bytes } = reply;
  if (status === 200 && bytes.byteLength > 0) return { kind: 'file', bytes, format: 'mp3' };
  if (status === 401 || status === 403) {
    const reason = `Twilio refuses the account's id or token (${status}): enter both anew, then send this again.`;
    return { kind: 'never', code: 'pbxRefused', reason };
  }
  return { kind: 'notYet', reason: `Twilio answered ${status}` };
}
