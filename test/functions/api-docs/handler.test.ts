import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentedPath, openApiDocument } from '../../../shared/api/docs/openapi.ts';
import type { Operation } from '../../../shared/api/operation.ts';
import { operationsOf } from '../../../shared/api/operations.ts';
import { client, startApi } from '../../api/api-under-test.ts';

let api: Awaited<ReturnType<typeof startApi>>;
let docs: ReturnType<typeof client>;

beforeAll(async () => {
  api = await startApi();
  docs = client((await import('../../../functions/api-docs/handler.ts')).handler);
});
afterAll(() => api.stop());

interface Described {
  operationId: string;
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: object;
  security: object[];
}

async function openApi() {
  const { body } = await docs('GET /api/openapi.json', { as: null });
  return body as {
    openapi: string;
    paths: Record<string, Record<string, Described>>;
    components: Record<string, Record<string, unknown>>;
  };
}

/** Every object in the document, with where it is. */
function* objectsIn(value: unknown, path = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Record<string, unknown>];
  for (const [name, inner] of Object.entries(value)) yield* objectsIn(inner, `${path}/${name}`);
}

/** Of a tenant with the built-in CRM, as the one under test is. */
const operations = operationsOf({});

describe('the OpenAPI document', () => {
  it('is version 3.1 and public', async () => {
    expect((await openApi()).openapi).toBe('3.1.0');
  });

  it('describes every operation of the stack, and no other', async () => {
    const { paths } = await openApi();
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(
      operations.map(({ method, path }) => `${method} ${documentedPath(path)}`).toSorted(),
    );
  });

  it("is of the tenant's own stack: nothing of a CRM that it does not have", async () => {
    const { paths } = await openApi();
    expect(Object.keys(paths).filter((path) => path.startsWith('/api/crm'))).toEqual([]);
    const { paths: ofBitrix24 } = openApiDocument(operationsOf({ crm: 'bitrix24' }));
    expect(Object.keys(ofBitrix24 ?? {})).toContain('/api/crm/bitrix24/app');
  });

  it('resolves every reference', async () => {
    const document = await openApi();
    for (const [place, { $ref }] of objectsIn(document)) {
      if ($ref === undefined) continue;
      const target = String($ref)
        .slice(2)
        .split('/')
        .reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], document);
      expect(target, `${place} → ${$ref}`).toBeDefined();
    }
  });

  it('gives every operation an id of its own, success and refusals, and its path parameters', async () => {
    const { paths, components } = await openApi();
    const all = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length);
    for (const { path, operation } of all) {
      const statuses = Object.keys(operation.responses);
      expect(statuses.some((status) => status.startsWith('2'))).toBe(true);
      expect(statuses).toContain('500');
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter(({ in: place }) => place === 'path');
      expect(declared.map(({ name }) => name).toSorted()).toEqual(named.toSorted());
      expect(declared.every(({ required }) => required)).toBe(true);
      for (const security of operation.security) {
        for (const name of Object.keys(security)) expect(components.securitySchemes).toHaveProperty(name);
      }
    }
  });

  it('says of every refusal that it is problem+json', async () => {
    const { paths } = await openApi();
    for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (Number(status) >= 400) {
          expect(content).toEqual({
            'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
          });
        }
      }
    }
  });

  it('tells of If-Match where a change needs it', async () => {
    const { paths } = await openApi();
    const change = paths['/api/settings/calls']?.put;
    expect(change?.parameters?.map(({ name }) => name)).toEqual(['If-Match', 'If-None-Match']);
    expect(Object.keys(change?.responses ?? {})).toEqual(expect.arrayContaining(['412', '422', '428']));
  });

  it('closes what is sent: unknown fields are refused', async () => {
    const { components } = await openApi();
    for (const name of ['CallSettings', 'TrunkSettings', 'EmployeeChange', 'ClientChange']) {
      expect(components.schemas?.[name], name).toMatchObject({ additionalProperties: false });
    }
  });

  it('needs a token for all but itself', async () => {
    const { paths } = await openApi();
    const open = Object.entries(paths).filter(([, methods]) =>
      Object.values(methods).some(({ security }) => security.length === 0),
    );
    expect(open.map(([path]) => path).toSorted()).toEqual(['/api/docs', '/api/openapi.json']);
  });
});

describe('the page', () => {
  it('shows every operation and every schema', async () => {
    const { body, headers } = await docs('GET /api/docs', { as: null });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    for (const { id, path } of operations) {
      expect(body).toContain(`id="${id}"`);
      expect(body).toContain(documentedPath(path));
    }
    for (const name of Object.keys((await openApi()).components.schemas ?? {})) {
      expect(body).toContain(`id="schema-${name}"`);
    }
  });

  it('has ids that are unique, and no link that leads nowhere', async () => {
    const { body } = await docs('GET /api/docs', { as: null });
    const ids = [...String(body).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = [...String(body).matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    for (const target of targets) expect(ids).toContain(target);
  });

  it('is complete in itself: no script, nothing from elsewhere, and its policy allows neither', async () => {
    const { body, headers } = await docs('GET /api/docs', { as: null });
    expect(body).not.toMatch(/<script|<link|<img|<iframe| on\w+=|https?:/i);
    const style = /<style>([\s\S]*)<\/style>/.exec(String(body))?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  it.each([
    [{ query: { lang: 'en' } }, 'en', 'Request body'],
    [{ query: { lang: 'ru' }, headers: { 'accept-language': 'en' } }, 'ru', 'Тело запроса'],
    [{ headers: { 'accept-language': 'de, en-GB;q=0.8, ru;q=0.7' } }, 'en', 'Request body'],
    [{}, 'ru', 'Тело запроса'],
  ])('speaks the language that is asked for: %o', async (request, lang, heading) => {
    const { body } = await docs('GET /api/docs', { ...request, as: null });
    expect(body).toContain(`<html lang="${lang}">`);
    expect(body).toContain(heading);
  });

  it('refuses a language it does not have', async () => {
    expect((await docs('GET /api/docs', { query: { lang: 'fr' }, as: null })).status).toBe(400);
  });

  it('escapes what it shows', async () => {
    const { docsPage } = await import('../../../shared/api/docs/docs-page.ts');
    const operation: Operation = {
      id: 'x',
      method: 'GET',
      path: '/x',
      function: 'x',
      access: 'public',
      tag: '<b>"tag"</b>',
      summary: '<script>alert(1)</script>',
      description: '<i>`<u>`</i>',
      responses: { 200: { description: '<img src=x>' } },
    };
    const page = docsPage(openApiDocument([operation]), 'en');
    expect(page).not.toMatch(/<script|<b>|<i>|<u>|<img/);
    expect(page).toContain('&lt;script&gt;');
  });
});
