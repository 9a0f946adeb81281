import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pbxProviders } from '../../../shared/pbx/providers.ts';
import { client, startApi } from '../../api/api-under-test.ts';

let api: Awaited<ReturnType<typeof startApi>>;
let employees: ReturnType<typeof client>;

beforeAll(async () => {
  api = await startApi();
  employees = client((await import('../../../functions/employees-api/handler.ts')).handler);
});
afterAll(() => api.stop());

const suggest = (pbx: string, extension: string, crmUserId: string) =>
  employees('POST /api/employees/mapping/suggest', {
    body: {
      pbx,
      by: ['name'],
      pbxUsers: [{ name: 'Анна', extensions: [extension] }],
      crmUsers: [{ id: crmUserId, name: 'Анна' }],
    },
  });
const save = (id: string, body: object) =>
  employees('PUT /api/employees/{id}', { params: { id }, body, create: true });

describe.each(pbxProviders)('users of %s', (pbx) => {
  it('MG-21 are paired and saved as they are suggested; MG-23 an extension belongs to one PBX', async () => {
    const { body } = await suggest(pbx, '101', `crm-${pbx}`);
    expect(body.pairs).toMatchObject([{ verdict: 'new', fields: { extensions: { [pbx]: ['101'] } } }]);
    expect((await save(`anna-${pbx}`, body.pairs[0].fields)).status).toBe(201);
    expect((await suggest(pbx, '101', `crm-${pbx}`)).body.pairs).toMatchObject([{ verdict: 'mapped' }]);
    expect((await suggest(pbx, '101', 'crm-other')).body.pairs).toMatchObject([
      { verdict: 'refused', refusals: [{ field: `extensions.${pbx}[0]` }] },
    ]);
  });
});

describe('what cannot be saved', () => {
  it.each([
    ['megafon', 'ivanov@vats123.megapbx.ru'],
    ['twilio', 'client:ivanov'],
    ['mango', 'sip:u101@acme.mangosip.ru'],
  ])('MG-21 is not suggested: %s with %s', async (pbx, extension) => {
    const { status, body } = await suggest(pbx, extension, 'crm-x');
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: 'pbxUsers[0].extensions[0]' }]);
    const saved = await save('nobody', { name: 'x', extensions: { [pbx]: [extension] } });
    expect(saved.status).toBe(400);
  });

  it('MG-21 an unknown PBX is refused, and the refusal names those there are', async () => {
    const { status, body } = await suggest('asterisk', '101', 'crm-x');
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: 'pbx' }]);
    const saved = await save('nobody', { name: 'x', extensions: { asterisk: ['101'] } });
    expect(saved.status).toBe(422);
    for (const pbx of pbxProviders) {
      expect(body.errors[0].reason).toContain(pbx);
      expect(saved.body.errors[0].reason).toContain(pbx);
    }
  });
});
