import { lineKey } from '../../base/line.ts';
import type { Trunk } from '../trunk-settings.ts';
import type { Finding, LintFacts } from './finding.ts';

const document = 'settings/trunks';

/** Lines with calls that nobody has described: their callers find no responsible of their own. */
export function linesUnknown(facts: LintFacts): readonly Finding[] {
  const known = trunksByLine(facts);
  return [...callsByLine(facts)].flatMap(([key, { line, calls }]): Finding[] =>
    known.has(key)
      ? []
      : [
          {
            code: 'line-unknown',
            document,
            field: 'trunks',
            about: { line, calls, days: facts.traffic.days },
          },
        ],
  );
}

/** Trunks on which nothing was heard: perhaps the PBX names them otherwise. Only where all calls were looked at. */
export function trunksSilent(facts: LintFacts): readonly Finding[] {
  const { traffic } = facts;
  if (!traffic.isComplete || traffic.calls === 0) return [];
  const known = trunksByLine(facts);
  const heard = new Set([...callsByLine(facts).keys()].map((key) => known.get(key)));
  return facts.trunks.flatMap((trunk, index): Finding[] => {
    const isSilent = trunk.processed !== false && !heard.has(trunk);
    const about = { line: trunk.number, days: traffic.days };
    return isSilent ? [{ code: 'trunk-silent', document, field: `trunks[${index}]`, about }] : [];
  });
}

/** IT-09, D-20: a responsible for calls that are never processed. */
export function trunksOffWithResponsible({ trunks }: LintFacts): readonly Finding[] {
  return trunks.flatMap(({ processed, trunkResponsible, number }, index): Finding[] => {
    if (processed !== false || trunkResponsible === undefined) return [];
    const field = `trunks[${index}].trunkResponsible`;
    return [{ code: 'trunk-off-with-responsible', document, field, about: { line: number } }];
  });
}

/** D-22: with several companies, a line of none leaves it to the employees whose call it is. */
export function trunksWithoutCompany({ ourCompanies, trunks }: LintFacts): readonly Finding[] {
  if (ourCompanies.length === 0) return [];
  return trunks.flatMap(({ processed, ourCompanyId, number }, index): Finding[] =>
    processed === false || ourCompanyId !== undefined
      ? []
      : [{ code: 'trunk-without-company', document, field: `trunks[${index}]`, about: { line: number } }],
  );
}

const indexes = new WeakMap<readonly Trunk[], ReadonlyMap<string, Trunk>>();

/** The trunks by each of their spellings, as those are compared. */
export function trunksByLine({ trunks, tenant }: LintFacts): ReadonlyMap<string, Trunk> {
  let index = indexes.get(trunks);
  if (index === undefined) {
    index = new Map(
      trunks.flatMap((trunk) =>
        [trunk.number, ...trunk.aliases].map((line) => [lineKey(line, tenant.country), trunk] as const),
      ),
    );
    indexes.set(trunks, index);
  }
  return index;
}

function callsByLine({ traffic, tenant }: LintFacts) {
  const byKey = new Map<string, { readonly line: string; readonly calls: number }>();
  for (const [line, calls] of traffic.lines) {
    const key = lineKey(line, tenant.country);
    const known = byKey.get(key);
    byKey.set(key, { line: known?.line ?? line, calls: (known?.calls ?? 0) + calls });
  }
  return byKey;
}
