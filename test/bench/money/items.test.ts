import { describe, expect, it } from 'vitest';
import { indexUnits, writeUnits } from './items.ts';

const item = (more: Record<string, string> = {}) => ({
  pk: { S: 'CALL#1' },
  sk: { S: 'STATE' },
  ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, { S: value }])),
});
const listed = { listPk: 'DAY#1', listSk: '09:00', summary: 'open' };

describe('what DynamoDB bills for a write', () => {
  it('is a unit for each begun kilobyte, of what was there or of what is there now', () => {
    expect(writeUnits(undefined, item())).toBe(1);
    expect(writeUnits(item({ state: 'x'.repeat(2_500) }), item())).toBe(3);
  });

  it('is nothing in the indexes while what they show stays', () => {
    expect(indexUnits(item(listed), item({ ...listed, state: 'other' }))).toBe(0);
  });

  it('is one unit in an index where an entry comes, changes or goes, and two where it moves', () => {
    expect(indexUnits(undefined, item(listed))).toBe(1);
    expect(indexUnits(item(listed), item({ ...listed, summary: 'settled' }))).toBe(1);
    expect(indexUnits(item(listed), item())).toBe(1);
    expect(indexUnits(item(listed), item({ ...listed, listPk: 'DAY#2' }))).toBe(2);
  });
});
