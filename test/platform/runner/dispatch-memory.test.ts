import { describe, expect, it } from 'vitest';
import type { EffectId } from '../../../shared/base/ids.ts';
import { DispatchMemory } from '../../../shared/platform/runner/dispatch-memory.ts';

const ids = (...names: string[]) => names as EffectId[];
const known = (memory: DispatchMemory, ...names: string[]) => ids(...names).filter((id) => memory.has(id));

describe('the memory of dispatched effects', () => {
  it('keeps the latest ones and forgets the oldest', () => {
    const memory = new DispatchMemory(3);
    memory.remember(ids('a', 'b', 'c'));
    memory.remember(ids('d', 'e'));
    expect(known(memory, 'a', 'b', 'c', 'd', 'e')).toEqual(['c', 'd', 'e']);
  });

  it('takes one that was dispatched again for a late one', () => {
    const memory = new DispatchMemory(2);
    memory.remember(ids('a', 'b', 'a', 'c'));
    expect(known(memory, 'a', 'b', 'c')).toEqual(['a', 'c']);
  });
});
