import { lineKey } from '../../base/line.ts';
import type { Finding, LintFacts } from './finding.ts';
import { trunksByLine } from './trunks.ts';

const document = 'settings/calls';

/** What a rule names, and why no call can come to the rule by it. */
interface Entry {
  readonly field: string;
  readonly entry: string;
  /** The name of the rule before this one that has the entry too. */
  readonly earlier?: string;
  /** Calls on this line are kept out. */
  readonly isShut: boolean;
}

interface Rule {
  readonly name: string;
  readonly field: string;
  readonly entries: readonly Entry[];
}

/** Mango manual §2.23: rules of which every ring group and line is taken by an earlier one, or kept out. */
export function rulesThatNeverMatch(facts: LintFacts): readonly Finding[] {
  return rulesIn(facts)
    .filter(({ entries }) => entries.every(isDead))
    .map(({ name, field }) => ({ code: 'rule-never-matches', document, field, about: { rule: name } }));
}

/** Single entries in vain, of rules that can match by others. */
export function ruleEntriesInVain(facts: LintFacts): readonly Finding[] {
  return rulesIn(facts)
    .filter(({ entries }) => !entries.every(isDead))
    .flatMap(({ entries }) => entries.filter(isDead))
    .map(({ field, entry, earlier }) =>
      earlier === undefined
        ? { code: 'rule-entry-shut', document, field, about: { entry } }
        : { code: 'rule-entry-shadowed', document, field, about: { entry, earlier } },
    );
}

/** D-20: deny wins, so an entry that is on both lists lets nobody in. */
export function allowEntriesDenied({ settings, tenant }: LintFacts): readonly Finding[] {
  if (settings === undefined) return [];
  const { deny, allow } = settings.lists;
  return (['numbers', 'extensions', 'trunks'] as const).flatMap((side) => {
    const spelled = (entry: string) => (side === 'extensions' ? entry : lineKey(entry, tenant.country));
    const denied = new Set(deny[side].map(spelled));
    return allow[side].flatMap((entry, index): Finding[] =>
      denied.has(spelled(entry))
        ? [{ code: 'allow-entry-denied', document, field: `lists.allow.${side}[${index}]`, about: { entry } }]
        : [],
    );
  });
}

const isDead = ({ earlier, isShut }: Entry): boolean => isShut || earlier !== undefined;

function rulesIn(facts: LintFacts): readonly Rule[] {
  const { settings } = facts;
  if (settings === undefined) return [];
  const shut = shutLines(facts);
  const taken = new Map<string, string>();
  return settings.inboundRules.map(({ name, groups, lines }, at) => {
    const field = `inboundRules[${at}]`;
    const entries = [
      ...groups.map((entry, index) => ({
        key: `group ${entry}`,
        entry,
        field: `${field}.groups[${index}]`,
        isShut: false,
      })),
      ...lines.map((entry, index) => {
        const line = lineOf(entry, facts);
        return { key: `line ${line}`, entry, field: `${field}.lines[${index}]`, isShut: shut.has(line) };
      }),
    ].map(({ key, ...entry }): Entry => {
      const earlier = taken.get(key);
      return earlier === undefined ? entry : { ...entry, earlier };
    });
    for (const group of groups) taken.set(`group ${group}`, taken.get(`group ${group}`) ?? name);
    for (const line of lines) {
      const key = `line ${lineOf(line, facts)}`;
      taken.set(key, taken.get(key) ?? name);
    }
    return { name, field, entries };
  });
}

/** Lines whose calls are kept out before any rule is asked. */
function shutLines(facts: LintFacts): ReadonlySet<string> {
  const off = facts.trunks.filter(({ processed }) => processed === false).map(({ number }) => number);
  const denied = facts.settings?.lists.deny.trunks ?? [];
  return new Set([...off, ...denied].map((line) => lineOf(line, facts)));
}

/** A line under its trunk's number, whichever of the trunk's spellings is used (D-19). */
function lineOf(line: string, facts: LintFacts): string {
  const key = lineKey(line, facts.tenant.country);
  const trunk = trunksByLine(facts).get(key);
  return trunk === undefined ? key : lineKey(trunk.number, facts.tenant.country);
}
