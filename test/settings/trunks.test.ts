import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lineKey } from '../../shared/base/line.ts';
import { trunkSettingsSchema } from '../../shared/settings/trunk-settings.ts';
import { checkTrunks, normaliseTrunks } from '../../shared/settings/trunks.ts';

const spelling = fc.constantFrom(
  '+74950000001',
  '8 (495) 000-00-01',
  '74950000002',
  '+7 495 000 00 03',
  'SIP:Line1@PBX',
  'sip:line1@pbx',
  'main',
  'Main',
);
const trunks = fc
  .array(fc.record({ number: spelling, aliases: fc.array(spelling, { maxLength: 3 }) }), { maxLength: 4 })
  .map((list) => trunkSettingsSchema.parse({ trunks: list }));
const roster = new Map();

it('D-19 normalising twice is normalising once', () => {
  fc.assert(
    fc.property(trunks, (settings) => {
      const once = normaliseTrunks(settings, 'RU');
      expect(normaliseTrunks(once, 'RU')).toEqual(once);
    }),
  );
});

it('D-19 a normalised trunk answers to every spelling it was given', () => {
  fc.assert(
    fc.property(trunks, (settings) => {
      const normalised = normaliseTrunks(settings, 'RU').trunks;
      settings.trunks.forEach(({ number, aliases }, index) => {
        const trunk = normalised[index];
        const keys = [trunk?.number ?? '', ...(trunk?.aliases ?? [])].map((one) => lineKey(one, 'RU'));
        for (const one of [number, ...aliases]) expect(keys).toContain(lineKey(one, 'RU'));
      });
    }),
  );
});

it('D-19 trunks that are not refused share no line', () => {
  fc.assert(
    fc.property(trunks, (settings) => {
      if (checkTrunks(settings, { country: 'RU', roster }).length > 0) return;
      const lines = normaliseTrunks(settings, 'RU').trunks.map(
        ({ number, aliases }) => new Set([number, ...aliases].map((one) => lineKey(one, 'RU'))),
      );
      lines.forEach((line, index) => {
        for (const other of lines.slice(index + 1)) expect(line.isDisjointFrom(other)).toBe(true);
      });
    }),
  );
});

it('D-19 normalising makes no refusal that was not there', () => {
  fc.assert(
    fc.property(trunks, (settings) => {
      const facts = { country: 'RU', roster } as const;
      const before = checkTrunks(settings, facts).length;
      expect(checkTrunks(normaliseTrunks(settings, 'RU'), facts).length > 0).toBe(before > 0);
    }),
  );
});

it('keeps twenty aliases and no more', () => {
  const aliases = Array.from({ length: 20 }, (_, index) => `name-${index}`);
  const settings = trunkSettingsSchema.parse({ trunks: [{ number: '8 495 000 00 01', aliases }] });
  const [trunk] = normaliseTrunks(settings, 'RU').trunks;
  expect(trunk?.aliases).toEqual(aliases);
});
