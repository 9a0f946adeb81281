import { describe, expect, it } from 'vitest';
import { Router } from '../../../../infra/local/http/routes.ts';

const keys = [
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'GET /pets/dog/{id}',
  'GET /pets/dog/1',
  'POST /pets/dog/{id}',
  'ANY /pets/dog/{id}',
  'GET /pets/{kind}/{id}/photo',
  'GET /',
];
const router = new Router(keys.map((key) => [key, key] as const));
const withoutDefault = new Router(keys.slice(1, 1).map((key) => [key, key] as const));

describe('which route a request takes', () => {
  it.each([
    ['GET', '/pets/dog/1', 'GET /pets/dog/1', {}],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
    ['POST', '/pets/dog/1', 'POST /pets/dog/{id}', { id: '1' }],
    ['PUT', '/pets/dog/1', 'ANY /pets/dog/{id}', { id: '1' }],
    ['GET', '/pets/cat/2', 'GET /pets/{proxy+}', { proxy: 'cat/2' }],
    ['GET', '/pets/cat/2/photo', 'GET /pets/{kind}/{id}/photo', { kind: 'cat', id: '2' }],
    ['POST', '/pets/cat/2', 'ANY /{proxy+}', { proxy: 'pets/cat/2' }],
    ['GET', '/', 'GET /', {}],
    ['POST', '/', '$default', {}],
    ['GET', '/pets/dog/a%20b%2Fc', 'GET /pets/dog/{id}', { id: 'a b/c' }],
    ['GET', '/pets/dog/%E0%A4%A', 'GET /pets/dog/{id}', { id: '%E0%A4%A' }],
    ['GET', '/pets/dog/', 'GET /pets/{proxy+}', { proxy: 'dog/' }],
  ])('%s %s takes %s', (method, path, key, parameters) => {
    const match = router.match(method, path);
    expect(match?.route.target).toBe(key);
    expect(match?.parameters).toEqual(parameters);
  });

  it('none, where no route fits', () => {
    expect(withoutDefault.match('GET', '/nothing')).toBeUndefined();
  });
});
