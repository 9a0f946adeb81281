import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { client, startApi } from '../../api/api-under-test.ts';

const path = '/api/settings/trunks';
let api: Awaited<ReturnType<typeof startApi>>;
let settings: ReturnType<typeof client>;
let version = 0;

async function put(trunks: readonly object[]) {
  const answer = await settings(`PUT ${path}`, { body: { trunks }, ifMatch: version });
  if (answer.status === 200) version = answer.body.version;
  return answer;
}

beforeAll(async () => {
  api = await startApi();
  settings = client((await import('../../../functions/settings-api/handler.ts')).handler);
  const employees = client((await import('../../../functions/employees-api/handler.ts')).handler);
  for (const [id, status] of [
    ['alfa-lead', 'active'],
    ['beta-lead', 'active'],
    ['fired', 'dismissed'],
  ] as const) {
    await employees('PUT /api/employees/{id}', { params: { id }, body: { name: id, status }, create: true });
  }
});
afterAll(() => api.stop());

it('a fresh tenant has no trunks', async () => {
  const { body, headers } = await settings(`GET ${path}`);
  expect(body).toEqual({ version: 0, configured: false, document: { ourCompanies: [], trunks: [] } });
  expect(headers.etag).toBe('"0"');
});

it('IT-15 each company of one instance has the responsible of its own trunk', async () => {
  const answer = await put([
    { number: '+74950000001', name: 'Alfa', trunkResponsible: 'alfa-lead' },
    { number: '+74950000002', name: 'Beta', trunkResponsible: 'beta-lead' },
  ]);
  expect(answer.status).toBe(200);
  const { body } = await settings(`GET ${path}`);
  expect(body.document.trunks.map((trunk: { trunkResponsible: string }) => trunk.trunkResponsible)).toEqual([
    'alfa-lead',
    'beta-lead',
  ]);
});

it('IT-16 different trunks are told apart by settings alone', async () => {
  const answer = await put([
    { number: '+74950000001', trunkResponsible: 'beta-lead' },
    { number: '+78000000002' },
    { number: 'sip:line3@acme.mangosip.ru', trunkResponsible: 'alfa-lead' },
  ]);
  expect(answer.status).toBe(200);
});

describe('D-19 spellings', () => {
  it.each([
    ['8 (495) 000-00-01', '+74950000001'],
    ['74950000001', '+74950000001'],
    ['SIP:Line1@Acme.MangoSIP.ru', 'sip:line1@acme.mangosip.ru'],
  ])('D-19 %s is stored as %s and stays an alias', async (number, stored) => {
    const { body } = await put([{ number }]);
    expect(body.document.trunks).toEqual([{ number: stored, name: '', aliases: [number] }]);
  });

  it('D-19 what is read can be sent back unchanged', async () => {
    await put([{ number: '8 (495) 000-00-01', aliases: ['reception'], trunkResponsible: 'alfa-lead' }]);
    const { body: read } = await settings(`GET ${path}`);
    const { body: again } = await put(read.document.trunks);
    expect(again.document).toEqual(read.document);
  });

  it.each([
    [
      'the same number in two spellings',
      [{ number: '+74950000001' }, { number: '8 495 000-00-01' }],
      'trunks[1].number',
    ],
    [
      "another trunk's number as an alias",
      [{ number: '+74950000001' }, { number: '+74950000002', aliases: ['reception', '84950000001'] }],
      'trunks[1].aliases[1]',
    ],
    [
      'one alias of two trunks',
      [
        { number: '+74950000001', aliases: ['Main'] },
        { number: '+74950000002', aliases: ['main'] },
      ],
      'trunks[1].aliases[0]',
    ],
  ])('D-19 %s is refused', async (_, trunks, field) => {
    const answer = await put(trunks);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ field, reason: 'is the same line as trunks[0]' }]);
  });

  it('refuses digits that are no phone number', async () => {
    const answer = await put([{ number: '+7495' }]);
    expect(answer.body.errors).toEqual([
      { field: 'trunks[0].number', reason: 'is neither a phone number nor the name of a SIP line' },
    ]);
  });
});

it.each([
  ['who does not exist', 'nobody', 'there is no employee nobody'],
  ['who was dismissed', 'fired', 'employee fired is dismissed'],
])('D-16 a trunk responsible %s is refused', async (_, trunkResponsible, reason) => {
  const answer = await put([{ number: '+74950000001' }, { number: '+74950000002', trunkResponsible }]);
  expect(answer.status).toBe(422);
  expect(answer.body.errors).toEqual([{ field: 'trunks[1].trunkResponsible', reason }]);
});

it('the audit names the trunk that was changed', async () => {
  await put([{ number: '+74950000001', trunkResponsible: 'alfa-lead' }, { number: '+74950000002' }]);
  await put([{ number: '+74950000002' }, { number: '+74950000001', trunkResponsible: 'beta-lead' }]);
  const { body } = await settings('GET /api/audit', { query: { limit: '1' } });
  expect(body.items[0]).toMatchObject({
    subject: 'settings/trunks',
    changes: [{ field: 'trunks[+74950000001].trunkResponsible', from: 'alfa-lead', to: 'beta-lead' }],
  });
});

it('holds a thousand trunks', async () => {
  const trunks = Array.from({ length: 1_000 }, (_, index) => ({ number: `+7495${1_000_000 + index}` }));
  const answer = await put(trunks);
  expect(answer.status).toBe(200);
  expect(answer.body.document.trunks).toHaveLength(1_000);
});

it('IT-09 a trunk may have several responsibles who take turns', async () => {
  const number = '+74950000001';
  const rotation = ['alfa-lead', 'beta-lead'];
  const answer = await put([{ number, trunkResponsible: { rotation } }]);
  expect(answer.body.document.trunks[0].trunkResponsible).toEqual({ rotation, mode: 'turns' });
  expect(
    (await put([{ number, trunkResponsible: { rotation: ['alfa-lead', 'fired'] } }])).body.errors,
  ).toEqual([{ field: 'trunks[0].trunkResponsible.rotation[1]', reason: 'employee fired is dismissed' }]);
});
