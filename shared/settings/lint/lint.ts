import { calendarDaysInVain, calendarGaps, calendarNeverOpens, calendarRunsOut } from './calendar.ts';
import { catalogue, severities } from './catalogue.ts';
import {
  companiesUnknown,
  noMapping,
  sameEmails,
  sameNames,
  withoutCrmUser,
  withoutExtension,
} from './employees.ts';
import type { Finding, LintFacts, LintRule } from './finding.ts';
import { coversAway, headsGone, leavesWithoutCover } from './leaves.ts';
import { linesAllOnLeave, linesNeverOpen, linesWithoutChannels, rotaEnds } from './open-lines.ts';
import { peopleUnmapped, peopleWhoCannot } from './people.ts';
import { allowEntriesDenied, ruleEntriesInVain, rulesThatNeverMatch } from './rules.ts';
import {
  captureNotInPackage,
  catchAllIdle,
  notConfigured,
  settingsWithoutEffect,
  switchesWithoutPerson,
  unmappedCallsLost,
} from './switches.ts';
import { linesUnknown, trunksOffWithResponsible, trunksSilent, trunksWithoutCompany } from './trunks.ts';

const rules: readonly LintRule[] = [
  notConfigured,
  noMapping,
  peopleWhoCannot,
  switchesWithoutPerson,
  captureNotInPackage,
  calendarNeverOpens,
  linesNeverOpen,
  linesAllOnLeave,
  peopleUnmapped,
  leavesWithoutCover,
  coversAway,
  headsGone,
  linesWithoutChannels,
  rotaEnds,
  linesUnknown,
  trunksWithoutCompany,
  companiesUnknown,
  unmappedCallsLost,
  rulesThatNeverMatch,
  allowEntriesDenied,
  calendarGaps,
  calendarRunsOut,
  sameEmails,
  ruleEntriesInVain,
  settingsWithoutEffect,
  trunksOffWithResponsible,
  trunksSilent,
  catchAllIdle,
  calendarDaysInVain,
  withoutExtension,
  withoutCrmUser,
  sameNames,
];

/** All that the rules find, the gravest first. */
export function lint(facts: LintFacts): readonly Finding[] {
  const found = rules.flatMap((rule) => rule(facts));
  return found.toSorted((a, b) => gravity(a) - gravity(b));
}

const gravity = ({ code }: Finding): number => severities.indexOf(catalogue[code].severity);
