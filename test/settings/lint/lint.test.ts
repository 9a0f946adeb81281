import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DutyRota } from '../../../shared/people/duty.ts';
import type { Employee } from '../../../shared/people/employee.ts';
import { callSettingsSchema } from '../../../shared/settings/call-settings.ts';
import { catalogue, type FindingCode, findingCodes } from '../../../shared/settings/lint/catalogue.ts';
import type { Finding, LintFacts, Traffic } from '../../../shared/settings/lint/finding.ts';
import { inWords } from '../../../shared/settings/lint/in-words.ts';
import { lint } from '../../../shared/settings/lint/lint.ts';
import { openLineSettingsSchema } from '../../../shared/settings/open-line-settings.ts';
import { trunkSettingsSchema } from '../../../shared/settings/trunk-settings.ts';
import { employee, trunkA, trunkB, unmapped } from '../../calls/story.ts';

interface Town {
  readonly settings?: object;
  readonly trunks?: readonly object[];
  readonly ourCompanies?: readonly object[];
  readonly employees?: readonly Employee[];
  readonly traffic?: Partial<Traffic>;
  readonly package?: 'basic' | 'extended';
  readonly neverSaved?: boolean;
  readonly openLines?: object;
  readonly dutyRota?: DutyRota;
}

const boss = employee('boss', '100');
const groupman = employee('groupman', '101');
const year = { from: '2026-11-22', to: '2026-11-30' };

/** A town in which all is well, but for what is said. */
function facts(town: Town = {}): LintFacts {
  return {
    tenant: { package: town.package ?? 'extended', country: 'RU', timeZone: 'Europe/Moscow' },
    today: '2026-11-22',
    settings:
      town.neverSaved === true
        ? undefined
        : callSettingsSchema.parse({ defaultResponsible: 'boss', ...town.settings }),
    ...trunkSettingsSchema.parse({ ourCompanies: town.ourCompanies ?? [], trunks: town.trunks ?? [] }),
    openLineSettings: openLineSettingsSchema.parse(town.openLines ?? {}),
    ...(town.dutyRota === undefined ? {} : { dutyRota: town.dutyRota }),
    employees: town.employees ?? [boss, groupman],
    traffic: {
      days: 7,
      isComplete: true,
      calls: 0,
      lines: new Map(),
      unmappedCalls: 0,
      ...town.traffic,
    },
  };
}

const found = (town: Town, code: FindingCode): readonly Finding[] =>
  lint(facts(town)).filter((finding) => finding.code === code);
const fields = (town: Town, code: FindingCode) => found(town, code).map(({ field }) => field);
const missedInGroup = { enabled: true, employeeId: 'groupman' };

describe('our companies', () => {
  const ourCompanies = [{ id: 'retail', name: 'Retail' }];

  it('D-22 a line of no company, where there are several', () => {
    const trunks = [{ number: trunkA, ourCompanyId: 'retail' }, { number: trunkB }];
    expect(fields({ ourCompanies, trunks }, 'trunk-without-company')).toEqual(['trunks[1]']);
    expect(fields({ trunks: [{ number: trunkB }] }, 'trunk-without-company')).toEqual([]);
  });

  it('D-22 an employee of a company that is not there', () => {
    const employees = [boss, employee('groupman', '101', { ourCompanyId: 'gone' })];
    expect(found({ ourCompanies, employees }, 'employee-company-unknown')).toMatchObject([
      { document: 'employees/groupman', field: 'ourCompanyId', about: { company: 'gone' } },
    ]);
  });

  it('D-16 a company’s responsible who is dismissed', () => {
    const employees = [boss, employee('groupman', '101', { status: 'dismissed' })];
    const companies = [{ id: 'retail', name: 'Retail', companyResponsible: 'groupman' }];
    expect(fields({ ourCompanies: companies, employees }, 'person-dismissed')).toEqual([
      'ourCompanies[0].companyResponsible',
    ]);
  });
});

describe('people', () => {
  it('MG-20 nobody is mapped: the integration does not work', () => {
    expect(found({ employees: [unmapped('boss', '100')] }, 'no-mapping')).toHaveLength(1);
    expect(found({ employees: [] }, 'no-mapping')).toHaveLength(1);
    expect(found({}, 'no-mapping')).toEqual([]);
  });

  it.each([
    ['dismissed', [boss, employee('groupman', '101', { status: 'dismissed' })], 'person-dismissed'],
    ['blocked', [boss, employee('groupman', '101', { status: 'blocked' })], 'person-blocked'],
    ['unknown', [boss], 'person-unknown'],
  ] as const)('D-16 a responsible who is %s is found, in settings and trunks', (_, employees, code) => {
    const trunks = [{ number: trunkA }, { number: trunkB, trunkResponsible: 'groupman' }];
    expect(found({ settings: { missedInGroup }, trunks, employees }, code)).toMatchObject([
      { document: 'settings/calls', field: 'missedInGroup.employeeId' },
      { document: 'settings/trunks', field: 'trunks[1].trunkResponsible' },
    ]);
  });

  it('D-81 a responsible who is no CRM user', () => {
    const employees = [boss, unmapped('groupman', '101')];
    expect(fields({ settings: { missedInGroup }, employees }, 'responsible-unmapped')).toEqual([
      'missedInGroup.employeeId',
    ]);
  });

  it('MG-04 a catch-all employee who is no CRM user', () => {
    const captureUnmappedCalls = { enabled: true, catchAllEmployeeId: 'groupman' };
    const employees = [boss, unmapped('groupman', '101')];
    const town = { settings: { captureUnmappedCalls }, employees };
    expect(found(town, 'catch-all-unmapped')).toHaveLength(1);
    expect(found(town, 'responsible-unmapped')).toEqual([]);
  });

  it('D-81 employees without an extension or a CRM user, but not those who have left', () => {
    const employees = [
      boss,
      employee('remote', undefined),
      unmapped('courier', '104'),
      employee('left', undefined, { status: 'dismissed' }),
    ];
    expect(found({ employees }, 'employee-without-extension')).toMatchObject([
      { document: 'employees/remote' },
    ]);
    expect(found({ employees }, 'employee-without-crm-user')).toMatchObject([
      { document: 'employees/courier' },
    ]);
  });

  it('two employees with one name, however it is spelled, or with one address', () => {
    const employees = [
      employee('a', '1', { name: 'Королёв Пётр', email: 'p@example.com' }),
      employee('b', '2', { name: 'ПЕТР  Королев', email: 'P@example.com' }),
      employee('c', '3', { name: 'Пётр Королёв-Иванов' }),
    ];
    expect(found({ employees }, 'same-name')).toMatchObject([{ document: 'employees/b' }]);
    expect(found({ employees }, 'same-email')).toMatchObject([{ document: 'employees/b' }]);
  });
});

describe('leaves', () => {
  const away = (id: string, substituteId?: string, leave = year) =>
    employee(id, '100', {
      leaves: [{ ...leave, ...(substituteId === undefined ? {} : { substituteId: substituteId as never }) }],
    });

  it('D-16 a responsible on leave, now or soon, whom nobody covers', () => {
    expect(found({ employees: [away('boss')] }, 'leave-without-cover')).toMatchObject([
      { document: 'employees/boss', field: 'leaves[0].substituteId', about: { from: '2026-11-22' } },
    ]);
    const soon = away('boss', undefined, { from: '2026-12-05', to: '2026-12-20' });
    expect(found({ employees: [soon] }, 'leave-without-cover')).toHaveLength(1);
  });

  it.each([
    ['covered', away('boss', 'groupman')],
    ['over', away('boss', undefined, { from: '2026-11-01', to: '2026-11-21' })],
    ['far away', away('boss', undefined, { from: '2026-12-06', to: '2026-12-20' })],
  ])('D-16 not where the leave is %s', (_, one) => {
    expect(found({ employees: [one, groupman] }, 'leave-without-cover')).toEqual([]);
    expect(found({ employees: [one, groupman] }, 'cover-away')).toEqual([]);
  });

  it('D-16 a head covers where no substitute does', () => {
    const led = { ...away('boss'), headId: 'groupman' as never };
    expect(found({ employees: [led, groupman] }, 'leave-without-cover')).toEqual([]);
    expect(found({ employees: [led, groupman] }, 'cover-away')).toEqual([]);
    const gone = employee('groupman', '101', { status: 'blocked' });
    expect(found({ employees: [led, gone] }, 'cover-away')).toMatchObject([{ about: { day: '2026-11-22' } }]);
    expect(found({ employees: [led, gone] }, 'head-gone')).toMatchObject([{ document: 'employees/boss' }]);
  });

  it('D-16 of everybody who takes turns', () => {
    const settings = { defaultResponsible: { rotation: ['groupman', 'boss'] } };
    expect(found({ settings, employees: [groupman, away('boss')] }, 'leave-without-cover')).toHaveLength(1);
    expect(fields({ settings, employees: [groupman] }, 'person-unknown')).toEqual([
      'defaultResponsible.rotation[1]',
    ]);
  });

  it('not of people whom the settings do not name', () => {
    expect(found({ employees: [boss, away('other')] }, 'leave-without-cover')).toEqual([]);
  });

  it('D-16 a cover who is on leave on one of the days, or works here no more', () => {
    const cover = away('groupman', undefined, { from: '2026-11-30', to: '2026-12-02' });
    expect(found({ employees: [away('boss', 'groupman'), cover] }, 'cover-away')).toHaveLength(1);
    const gone = employee('groupman', '101', { status: 'dismissed' });
    expect(found({ employees: [away('boss', 'groupman'), gone] }, 'cover-away')).toHaveLength(1);
    expect(found({ employees: [away('boss', 'groupman')] }, 'cover-away')).toHaveLength(1);
  });
});

describe('switches', () => {
  it('D-17 nothing was ever saved', () => {
    expect(found({ neverSaved: true }, 'not-configured')).toHaveLength(1);
    expect(found({}, 'not-configured')).toEqual([]);
  });

  it('MG-14, MG-45, MG-50 a switch that is on names somebody', () => {
    const on = { enabled: true };
    const settings = { captureUnmappedCalls: on, missedInGroup: on, missedInIvr: on };
    expect(fields({ settings }, 'switch-without-person')).toEqual([
      'captureUnmappedCalls.catchAllEmployeeId',
      'missedInGroup.employeeId',
      'missedInIvr.employeeId',
    ]);
    expect(found({ settings: { missedInGroup } }, 'switch-without-person')).toEqual([]);
  });

  const capture = { captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'boss' } };

  it('MG-01 "save all calls" in the basic package', () => {
    expect(found({ settings: capture, package: 'basic' }, 'capture-not-in-package')).toHaveLength(1);
    expect(found({ settings: capture }, 'capture-not-in-package')).toEqual([]);
  });

  it('MG-04 "save all calls" where everybody is mapped', () => {
    expect(found({ settings: capture }, 'catch-all-idle')).toHaveLength(1);
    const employees = [boss, unmapped('courier', '104')];
    expect(found({ settings: capture, employees }, 'catch-all-idle')).toEqual([]);
  });

  it('MG-03 calls that are lost while it is off', () => {
    const traffic = { unmappedCalls: 3, calls: 10 };
    expect(found({ traffic }, 'unmapped-calls-lost')).toMatchObject([{ about: { calls: 3, days: 7 } }]);
    expect(found({ traffic, settings: capture }, 'unmapped-calls-lost')).toEqual([]);
    expect(found({ traffic, settings: capture, package: 'basic' }, 'unmapped-calls-lost')).toHaveLength(1);
  });

  it('choices that another choice makes idle', () => {
    const off = { enabled: false, employeeId: 'groupman' };
    expect(fields({ settings: { missedInGroup: off } }, 'setting-without-effect')).toEqual([
      'missedInGroup.employeeId',
    ]);
    expect(fields({ settings: { missedInGroup } }, 'setting-without-effect')).toEqual([]);
  });
});

describe('trunks', () => {
  const heard = (...lines: readonly [string, number][]) => ({ calls: 9, lines: new Map(lines) });

  it('a line with calls that no trunk describes, whatever its spelling', () => {
    const trunks = [{ number: trunkA, aliases: ['main'] }];
    const traffic = heard(['84950000001', 3], ['MAIN', 1], ['8 495 000-00-02', 2], [trunkB, 4]);
    expect(found({ trunks, traffic }, 'line-unknown')).toMatchObject([{ about: { calls: 6, days: 7 } }]);
  });

  it('a trunk on which nothing was heard, if all calls were looked at', () => {
    const trunks = [{ number: trunkA, aliases: ['main'] }, { number: trunkB }];
    const traffic = heard(['main', 1]);
    expect(fields({ trunks, traffic }, 'trunk-silent')).toEqual(['trunks[1]']);
    expect(fields({ trunks, traffic: { ...traffic, isComplete: false } }, 'trunk-silent')).toEqual([]);
    expect(fields({ trunks }, 'trunk-silent')).toEqual([]);
  });

  it('D-20 a responsible of a line that is not processed', () => {
    const trunks = [{ number: trunkA, processed: false, trunkResponsible: 'boss' }];
    expect(fields({ trunks }, 'trunk-off-with-responsible')).toEqual(['trunks[0].trunkResponsible']);
  });
});

describe('rules that can never match', () => {
  const rule = (name: string, groups: string[], lines: string[] = []) => ({ name, groups, lines });

  it('are those of which all is taken by earlier ones, in any spelling of the line', () => {
    const inboundRules = [
      rule('sales', ['500'], [trunkA]),
      rule('night', ['600']),
      rule('late', ['500', '600'], ['8 495 000-00-01']),
    ];
    expect(found({ settings: { inboundRules } }, 'rule-never-matches')).toMatchObject([
      { field: 'inboundRules[2]', about: { rule: 'late' } },
    ]);
    expect(found({ settings: { inboundRules } }, 'rule-entry-shadowed')).toEqual([]);
  });

  it('and those whose lines are kept out', () => {
    const inboundRules = [rule('off', [], [trunkA]), rule('denied', [], [trunkB])];
    const trunks = [{ number: trunkA, processed: false }];
    const settings = { inboundRules, lists: { deny: { trunks: ['84950000002'] } } };
    expect(fields({ settings, trunks }, 'rule-never-matches')).toEqual([
      'inboundRules[0]',
      'inboundRules[1]',
    ]);
  });

  it('but of one that matches by something else only that entry', () => {
    const inboundRules = [rule('sales', ['500']), rule('all', ['500', '501'], [trunkA])];
    const trunks = [{ number: trunkA, processed: false }];
    const town = { settings: { inboundRules }, trunks };
    expect(found(town, 'rule-never-matches')).toEqual([]);
    expect(found(town, 'rule-entry-shadowed')).toMatchObject([
      { field: 'inboundRules[1].groups[0]', about: { entry: '500', earlier: 'sales' } },
    ]);
    expect(fields(town, 'rule-entry-shut')).toEqual(['inboundRules[1].lines[0]']);
  });

  it('D-20 an allowed number that is denied as well', () => {
    const lists = {
      allow: { numbers: ['89161112233'], extensions: ['5'] },
      deny: { numbers: ['+79161112233'] },
    };
    expect(fields({ settings: { lists } }, 'allow-entry-denied')).toEqual(['lists.allow.numbers[0]']);
  });
});

describe('the calendar', () => {
  const working = (workingTime: object, more: object = {}) => ({
    settings: { callbackTasks: { workingTime }, ...more },
  });
  const daysOfJanuary = Array.from({ length: 31 }, (_, at) => `2027-01-${String(at + 1).padStart(2, '0')}`);

  it('D-15 without a working day in the year to come', () => {
    // Mondays only, and every Monday of the year is a holiday.
    const mondays = Array.from({ length: 53 }, (_, week) =>
      new Date(Date.UTC(2026, 10, 23 + 7 * week)).toISOString().slice(0, 10),
    );
    const never = working({ weekdays: [1], holidays: mondays });
    expect(found(never, 'calendar-never-opens')).toHaveLength(1);
    expect(found(working({ weekdays: [1] }), 'calendar-never-opens')).toEqual([]);
  });

  it('D-15 with a long stretch in which nobody works', () => {
    expect(found(working({ holidays: daysOfJanuary }), 'calendar-gap')).toMatchObject([
      { about: { from: '2027-01-01', to: '2027-01-31', days: 31 } },
    ]);
    expect(found(working({ holidays: daysOfJanuary.slice(0, 10) }), 'calendar-gap')).toEqual([]);
    expect(
      found(working({ holidays: daysOfJanuary, extraDays: ['2027-01-15'] }), 'calendar-gap'),
    ).toMatchObject([
      { about: { from: '2027-01-01', to: '2027-01-14' } },
      { about: { from: '2027-01-16', to: '2027-01-31' } },
    ]);
  });

  it('with no holidays any more', () => {
    expect(found(working({ holidays: ['2026-11-04'] }), 'calendar-runs-out')).toMatchObject([
      { about: { last: '2026-11-04' } },
    ]);
    expect(found(working({ holidays: ['2026-11-04', '2027-01-01'] }), 'calendar-runs-out')).toEqual([]);
  });

  it('with days that change nothing', () => {
    // A Sunday, a Monday; a Saturday, a Monday; a day that is both.
    const days = {
      holidays: ['2026-12-06', '2026-12-07', '2026-12-14'],
      extraDays: ['2026-12-12', '2026-12-21', '2026-12-14'],
    };
    expect(fields(working(days), 'calendar-day-in-vain')).toEqual([
      'callbackTasks.workingTime.holidays[0]',
      'callbackTasks.workingTime.holidays[2]',
      'callbackTasks.workingTime.extraDays[1]',
    ]);
  });

  it('is not looked at where no missed call makes a task', () => {
    const none = { direct: false, ringGroup: false, ivr: false, voicemail: false };
    const town = working({ holidays: daysOfJanuary }, { taskOnMissed: none });
    expect(found(town, 'calendar-gap')).toEqual([]);
  });
});

describe('open lines', () => {
  const line = (more: object = {}) => ({
    openLines: [
      {
        id: 'wa',
        name: 'WhatsApp',
        channels: ['whatsapp:1'],
        agentQueue: [{ kind: 'department', departmentId: 'sales' }],
        ...more,
      },
    ],
    departments: [{ id: 'sales', name: 'Sales', members: ['groupman'], headId: 'boss' }],
  });
  const away = (id: string, extension: string, to = '2026-11-30') =>
    employee(id, extension, { leaves: [{ from: '2026-11-20', to }] });

  it('OL-07 somebody dismissed in a department, somebody unknown in a queue', () => {
    const employees = [boss, employee('groupman', '101', { status: 'dismissed' })];
    const openLines = line({ agentQueue: [{ kind: 'employee', employeeId: 'nobody' }] });
    expect(found({ openLines, employees }, 'person-dismissed')).toMatchObject([
      { document: 'settings/open-lines', field: 'departments[0].members[0]', about: { name: 'groupman' } },
    ]);
    expect(fields({ openLines, employees }, 'person-unknown')).toEqual(['openLines[0].agentQueue[0]']);
  });

  it('OL-08 a line whose whole queue is on leave today, the head of its department included', () => {
    const openLines = line();
    const all = [away('boss', '100'), away('groupman', '101')];
    expect(fields({ openLines, employees: all }, 'open-line-all-on-leave')).toEqual([
      'openLines[0].agentQueue',
    ]);
    const backToday = [away('boss', '100'), away('groupman', '101', '2026-11-21')];
    expect(fields({ openLines, employees: backToday }, 'open-line-all-on-leave')).toEqual([]);
    const unchecked = line({ checksAvailability: false });
    expect(fields({ openLines: unchecked, employees: all }, 'open-line-all-on-leave')).toEqual([]);
  });

  it('D-16 nobody of a line needs a cover, nor a CRM user', () => {
    const employees = [away('boss', '100'), unmapped('groupman', '101')];
    const settings = { defaultResponsible: 'keeper' };
    const people = [...employees, employee('keeper', '102')];
    const town = { openLines: line(), employees: people, settings };
    expect(found(town, 'leave-without-cover')).toEqual([]);
    expect(found(town, 'responsible-unmapped')).toEqual([]);
  });

  it('a line without channels', () => {
    expect(fields({ openLines: line({ channels: [] }) }, 'open-line-without-channels')).toEqual([
      'openLines[0].channels',
    ]);
    expect(fields({ openLines: line() }, 'open-line-without-channels')).toEqual([]);
  });

  it('D-48 a line that never opens', () => {
    const holidays = Array.from({ length: 400 }, (_, day) =>
      new Date(Date.UTC(2026, 10, 22 + day)).toISOString().slice(0, 10),
    );
    const workingTime = { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', holidays, extraDays: [] };
    expect(fields({ openLines: line({ workingTime }) }, 'open-line-never-opens')).toEqual([
      'openLines[0].workingTime',
    ]);
    const open = { ...workingTime, extraDays: ['2026-12-01'] };
    expect(fields({ openLines: line({ workingTime: open }) }, 'open-line-never-opens')).toEqual([]);
  });

  it('a duty rota that ends soon, and none that goes on', () => {
    const until = (day: string) => ({
      windows: { boss: [] },
      from: 0,
      until: Date.parse(`${day}T12:00:00Z`),
    });
    expect(found({ dutyRota: until('2026-12-06') }, 'duty-rota-ends')).toMatchObject([
      { document: 'duty-rota', about: { end: '2026-12-06' } },
    ]);
    expect(found({ dutyRota: until('2026-12-07') }, 'duty-rota-ends')).toEqual([]);
    expect(found({ dutyRota: { windows: {}, from: 0, until: 0 } }, 'duty-rota-ends')).toEqual([]);
  });
});

describe('the findings', () => {
  it('come with the gravest first', () => {
    const employees = [unmapped('boss', '100'), employee('remote', undefined)];
    const severities = lint(facts({ employees, settings: { missedInGroup } })).map(
      ({ code }) => catalogue[code].severity,
    );
    expect(severities).toEqual(['error', 'warning', 'hint', 'hint']);
  });

  it('are none where all is well', () => {
    expect(lint(facts())).toEqual([]);
  });

  it.each(findingCodes)('%s is told in both languages, with the same things named', (code) => {
    const { ru, en } = catalogue[code];
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();
    expect(names(ru[0])).toEqual(names(en[0]));
    for (const words of [...ru, ...en]) expect(words).not.toBe('');
    expect(ru.join()).toMatch(/[а-я]/);
    expect(en.join()).not.toMatch(/[а-я]/i);
  });

  it('name what they are about', () => {
    const [finding] = found({ settings: { missedInGroup }, employees: [boss] }, 'person-unknown');
    expect(finding && inWords(finding, 'ru').what).toBe('сотрудника groupman нет');
    expect(finding && inWords(finding, 'en')).toEqual({
      what: 'there is no employee groupman',
      toDo: 'choose somebody else',
    });
  });

  it('are all in the documentation, and no other', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/what-if.md'), 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z-]+)` \| (error|warning|hint) \|/gm)];
    expect(documented.map(([, code, severity]) => [code, severity])).toEqual(
      findingCodes.map((code) => [code, catalogue[code].severity]),
    );
  });
});
