import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { noContent, ok } from '../../shared/api/answers.ts';
import { serve } from '../../shared/api/edge.ts';
import { administrators, defineOperations, everybody } from '../../shared/api/operation.ts';
import { maxBodyBytes } from '../../shared/api/parse.ts';
import { ConflictError } from '../../shared/platform/table.ts';
import { client, employee } from './api-under-test.ts';

const operations = defineOperations(
  { function: 'test', tag: 'Test' },
  {
    change: {
      method: 'PUT',
      path: '/test/{id}',
      access: administrators,
      summary: 'Change',
      versioned: true,
      params: z.strictObject({ id: z.string().regex(/^[a-z]+$/) }),
      query: z.strictObject({ dry: z.stringbool().default(false) }),
      body: z.strictObject({
        name: z.string(),
        tags: z.array(z.strictObject({ of: z.enum(['a', 'b']) })).default([]),
        either: z
          .union([z.strictObject({ x: z.number() }), z.strictObject({ y: z.number(), z: z.number() })])
          .optional(),
      }),
      responses: { 200: { description: 'Done', schema: z.unknown() } },
    },
    fail: {
      method: 'POST',
      path: '/test/fail',
      access: everybody,
      summary: 'Fail',
      query: z.strictObject({ how: z.string() }),
      responses: { 204: { description: 'Never' } },
    },
  },
);

const handler = serve(operations, {
  change: async ({ params, query, body, expectedVersion }) => ok({ params, query, body, expectedVersion }, 8),
  fail: async ({ query: { how } }) => {
    if (how === 'conflict') throw new ConflictError({ pk: 'SECRET#1', sk: 'x' }, undefined);
    if (how === 'defect') throw new TypeError('password of the table is hunter2');
    if (how === 'nothing') throw undefined;
    return noContent();
  },
});
const call = client(handler);
const put = (request: Parameters<typeof call>[1]) =>
  call('PUT /test/{id}', { params: { id: 'x' }, ifMatch: 7, ...request });

describe('a request', () => {
  it('reaches its route with what the operation declares, checked', async () => {
    const { status, body, headers } = await put({ query: { dry: 'true' }, body: { name: 'n' } });
    expect(status).toBe(200);
    expect(headers.etag).toBe('"8"');
    expect(body).toEqual({
      params: { id: 'x' },
      query: { dry: true },
      body: { name: 'n', tags: [] },
      expectedVersion: 7,
    });
  });

  it.each([
    [{ params: { id: 'X1' } }, 'path', 'id'],
    [{ query: { dry: 'perhaps' } }, 'query', 'dry'],
    [{ query: { wet: 'true' } }, 'query', 'wet'],
    [{ body: { name: 'n', tags: [{ of: 'a' }, { of: 'c' }] } }, 'body', 'tags[1].of'],
    [{ body: { name: 'n', tags: [{ of: 'a', to: 1 }] } }, 'body', 'tags[0].to'],
    [{ body: { name: 'n', either: { y: 1 } } }, 'body', 'either.z'],
    [{ body: {} }, 'body', 'name'],
    [{ body: [] }, 'body', ''],
    [{ body: null }, 'body', ''],
    [{ rawBody: '{"name":' }, 'body', ''],
    [{ rawBody: '' }, 'body', ''],
  ])('that is not as declared is refused by part and field: %j', async (request, part, field) => {
    const { status, body } = await put({ body: { name: 'n' }, ...request });
    expect(status).toBe(400);
    expect(body.detail).toContain(part);
    expect(body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it('is refused with 50 reasons at most', async () => {
    const tags = Array.from({ length: 500 }, () => ({ of: 'c' }));
    expect((await put({ body: { name: 'n', tags } })).body.errors).toHaveLength(50);
  });

  it('may be 256 KB large, and not a byte more', async () => {
    const bodyOf = (bytes: number) => ({
      rawBody: JSON.stringify({ name: 'x'.repeat(bytes - '{"name":""}'.length) }),
    });
    expect((await put(bodyOf(maxBodyBytes))).status).toBe(200);
    expect((await put(bodyOf(maxBodyBytes + 1))).status).toBe(413);
    // Counted in bytes: each of these letters has two.
    expect((await put({ body: { name: 'ж'.repeat(maxBodyBytes / 2) } })).status).toBe(413);
  });

  it.each([['text/plain'], ['application/xml'], ['application/jsonp'], ['']])(
    'with content type %j is refused',
    async (type) => {
      const answer = await put({ body: { name: 'n' }, headers: { 'content-type': type } });
      expect(answer.status).toBe(415);
    },
  );

  it('with a parameter of its content type is taken', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await put({ body: { name: 'n' }, headers })).status).toBe(200);
  });

  it('to no address of ours is 404', async () => {
    const { status, body } = await call('GET /nowhere');
    expect(status).toBe(404);
    expect(body.code).toBe('DL5007');
  });

  it('of the wrong role is refused before it is looked at', async () => {
    const answer = await put({ rawBody: 'not json', as: employee('x') });
    expect(answer.status).toBe(403);
  });
});

describe('a failure', () => {
  const fail = (how: string) => call('POST /test/fail', { query: { how } });

  it.each(['defect', 'nothing'])('that nobody foresaw (%s) says nothing of our insides', async (how) => {
    const { status, body, headers } = await fail(how);
    expect(status).toBe(500);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toEqual({
      type: 'urn:dutyline:DL5000',
      status: 500,
      code: 'DL5000',
      title: 'Something went wrong',
      detail: 'The error is in the log; repeat the request later.',
    });
  });

  it('that is known answers with its status', async () => {
    expect((await fail('conflict')).status).toBe(409);
  });

  it('of an answer without a body has none', async () => {
    const { status, body, headers } = await fail('not at all');
    expect([status, body, headers['content-type']]).toEqual([204, undefined, undefined]);
  });
});

it('S1 whatever is sent, the answer is never 5xx', async () => {
  const anything = fc.record({
    params: fc.dictionary(fc.string(), fc.string()),
    query: fc.dictionary(fc.string(), fc.string()),
    rawBody: fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant(`${'['.repeat(50_000)}`),
      fc.constant('{"__proto__":{"name":"x"}}'),
    ),
    headers: fc.dictionary(
      fc.constantFrom('content-type', 'if-match', 'if-none-match', 'accept-language'),
      fc.string(),
    ),
    as: fc.oneof(
      fc.constant(null),
      fc.record({ sub: fc.anything(), roles: fc.anything(), employee_id: fc.anything() }),
      fc.constant({ sub: 'x', roles: 'administrator' }),
    ),
  });
  await fc.assert(
    fc.asyncProperty(anything, async (request) => {
      expect((await call('PUT /test/{id}', request)).status).toBeLessThan(500);
    }),
    { numRuns: 1_000 },
  );
});
