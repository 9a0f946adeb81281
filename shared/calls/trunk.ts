import { lineKey } from '../base/line.ts';
import type { Trunk } from '../settings/trunk-settings.ts';
import type { CallFacts } from './facts.ts';

/** Remembered for as long as the settings snapshot lives: a tenant has up to a thousand trunks. */
const indexes = new WeakMap<readonly Trunk[], ReadonlyMap<string, Trunk>>();

/** D-18, D-19: the trunk of a call is that of its entry line, whatever the spelling in which the PBX writes it. */
export function trunkOf(
  line: string | undefined,
  facts: Pick<CallFacts, 'trunks' | 'tenant'>,
): Trunk | undefined {
  if (line === undefined) return undefined;
  const { country } = facts.tenant;
  let index = indexes.get(facts.trunks);
  if (index === undefined) {
    index = new Map(
      facts.trunks.flatMap((trunk) =>
        [trunk.number, ...trunk.aliases].map((spelling) => [lineKey(spelling, country), trunk] as const),
      ),
    );
    indexes.set(facts.trunks, index);
  }
  return index.get(lineKey(line, country));
}
