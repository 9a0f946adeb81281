import { lineKey } from '../base/line.ts';
import type { Trunk } from '../settings/trunk-settings.ts';
import type { CallFacts } from './facts.ts';

type TrunkFacts = Pick<CallFacts, 'trunks' | 'tenant'>;

/** D-18, D-19: the trunk of a call is that of its entry line, whatever the spelling in which the PBX writes it. */
export function trunkOf(line: string | undefined, facts: TrunkFacts): Trunk | undefined {
  return line === undefined ? undefined : indexOf(facts).get(lineKey(line, facts.tenant.country));
}

/** D-19: one name for a line, whichever of its trunk's spellings is used. */
export function trunkKey(line: string, facts: TrunkFacts): string {
  const key = lineKey(line, facts.tenant.country);
  return indexOf(facts).get(key)?.number ?? key;
}

/** Remembered for as long as the settings snapshot lives: a tenant has up to a thousand trunks. */
const indexes = new WeakMap<readonly Trunk[], ReadonlyMap<string, Trunk>>();

function indexOf({ trunks, tenant }: TrunkFacts): ReadonlyMap<string, Trunk> {
  let index = indexes.get(trunks);
  if (index === undefined) {
    index = new Map(
      trunks.flatMap((trunk) =>
        [trunk.number, ...trunk.aliases].map(
          (spelling) => [lineKey(spelling, tenant.country), trunk] as const,
        ),
      ),
    );
    indexes.set(trunks, index);
  }
  return index;
}
