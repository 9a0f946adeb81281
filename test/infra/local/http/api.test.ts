import { describe, expect, it } from 'vitest';
import { fixtureStack, startFixture } from '../fixtures/running.ts';

const stack = fixtureStack();

interface Event {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly routeKey: string;
  readonly requestContext: {
    readonly http: Readonly<Record<string, string>>;
    readonly authorizer?: { readonly jwt: { readonly claims: Readonly<Record<string, string>> } };
  };
}

async function post(
  body: string | Uint8Array<ArrayBuffer> | undefined,
  headers: Record<string, string> = {},
  path = '/hook/mango/a',
): Promise<Event> {
  const response = await fetch(stack().apiUrl + path, {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Event;
}

/** The function answers with this value. */
function answering(value: unknown): Promise<Response> {
  const body = JSON.stringify({ steps: [{ do: 'answer', value }] });
  return fetch(`${stack().apiUrl}/hook/mango/a`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
}

describe('a request as the function sees it', () => {
  it('has path, query, headers, cookies and context in payload format 2.0', async () => {
    const event = await post(
      '{}',
      { 'content-type': 'application/json', 'X-Two': 'b', cookie: 'a=1; b=2' },
      '/hook/mango/a%20b/c?x=1&x=2&y=%20',
    );
    expect(event).toMatchObject({
      rawPath: '/hook/mango/a b/c',
      rawQueryString: 'x=1&x=2&y=%20',
      queryStringParameters: { x: '1,2', y: ' ' },
      pathParameters: { provider: 'mango', proxy: 'a b/c' },
      cookies: ['a=1', 'b=2'],
      routeKey: 'ANY /hook/{provider}/{proxy+}',
      body: '{}',
      isBase64Encoded: false,
      requestContext: { http: { method: 'POST', path: '/hook/mango/a b/c', sourceIp: '127.0.0.1' } },
    });
    expect(event.headers['x-two']).toBe('b');
    expect(event.headers.cookie).toBeUndefined();
    expect(event.requestContext.authorizer).toBeUndefined();
  });

  it.each([
    ['application/json; charset=utf-8', false],
    ['text/plain', false],
    ['application/xml', false],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
  ])('a body of type %s is base64: %s', async (type, encoded) => {
    const event = await post('a=1', { 'content-type': type });
    expect(event.isBase64Encoded).toBe(encoded);
    expect(Buffer.from(event.body ?? '', encoded ? 'base64' : 'utf8').toString()).toBe('a=1');
  });

  it('a body without a type is base64, and no body is none', async () => {
    expect((await post(new Uint8Array([0, 255]))).body).toBe('AP8=');
    expect((await post(undefined)).body).toBeUndefined();
  });

  it('a query name of an object’s own insides is a name like any other', async () => {
    const event = await post(
      '{}',
      { 'content-type': 'application/json' },
      '/hook/a/b?__proto__=1&constructor=2',
    );
    expect(Object.entries(event.queryStringParameters ?? {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it('more than 10 MB are refused with 413', async () => {
    const response = await fetch(`${stack().apiUrl}/hook/a/b`, {
      method: 'POST',
      body: new Uint8Array(10 * 1024 * 1024 + 1),
    });
    expect(response.status).toBe(413);
  });
});

describe('an answer as the client sees it', () => {
  it('has the function’s status, headers, cookies and body', async () => {
    const response = await answering({
      statusCode: 201,
      headers: { 'X-One': 'yes', 'content-type': 'text/html' },
      cookies: ['a=1', 'b=2'],
      body: '<p>',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-one')).toBe('yes');
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('<p>');
  });

  it('a base64 body is decoded', async () => {
    const response = await answering({ statusCode: 200, isBase64Encoded: true, body: 'AP8=' });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 255]));
  });

  it('a value without a status is a body of JSON', async () => {
    const response = await answering({ some: 'thing' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ some: 'thing' });
  });

  it.each([
    ['a status that is none', { statusCode: 'fine' }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
  ])('%s gives 500', async (_, value) => {
    const response = await answering(value);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  });

  it('a function that throws gives 500', async () => {
    const body = JSON.stringify({ steps: [{ do: 'fail' }] });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${stack().apiUrl}/hook/a/b`, { method: 'POST', body, headers });
    expect(response.status).toBe(500);
  });

  it('no route gives 404', async () => {
    const response = await fetch(`${stack().apiUrl}/nothing`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ message: 'Not Found' });
  });

  it('a route whose permission is missing gives 500 and is complained about with the action', async () => {
    const bare = await startFixture({}, (resources) => {
      delete resources.EdgePermission;
    });
    const response = await fetch(`${bare.apiUrl}/hook/a/b`);
    const complaints = bare.complaints();
    await bare.stop();
    expect(response.status).toBe(500);
    expect(complaints.join()).toMatch(/lambda:InvokeFunction .*ANY \/hook/);
  });
});

describe('a route behind the issuer', () => {
  const get = (token?: string, path = '/items/1') =>
    fetch(
      stack().apiUrl + path,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
    );

  it('lets a token in and shows its claims as text', async () => {
    const response = await get(
      await stack().token({ roles: ['administrator', 'employee'], level: 3, sub: 'anna' }),
    );
    expect(response.status).toBe(200);
    const { requestContext } = (await response.json()) as Event;
    expect(requestContext.authorizer?.jwt.claims).toMatchObject({
      roles: '[administrator employee]',
      level: '3',
      sub: 'anna',
      aud: 'fixture',
    });
  });

  it('refuses no token, a broken one, one that is over, one for somebody else', async () => {
    const { issuerUrl } = stack();
    const tokens = [
      undefined,
      'not.a.token',
      await stack().token({}, { expiresInSeconds: -10 }),
      await stack().token({ aud: 'other' }),
      await stack().token({ iss: `${issuerUrl}/other` }),
    ];
    for (const token of tokens) {
      const response = await get(token);
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ message: 'Unauthorized' });
    }
  });

  it('refuses a token whose signature does not fit', async () => {
    const [head, body] = (await stack().token({ roles: 'employee' })).split('.');
    const [, , signature] = (await stack().token({ roles: 'administrator' })).split('.');
    expect((await get([head, body, signature].join('.'))).status).toBe(401);
  });

  it('refuses a token that lacks the route’s scope with 403', async () => {
    expect((await get(await stack().token({ scope: 'items:write' }), '/scoped')).status).toBe(403);
    expect((await get(await stack().token({ scope: 'x items:read' }), '/scoped')).status).toBe(200);
  });

  it('a token is over when the stack’s clock says so', async () => {
    const token = await stack().token({});
    expect((await get(token)).status).toBe(200);
    await stack().clock.advance(2 * 3_600_000);
    expect((await get(token)).status).toBe(401);
    expect((await get(await stack().token({}))).status).toBe(200);
  });
});
