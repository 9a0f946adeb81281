import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAction, known, timeOf } from '../../../../infra/pbx/asterisk/ami/message.ts';
import { type AmiBlock, AmiParser } from '../../../../infra/pbx/asterisk/ami/parser.ts';

const parse = (...packets: readonly (string | Buffer)[]): readonly AmiBlock[] => {
  const parser = new AmiParser();
  return packets.flatMap((packet) => parser.push(Buffer.from(packet)));
};

const runs = Number(process.env.DUTYLINE_FUZZ_RUNS ?? 500);

describe('the line protocol', () => {
  it('the greeting, which no empty line follows, is no part of the first answer', () => {
    expect(parse('Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: 1\r\n\r\n')).toEqual([
      { Response: 'Success', ActionID: '1' },
    ]);
  });

  it('a value may be empty, hold colons and begin with spaces', () => {
    expect(parse('Event: VarSet\r\nValue:   two\r\nExtra:\r\nAppData: a: b\r\n\r\n')).toEqual([
      { Event: 'VarSet', Value: '  two', Extra: '', AppData: 'a: b' },
    ]);
  });

  it('of a field that comes twice the first counts, and lines that are no fields are left out', () => {
    expect(parse('Event: A\r\nnoise\r\n: nothing\r\nEvent: B\r\n\r\n\r\n\r\n')).toEqual([{ Event: 'A' }]);
  });

  it('fields with the names of an object’s own properties are fields like any other', () => {
    const [block] = parse('__proto__: x\r\nconstructor: y\r\n\r\n');
    expect(Object.entries(block ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('a line beyond all measure is dropped and counted, and what follows is read', () => {
    const parser = new AmiParser();
    parser.push(Buffer.from(`Event: A\r\nValue: ${'x'.repeat(50_000)}`));
    parser.push(Buffer.alloc(10_000_000, 0x78));
    const blocks = parser.push(Buffer.from('xyz\r\nLast: 1\r\n\r\nEvent: B\r\n\r\n'));
    expect(blocks).toEqual([{ Event: 'A', Last: '1' }, { Event: 'B' }]);
    expect(parser.dropped).toBe(1);
  });

  it('a block of too many fields keeps the first of them', () => {
    const fields = Array.from({ length: 600 }, (_, index) => `F${index}: x\r\n`).join('');
    const parser = new AmiParser();
    const [block] = parser.push(Buffer.from(`${fields}\r\n`));
    expect(Object.keys(block ?? {})).toHaveLength(500);
    expect(parser.dropped).toBe(100);
  });

  it('however the network cuts the stream, the same blocks come out, letters of any alphabet whole', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replace(/[\r\n]/g, ''));
    const fields = fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,12}$/), value, { minKeys: 1, maxKeys: 8 });
    fc.assert(
      fc.property(
        fc.array(fields, { maxLength: 6 }),
        fc.array(fc.nat(60), { maxLength: 40, size: 'max' }),
        (blocks, cuts) => {
          const text = Buffer.from(blocks.map((block) => formatAction(block)).join(''));
          const packets: Buffer[] = [];
          let at = 0;
          for (const cut of cuts) {
            packets.push(text.subarray(at, at + cut));
            at += cut;
          }
          packets.push(text.subarray(at));
          const plain = parse(...packets).map((block) => ({ ...block }));
          expect(plain).toEqual(blocks.map((block) => ({ ...block })));
        },
      ),
      { numRuns: runs },
    );
  });

  it('any bytes at all are survived, and what is well-formed after them is read', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (noise) => {
        const parser = new AmiParser();
        for (const packet of noise) parser.push(Buffer.from(packet));
        parser.push(Buffer.from('\r\n\r\n'));
        expect(parser.push(Buffer.from('Event: Hangup\r\n\r\n'))).toEqual([{ Event: 'Hangup' }]);
      }),
      { numRuns: runs },
    );
  });
});

describe('messages', () => {
  it('a value can put no action of its own into the stream', () => {
    expect(formatAction({ Action: 'Login', Secret: 'x\r\nAction: Originate' })).toBe(
      'Action: Login\r\nSecret: x Action: Originate\r\n\r\n',
    );
  });

  it('times are those of the event, to the millisecond, where the PBX says them', () => {
    expect(timeOf({ Timestamp: '1795309584.216587' })).toBe(1_795_309_584_217);
    expect(timeOf({})).toBeUndefined();
    expect(timeOf({ Timestamp: 'soon' })).toBeUndefined();
  });

  it('what Asterisk does not know is not known', () => {
    expect([known('<unknown>'), known(''), known(undefined), known('101')]).toEqual([
      undefined,
      undefined,
      undefined,
      '101',
    ]);
  });
});
