import { createHash, randomUUID } from 'node:crypto';
import { type Asked, type Served, serve, type Told } from './serve.ts';

export interface MangoKeys {
  readonly apiKey: string;
  readonly apiSalt: string;
}

export interface MangoRecording {
  readonly bytes: Buffer;
  /** `[speaker, text]`; absent before speech analytics are done. */
  readonly phrases?: readonly (readonly [string, string])[];
}

/** Mango Office's API for recordings, and the server that has the files. */
export interface MangoRecordingServer {
  /** For `recordingServers.mango`. */
  readonly servers: { readonly api: string; readonly files: readonly string[] };
  readonly recordings: Map<string, MangoRecording>;
  /** Where links lead instead of to the file server. */
  linksLeadTo: string | undefined;
  /** What the API was asked, in order; links are counted at the file server. */
  readonly asked: readonly Asked[];
  readonly fetched: readonly Asked[];
  /** The wrong requests up to now are forgotten, as after two minutes. */
  forgive(): void;
  stop(): Promise<void>;
}

const linkGoodMs = 300_000;
const shutOutMs = 120_000;

export async function startMangoRecordings(
  keys: MangoKeys,
  now: () => number = Date.now,
): Promise<MangoRecordingServer> {
  const recordings = new Map<string, MangoRecording>();
  const links = new Map<string, { readonly recordingId: string; readonly until: number }>();
  const wrong: number[] = [];
  const state = { linksLeadTo: undefined as string | undefined };

  const files = await serve(({ path }) => {
    const token = path.slice(1).replace(/\.mp3$/, '');
    const link = links.get(token);
    links.delete(token);
    const found = link === undefined || link.until < now() ? undefined : recordings.get(link.recordingId);
    if (found === undefined) return { status: 404 };
    return { status: 200, headers: { 'content-type': 'audio/mpeg' }, body: found.bytes };
  });

  const refuse = (status: number, code: number): Told => {
    if (code >= 3000 && code < 4000) wrong.push(now());
    return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) };
  };
  const isShutOut = () => {
    const last = wrong.filter((at) => now() - at < shutOutMs);
    return last.length > 1;
  };

  const api: Served = await serve(({ method, path, headers, body }) => {
    if (isShutOut()) return { status: 401 };
    if (method !== 'POST') return refuse(400, 3101);
    if (!/^application\/x-www-form-urlencoded/.test(headers['content-type'] ?? '')) return refuse(400, 3104);
    const form = new URLSearchParams(body.toString('utf8'));
    const json = form.get('json') ?? '';
    if (form.get('vpbx_api_key') !== keys.apiKey) return refuse(401, 3105);
    const sign = createHash('sha256')
      .update(keys.apiKey + json + keys.apiSalt)
      .digest('hex');
    if (form.get('sign') !== sign) return refuse(401, 3102);
    if (path === '/vpbx/queries/recording/post') return link(json);
    return path === '/vpbx/queries/recording_transcripts' ? texts(json) : { status: 404 };
  });

  function link(json: string): Told {
    const { recording_id, action } = JSON.parse(json) as { recording_id?: string; action?: string };
    if (recording_id === undefined || !['download', 'play'].includes(action ?? '')) return refuse(400, 3103);
    if (!recordings.has(recording_id)) return refuse(404, 3320);
    const token = randomUUID();
    links.set(token, { recordingId: recording_id, until: now() + linkGoodMs });
    return { status: 302, headers: { location: state.linksLeadTo ?? `${files.url}/${token}.mp3` } };
  }

  function texts(json: string): Told {
    const { recording_id } = JSON.parse(json) as { recording_id?: unknown };
    if (typeof recording_id !== 'string') return refuse(400, 3104);
    const ids = JSON.parse(recording_id) as unknown;
    if (!Array.isArray(ids) || ids.length > 500) return refuse(400, 3104);
    const data = ids.flatMap((id: string) => {
      const { phrases } = recordings.get(id) ?? {};
      const names = { client: 'Клиент', operator: 'Сотрудник' };
      return phrases === undefined ? [] : [{ recording_id: id, names, phrases }];
    });
    const body = JSON.stringify({ result: 1000, data });
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }

  return {
    servers: { api: `${api.url}/vpbx/`, files: [files.url] },
    recordings,
    get linksLeadTo() {
      return state.linksLeadTo;
    },
    set linksLeadTo(address) {
      state.linksLeadTo = address;
    },
    asked: api.asked,
    fetched: files.asked,
    forgive: () => {
      wrong.length = 0;
    },
    stop: async () => {
      await Promise.all([api.stop(), files.stop()]);
    },
  };
}
