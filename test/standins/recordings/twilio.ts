import { type Asked, serve } from './serve.ts';

export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
}

/** Twilio's recordings, and the server on which the files may lie. */
export interface TwilioRecordingServer {
  /** For `recordingServers.twilio`. */
  readonly servers: { readonly api: string; readonly files: readonly string[] };
  readonly recordings: Map<string, Buffer>;
  /** The API sends whoever asks to its file server, or to this address. */
  redirects: 'never' | 'toFiles' | { readonly to: string };
  readonly asked: readonly Asked[];
  readonly fetched: readonly Asked[];
  stop(): Promise<void>;
}

export async function startTwilioRecordings(account: TwilioAccount): Promise<TwilioRecordingServer> {
  const recordings = new Map<string, Buffer>();
  const state = { redirects: 'never' as TwilioRecordingServer['redirects'] };
  const right = `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`;
  const fileOf = (path: string) => recordings.get(/\/(\w+)\.mp3$/.exec(path)?.[1] ?? '');
  const sound = (bytes: Buffer | undefined) =>
    bytes === undefined
      ? { status: 404 }
      : { status: 200, headers: { 'content-type': 'audio/mpeg' }, body: bytes };

  // A signed address is all it takes here: a token would be told to somebody who needs none.
  const files = await serve(({ path, headers }) =>
    headers.authorization === undefined ? sound(fileOf(path)) : { status: 400 },
  );
  const api = await serve(({ path, headers }) => {
    if (headers.authorization !== right) return { status: 401 };
    if (!path.startsWith(`/2010-04-01/Accounts/${account.accountSid}/Recordings/`)) return { status: 404 };
    if (state.redirects === 'never' || fileOf(path) === undefined) return sound(fileOf(path));
    const location = state.redirects === 'toFiles' ? `${files.url}${path}` : state.redirects.to;
    return { status: 307, headers: { location } };
  });
  return {
    servers: { api: `${api.url}/2010-04-01/`, files: [files.url] },
    recordings,
    get redirects() {
      return state.redirects;
    },
    set redirects(where) {
      state.redirects = where;
    },
    asked: api.asked,
    fetched: files.asked,
    stop: async () => {
      await Promise.all([api.stop(), files.stop()]);
    },
  };
}
