import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { queryString, ref } from '../../../../shared/crm/bitrix24/rest/params.ts';
import {
  flag,
  id,
  integer,
  listOf,
  mapOf,
  maybe,
  maybeId,
  text,
} from '../../../../shared/crm/bitrix24/rest/values.ts';

describe('how the portal writes what it means', () => {
  it.each([
    ['a number as text', integer, '17', 17],
    ['a number', integer, 17, 17],
    ['an id', id, 17, '17'],
    ['no id as zero', maybeId, '0', undefined],
    ['no id as an empty text', maybeId, '', undefined],
    ['no id as null', maybeId, null, undefined],
    ['an id that may be missing', maybeId, 5120, '5120'],
    ['a date without a value', maybe(text), {}, undefined],
    ['no text as null', text, null, ''],
    ['text that is a number', text, 304, '304'],
    ['Y', flag, 'Y', true],
    ['1', flag, '1', true],
    ['N', flag, 'N', false],
    ['false', flag, false, false],
    ['an empty map as a list', mapOf(integer), [], {}],
    ['a map as a list', mapOf(integer), ['5', '6'], { 0: 5, 1: 6 }],
    ['a map', mapOf(integer), { a: '5' }, { a: 5 }],
    ['a list with gaps as a map', listOf(integer), { 1: '5', 3: 6 }, [5, 6]],
    ['no list as false', listOf(integer), false, []],
    ['a list of lists', mapOf(listOf(id)), { LEAD: [1, '2'] }, { LEAD: ['1', '2'] }],
  ] as const)('%s', (_name, schema, said, meant) => {
    expect(z.parse(schema as z.ZodMiniType<unknown>, said)).toEqual(meant);
  });

  it.each([
    ['a number with a point', integer, '1.5'],
    ['a text that is no number', integer, 'abc'],
    ['something that is neither yes nor no', flag, 'maybe'],
    ['an object for a text', text, { a: 1 }],
  ] as const)('%s is not taken', (_name, schema, said) => {
    expect(z.safeParse(schema as z.ZodMiniType<unknown>, said).success).toBe(false);
  });
});

describe('parameters of a command', () => {
  it('are written with brackets, without what is not given', () => {
    const query = queryString({
      entityTypeId: 1,
      fields: { title: 'A & B', fm: [{ typeId: 'PHONE', value: '+7916' }], comments: null, gone: undefined },
      useOriginalUfNames: 'Y',
      SHOW: false,
      '@id': [undefined, ref('find', 'LEAD', 0)],
    });

    expect(decodeURIComponent(query).split('&').length).toBe(9);
    expect(query.split('&')).toEqual([
      'entityTypeId=1',
      'fields[title]=A%20%26%20B',
      'fields[fm][0][typeId]=PHONE',
      'fields[fm][0][value]=%2B7916',
      'fields[comments]=',
      'useOriginalUfNames=Y',
      'SHOW=0',
      '%40id[0]=%24result%5Bfind%5D%5BLEAD%5D%5B0%5D',
    ]);
  });
});
