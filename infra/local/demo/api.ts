/** The API as the demonstration's administrator uses it. */
export interface Api {
  readonly url: string;
  readonly token: string;
}

export async function getJson<T>(api: Api, path: string): Promise<T> {
  const response = await fetch(api.url + path, { headers: { authorization: `Bearer ${api.token}` } });
  if (!response.ok) throw await refused('GET', path, response);
  return (await response.json()) as T;
}

/** Puts what is not there yet; what is there stays as somebody may have changed it. */
export async function putIfNew(
  api: Api,
  path: string,
  body: unknown,
  ifNew: Record<string, string>,
): Promise<void> {
  const response = await fetch(api.url + path, {
    method: 'PUT',
    headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/json', ...ifNew },
    body: JSON.stringify(body),
  });
  if (!response.ok && response.status !== 412) throw await refused('PUT', path, response);
}

/** Sends a body and expects success. */
export async function sendJson(api: Api, method: string, path: string, body: unknown): Promise<void> {
  const response = await fetch(api.url + path, {
    method,
    headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw await refused(method, path, response);
}

async function refused(method: string, path: string, response: Response): Promise<Error> {
  return new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`);
}
