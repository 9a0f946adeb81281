import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallbackError } from '../../../../shared/crm/bitrix24/callbacks/errors.ts';
import { parseForm } from '../../../../shared/crm/bitrix24/callbacks/form.ts';
import { encodeBrackets } from '../../../standins/bitrix24/base/brackets.ts';

const runs = Number(process.env.DUTYLINE_FUZZ_RUNS ?? 300);

describe('a form of the portal', () => {
  it('is read level by level, all of it text', () => {
    const body =
      'event=ONCRMLEADADD&data%5BFIELDS%5D%5BID%5D=5120&auth[domain]=acme.bitrix24.ru&list[]=a&list[]=b&n=%2B7';
    expect(parseForm(body)).toEqual({
      event: 'ONCRMLEADADD',
      data: { FIELDS: { ID: '5120' } },
      auth: { domain: 'acme.bitrix24.ru' },
      list: { 0: 'a', 1: 'b' },
      n: '+7',
    });
  });

  it.each([
    ['a prototype', '__proto__[admin]=1'],
    ['a prototype further down', 'data[__proto__][admin]=1'],
    ['a constructor', 'data[constructor][prototype][x]=1'],
    ['brackets that do not close', 'data[FIELDS=1'],
    ['text after the brackets', 'data[a]b=1'],
    ['no name', '[a]=1'],
    ['two meanings of one field', 'data=1&data[a]=1'],
    ['two meanings, the other way round', 'data[a]=1&data=1'],
    ['nine levels', 'a[b][c][d][e][f][g][h][i]=1'],
    ['a thousand fields and one', 'a=1&'.repeat(1_001)],
  ])('is refused with %s', (_, body) => {
    expect(() => parseForm(body)).toThrow(CallbackError);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });

  it('S1 is read or refused, whatever it is, and changes nothing else', () => {
    const name = fc.string({
      unit: fc.constantFrom('a', '[', ']', '=', '&', '%', '5B', '__proto__', '0', '\u0000'),
    });
    fc.assert(
      fc.property(name, (body) => {
        try {
          parseForm(body);
        } catch (error) {
          expect(error).toBeInstanceOf(CallbackError);
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: runs },
    );
  });

  it('is what was written, for every tree of texts', () => {
    const key = fc.stringMatching(/^[A-Za-z_]{1,8}$/).filter((name) => name !== '__proto__' && !(name in {}));
    const tree = fc.letrec((tie) => ({
      level: fc.dictionary(key, fc.oneof({ maxDepth: 4 }, fc.string(), tie('level')), {
        minKeys: 1,
        maxKeys: 4,
        noNullPrototype: true,
      }),
    })).level;
    fc.assert(
      fc.property(tree, (written) => {
        const body = encodeBrackets(written as Parameters<typeof encodeBrackets>[0]);
        expect(JSON.parse(JSON.stringify(parseForm(body)))).toEqual(written);
      }),
      { numRuns: runs },
    );
  });
});
