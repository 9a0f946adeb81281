import type { Params } from './base/params.ts';
import type { App, AppSpec } from './oauth/apps.ts';
import { type Bitrix24, startBitrix24 } from './start.ts';

/** An answer of the portal, as it came. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

export interface Town {
  readonly bitrix24: Bitrix24;
  readonly portal: Bitrix24['portal'];
  readonly app: App;
  /** Access token of the administrator. */
  readonly token: string;
  /** Moves the portal's clock. */
  wait(ms: number): void;
  /** Calls a method of the second version as the application, by its installer or with another token. */
  call(method: string, params?: Params, token?: string): Promise<Answer>;
  /** @throws unless the answer is a result. */
  result<T>(method: string, params?: Params): Promise<T>;
  /** Calls a method of the third version. */
  v3(method: string, params: Params, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** A portal with an application on it, on a clock that only the test moves. */
export async function startTown(spec: Partial<AppSpec> = {}): Promise<Town> {
  let now = Date.UTC(2026, 7, 21, 7, 15);
  const bitrix24 = await startBitrix24({ now: () => now });
  const { portal } = bitrix24;
  const app = portal.apps.register(spec);
  await bitrix24.install(app);
  const token = bitrix24.authorize(app).accessToken;
  const call = (method: string, params: Params = {}, as = token): Promise<Answer> =>
    post(`${portal.clientEndpoint}${method}`, { ...params, auth: as });
  return {
    bitrix24,
    portal,
    app,
    token,
    wait: (ms) => {
      now += ms;
    },
    call,
    async result<T>(method: string, params?: Params) {
      const { status, body } = await call(method, params);
      if (status !== 200 || 'error' in body) throw new Error(`${method}: ${status} ${JSON.stringify(body)}`);
      return body.result as T;
    },
    v3: (method, params, headers) =>
      post(`${portal.clientEndpoint}api/${method}`, { ...params, auth: token }, headers),
  };
}

export async function post(
  url: string,
  params: Params,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(params),
    redirect: 'manual',
  });
  const said = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const body = isJson ? (JSON.parse(said) as Answer['body']) : {};
  return { status: response.status, body, headers: response.headers };
}
