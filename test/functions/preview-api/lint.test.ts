import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayIn } from '../../../shared/base/time.ts';
import { Table } from '../../../shared/platform/table.ts';
import { employee as as, client, startApi } from '../../api/api-under-test.ts';
import { employee, inbound, trunkA, trunkB, unmapped } from '../../calls/story.ts';
import { settle } from '../../platform/support/town.ts';
import { Journal } from '../journal-api/journal.ts';

const route = 'GET /api/settings/lint';
const dayMs = 24 * 60 * 60 * 1_000;
/** The day on which the stories happen. */
const storyDay = '2026-11-20';
let api: Awaited<ReturnType<typeof startApi>>;
let preview: ReturnType<typeof client>;
let table: Table;

beforeAll(async () => {
  api = await startApi();
  preview = client((await import('../../../functions/preview-api/handler.ts')).handler);
  table = new Table(api.names.table, api.dynamo);
});
afterAll(() => api.stop());

const codes = async () => (await preview(route)).body.items.map((finding: { code: string }) => finding.code);

describe('the lint', () => {
  it('MG-20, D-17 of a fresh tenant says that nothing works yet, and what to do', async () => {
    const { status, body } = await preview(route);
    expect(status).toBe(200);
    expect(body.items).toEqual([
      {
        code: 'not-configured',
        severity: 'error',
        document: 'settings/calls',
        field: 'defaultResponsible',
        what: 'настройки звонков ещё не сохранены, звонки ждут решения',
        toDo: 'выберите ответственного по умолчанию',
      },
      expect.objectContaining({ code: 'no-mapping', severity: 'error', document: 'employees' }),
    ]);
    expect(body.counts).toEqual({ error: 2, warning: 0, hint: 0 });
  });

  it('looks at settings, trunks, employees and the calls of the last seven days', async () => {
    await settle(table, {
      // Written past the checks: settings that were right once.
      settings: { defaultResponsible: 'boss', missedInGroup: { enabled: true, employeeId: 'fired' } },
      trunks: [{ number: trunkB, trunkResponsible: 'operator' }],
      employees: [
        employee('boss', '100'),
        employee('operator', '101'),
        unmapped('courier', '104'),
        employee('fired', undefined, { status: 'dismissed' }),
      ],
    });
    const journal = new Journal(table);
    const today = dayIn(Date.now(), 'Europe/Moscow');
    const daysBefore = (Date.parse(storyDay) - Date.parse(today)) / dayMs;
    const lost = (id: string) =>
      inbound({ id: `mango:${id}`, line: trunkA })
        .rings('104')
        .answers('104')
        .after(9)
        .stops('104', 'callerHungUp')
        .ends({ to: { extension: '104' } });
    await journal.file(lost('today'), { daysBefore });
    await journal.file(lost('last-week'), { daysBefore: daysBefore + 6 });
    await journal.file(lost('long-ago'), { daysBefore: daysBefore + 8 });
    const { body } = await preview(route, { query: { lang: 'en' } });
    expect(body.read).toEqual({ employees: 4, allEmployees: true, days: 7, calls: 2, allCalls: true });
    const about = (code: string) => body.items.filter((finding: { code: string }) => finding.code === code);
    expect(about('person-dismissed')).toMatchObject([
      { field: 'missedInGroup.employeeId', what: 'fired is dismissed and passed over' },
    ]);
    expect(about('line-unknown')).toMatchObject([
      { document: 'settings/trunks', what: expect.stringContaining(`2 calls in 7 days on line ${trunkA}`) },
    ]);
    expect(about('unmapped-calls-lost')).toHaveLength(1);
    expect(about('trunk-silent')).toMatchObject([{ field: 'trunks[0]' }]);
    expect(about('employee-without-crm-user')).toMatchObject([{ document: 'employees/courier' }]);
    expect(await codes()).not.toContain('no-mapping');
  });

  it('shows examples where very many have the same', async () => {
    const employees = Array.from({ length: 60 }, (_, at) => unmapped(`worker-${at}`, `7${at}`));
    await settle(table, { employees });
    const { body } = await preview(route);
    const shown = body.items.filter(
      (finding: { code: string }) => finding.code === 'employee-without-crm-user',
    );
    expect(shown).toHaveLength(50);
    expect(body.counts.hint).toBeGreaterThanOrEqual(61);
    expect(body.omitted).toBe(11);
  });

  it('is for administrators only', async () => {
    expect((await preview(route, { as: as('operator') })).status).toBe(403);
  });
});
