import * as z from 'zod/mini';
import { fetchOnce, jsonIn, type PbxReply } from '../fetching.ts';
import { FileHosts } from '../file-hosts.ts';
import type {
  NotYet,
  Phrase,
  RecordingAnswer,
  RecordingSource,
  SourceParts,
  TranscriptAnswer,
  Unobtainable,
} from '../recording-port.ts';
import { mangoSecretSchema, signMango } from './signature.ts';

const vendorApi = 'https://app.mango-office.ru/vpbx/';
/** Inferred: one-time links lead to the vendor's own domain. */
const vendorHosts = ['mango-office.ru'];
const timeoutMs = 20_000;
/** Answers without a file are small; a long talk has some thousand phrases. */
const maxAnswerBytes = 4_000_000;

const transcripts = z.object({
  data: z.array(
    z.object({
      recording_id: z.string(),
      phrases: z._default(z.array(z.tuple([z.string(), z.string()])), []),
    }),
  ),
});
const complaint = z.object({ code: z.optional(z.number()), result: z.optional(z.number()) });

/**
 * Recordings of Mango Office (reference B7, vendor's manual 3.5.1 and 3.5.5). A file is behind a link that is good
 * once and some minutes, which the PBX gives as a redirect.
 */
export class MangoRecordings implements RecordingSource {
  readonly #parts: SourceParts;
  readonly #api: string;
  readonly #hosts: FileHosts;

  constructor(parts: SourceParts) {
    this.#parts = parts;
    this.#api = parts.servers.api ?? vendorApi;
    this.#hosts = new FileHosts(vendorHosts, parts.servers.files);
  }

  async recording(recordingId: string): Promise<RecordingAnswer> {
    const asked = { recording_id: recordingId, action: 'download' };
    const reply = await this.#ask('queries/recording/post', asked);
    if (reply.kind !== 'redirected') return 'reason' in reply ? reply : failureOf(reply);
    const url = this.#hosts.checked(reply.location);
    return url === undefined ? foreignHost : { kind: 'address', url, format: formatOf(url) };
  }

  async transcript(recordingId: string): Promise<TranscriptAnswer> {
    // The list of ids is JSON within JSON.
    const asked = { recording_id: JSON.stringify([recordingId]) };
    const reply = await this.#ask('queries/recording_transcripts', asked);
    if ('reason' in reply) return reply;
    const said = reply.kind === 'answered' && reply.status === 200 ? jsonIn(reply.bytes) : undefined;
    const read = z.safeParse(transcripts, said);
    if (!read.success) return failureOf(reply);
    const found = read.data.data.find(({ recording_id }) => recording_id === recordingId);
    const phrases = (found?.phrases ?? []).flatMap(phraseOf);
    return phrases.length === 0 ? notYet('Mango Office has no text yet') : { kind: 'phrases', phrases };
  }

  async #ask(path: string, asked: object): Promise<PbxReply | Unobtainable> {
    const secret = z.safeParse(mangoSecretSchema, await this.#parts.secret());
    if (!secret.success) {
      const reason = 'The keys of Mango Office are missing: enter them (PUT /api/pbx/mango/secret).';
      return { kind: 'never', code: 'pbxNotConfigured', reason };
    }
    const json = JSON.stringify(asked);
    const form = new URLSearchParams({
      vpbx_api_key: secret.data.apiKey,
      sign: signMango(json, secret.data),
      json,
    });
    return fetchOnce({ url: new URL(path, this.#api), form, timeoutMs, maxBytes: maxAnswerBytes });
  }
}

/** Names of the sides are for people; these words are fixed (manual 3.5.5). */
const sides: Readonly<Record<string, Phrase['side']>> = { operator: 'employee', client: 'client' };

function phraseOf([speaker, said]: readonly [string, string]): Phrase[] {
  const [side, text] = [sides[speaker], said.trim()];
  return side === undefined || text === '' ? [] : [{ side, text }];
}

/**
 * Inferred, since the manual does not say how "not ready" is told: whatever is no clear refusal may be over in a
 * minute. A repeated wrong request shuts us out for two minutes (401), which such a wait survives.
 */
function failureOf(reply: PbxReply): NotYet | Unobtainable {
  if (reply.kind === 'failed') return notYet(`Mango Office did not answer (${reply.code})`);
  if (reply.kind !== 'answered') return notYet('Mango Office answered in a form that is not known');
  const read = z.safeParse(complaint, jsonIn(reply.bytes));
  const code = read.success ? (read.data.code ?? read.data.result) : undefined;
  // B5: a wrong key or signature.
  if (code === 3102 || code === 3105) {
    const reason = `Mango Office refuses the keys (${code}): enter them anew, then send this again.`;
    return { kind: 'never', code: 'pbxRefused', reason };
  }
  return notYet(`Mango Office answered ${reply.status}${code === undefined ? '' : `, code ${code}`}`);
}

const notYet = (reason: string): NotYet => ({ kind: 'notYet', reason });

const foreignHost: Unobtainable = {
  kind: 'never',
  code: 'hostRefused',
  reason:
    'Mango Office names a host that is not on the list of its own. If it is the right one, name it in the ' +
    "tenant's file (recordingServers), then send this again.",
};

const formatOf = ({ pathname }: URL) => (/\.wav$/i.test(pathname) ? 'wav' : 'mp3');
