import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MatchRule, matchUsers } from '../../../shared/people/mapping/match-users.ts';
import type { CrmUser, PbxUser } from '../../../shared/people/mapping/users.ts';
import { plainName } from '../../../shared/people/plain-name.ts';

const pbx = (extension: string, name: string, email?: string): PbxUser => ({
  name,
  extensions: [extension],
  groups: [],
  ...(email === undefined ? {} : { email }),
});
const crm = (id: string, name: string, email?: string): CrmUser => ({
  id,
  name,
  ...(email === undefined ? {} : { email }),
});
const exactly: MatchRule = { by: ['name', 'email'], mode: 'allParameters' };
const anything: MatchRule = { by: ['name', 'email'], mode: 'atLeastOne' };

function told({ pairs, ambiguities, unmatched }: ReturnType<typeof matchUsers>) {
  const phone = ({ extensions }: PbxUser) => extensions[0];
  return {
    pairs: pairs.map(({ pbxUser, crmUser, matchedBy }) => `${phone(pbxUser)}=${crmUser.id} ${matchedBy}`),
    doubts: ambiguities.map((group) => [group.pbxUsers.map(phone), group.crmUsers.map(({ id }) => id)]),
    left: [unmatched.pbxUsers.map(phone), unmatched.crmUsers.map(({ id }) => id)],
  };
}
const matched = (pbxUsers: PbxUser[], crmUsers: CrmUser[], rule: MatchRule) =>
  told(matchUsers(pbxUsers, crmUsers, rule));

describe('MG-22 a name is the same', () => {
  it.each([
    ['in any case', 'ИВАНОВ иван', 'Иванов Иван'],
    ['with ё or е', 'Королёв Пётр', 'Королев Петр'],
    ['with a ё of two signs', 'Королёв'.normalize('NFD'), 'Королев'],
    ['in any order of its words', 'Анна Мария Орлова', 'Орлова Анна Мария'],
    ['with any spaces and commas', '  Орлова,  Анна ', 'Орлова Анна'],
  ])('MG-22 %s', (_, one, other) => {
    expect(plainName(one)).toBe(plainName(other));
  });

  it.each([
    ['another name', 'Иванов Иван', 'Иванова Инна'],
    ['without the patronymic', 'Иванов Иван Петрович', 'Иванов Иван'],
    ['with two names in one', 'Петров-Водкин К', 'Петров Водкин К'],
  ])('MG-22 but not %s', (_, one, other) => {
    expect(plainName(one)).not.toBe(plainName(other));
  });
});

describe('MG-22 all parameters', () => {
  it('MG-22 must agree: name and e-mail', () => {
    const pbxUsers = [
      pbx('1', 'Иванов Иван', 'I@X.ru'),
      pbx('2', 'Петров Пётр', 'p@x.ru'),
      pbx('3', 'Без Почты'),
    ];
    const crmUsers = [
      crm('a', 'Иван Иванов', 'i@x.ru'),
      crm('b', 'Петр Петров', 'other@x.ru'),
      crm('c', 'Без Почты'),
    ];
    expect(matched(pbxUsers, crmUsers, exactly)).toEqual({
      pairs: ['1=a name,email'],
      doubts: [],
      left: [
        ['2', '3'],
        ['b', 'c'],
      ],
    });
  });

  it('MG-22 may be the name alone, or the e-mail alone', () => {
    const pbxUsers = [pbx('1', 'Иванов Иван', 'i@x.ru')];
    const crmUsers = [crm('a', 'Иван Иванов', 'other@x.ru')];
    expect(matched(pbxUsers, crmUsers, { by: ['name'], mode: 'allParameters' }).pairs).toEqual(['1=a name']);
    expect(matched(pbxUsers, crmUsers, { by: ['email'], mode: 'allParameters' }).pairs).toEqual([]);
  });

  it('MG-22 leave two who fit one to a person', () => {
    const pbxUsers = [pbx('1', 'Иванов Иван', 'i@x.ru'), pbx('2', 'Иванов Иван', 'i@x.ru')];
    expect(matched(pbxUsers, [crm('a', 'Иванов Иван', 'i@x.ru')], exactly)).toEqual({
      pairs: [],
      doubts: [[['1', '2'], ['a']]],
      left: [[], []],
    });
  });
});

describe('MG-22 at least one parameter', () => {
  it('MG-22 is enough', () => {
    const pbxUsers = [pbx('1', 'Иванов Иван'), pbx('2', 'Sales', 'p@x.ru')];
    const crmUsers = [crm('a', 'Иван Иванов', 'i@x.ru'), crm('b', 'Петров Пётр', 'P@x.ru')];
    expect(matched(pbxUsers, crmUsers, anything).pairs).toEqual(['1=a name', '2=b email']);
  });

  it('MG-22 a namesake who fits in everything leaves the other one over', () => {
    const pbxUsers = [pbx('1', 'Иванов Иван', 'one@x.ru')];
    const crmUsers = [crm('a', 'Иванов Иван', 'one@x.ru'), crm('b', 'Иванов Иван', 'two@x.ru')];
    expect(matched(pbxUsers, crmUsers, anything)).toEqual({
      pairs: ['1=a name,email'],
      doubts: [],
      left: [[], ['b']],
    });
  });

  it('MG-22 a name of one and an address of another is a doubt', () => {
    const pbxUsers = [pbx('1', 'Иванов Иван', 'p@x.ru')];
    const crmUsers = [crm('a', 'Иванов Иван', 'i@x.ru'), crm('b', 'Петров Пётр', 'p@x.ru')];
    expect(matched(pbxUsers, crmUsers, anything).doubts).toEqual([[['1'], ['a', 'b']]]);
  });

  it('MG-22 a name that two colleagues share makes no doubt where the CRM does not know it', () => {
    const pbxUsers = [pbx('1', 'Reception', 'one@x.ru'), pbx('2', 'Reception')];
    expect(matched(pbxUsers, [crm('a', 'Анна', 'one@x.ru')], anything)).toEqual({
      pairs: ['1=a email'],
      doubts: [],
      left: [['2'], []],
    });
  });
});

const name = fc.constantFrom('Иванов Иван', 'иван ИВАНОВ', 'Пётр Королёв', 'Петр Королев', 'Анна');
const email = fc.option(fc.constantFrom('a@x.ru', 'A@x.ru', 'b@x.ru', 'c@x.ru'), { nil: undefined });
const people = fc.array(fc.tuple(name, email), { maxLength: 6 });

it('MG-22 everybody is in one place, whatever the lists', () => {
  fc.assert(
    fc.property(people, people, fc.constantFrom(exactly, anything), (inPbx, inCrm, rule) => {
      const pbxUsers = inPbx.map(([full, address], at) => pbx(String(at), full, address));
      const crmUsers = inCrm.map(([full, address], at) => crm(String(at), full, address));
      const { pairs, ambiguities, unmatched } = matchUsers(pbxUsers, crmUsers, rule);
      const all = [
        ...pairs.flatMap(({ pbxUser, crmUser }) => [pbxUser, crmUser]),
        ...[...ambiguities, unmatched].flatMap((group) => [...group.pbxUsers, ...group.crmUsers]),
      ];
      expect(all).toHaveLength(pbxUsers.length + crmUsers.length);
      expect(new Set(all)).toEqual(new Set([...pbxUsers, ...crmUsers]));
      for (const { matchedBy } of pairs) {
        expect(matchedBy.length).toBeGreaterThanOrEqual(rule.mode === 'allParameters' ? 2 : 1);
      }
    }),
    { numRuns: 500 },
  );
});

it('a thousand namesakes take no time', () => {
  const pbxUsers = Array.from({ length: 1_000 }, (_, at) => pbx(String(at), 'Иванов Иван'));
  const crmUsers = Array.from({ length: 1_000 }, (_, at) => crm(String(at), 'Иванов Иван'));
  const [doubt] = matchUsers(pbxUsers, crmUsers, anything).ambiguities;
  expect([doubt?.pbxUsers.length, doubt?.crmUsers.length]).toEqual([1_000, 1_000]);
}, 2_000);
