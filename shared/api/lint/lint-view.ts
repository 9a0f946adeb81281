import type { Language } from '../../base/language.ts';
import { catalogue, type Severity, severities } from '../../settings/lint/catalogue.ts';
import type { Finding } from '../../settings/lint/finding.ts';
import { inWords } from '../../settings/lint/in-words.ts';
import { lint } from '../../settings/lint/lint.ts';
import type { LintReading } from './lint-facts.ts';

/** A code with more findings than this is a general state: some examples are enough. */
const maxOfOneCode = 50;

/** The findings as the API shows them. */
export function lintView({ facts, allEmployees }: LintReading, language: Language) {
  const findings = lint(facts);
  const shown = [...Map.groupBy(findings, ({ code }) => code).values()].flatMap((same) =>
    same.slice(0, maxOfOneCode),
  );
  const { traffic, employees } = facts;
  return {
    items: shown.map((finding) => {
      const { code, document, field } = finding;
      return {
        code,
        severity: catalogue[code].severity,
        document,
        ...(field === undefined ? {} : { field }),
        ...inWords(finding, language),
      };
    }),
    counts: countsOf(findings),
    omitted: findings.length - shown.length,
    read: {
      employees: employees.length,
      allEmployees,
      days: traffic.days,
      calls: traffic.calls,
      allCalls: traffic.isComplete,
    },
  };
}

function countsOf(findings: readonly Finding[]): Record<Severity, number> {
  const count = (severity: Severity) =>
    findings.filter(({ code }) => catalogue[code].severity === severity).length;
  const [error, warning, hint] = severities;
  return { [error]: count(error), [warning]: count(warning), [hint]: count(hint) };
}
