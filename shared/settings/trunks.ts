import type { CountryCode } from 'libphonenumber-js/min';
import { lineKey } from '../base/line.ts';
import { normalisePhone } from '../base/phone.ts';
import type { Refusal } from '../base/refusal.ts';
import { type Roster, whyNotResponsible } from '../people/roster.ts';
import type { Mention } from './mention.ts';
import { mentionsOf, namedTwice } from './responsible-schema.ts';
import type { Trunk, TrunkSettings } from './trunk-settings.ts';

const maxAliases = 20;

/** D-19: numbers in E.164, SIP lines in lower case; the spelling that was sent stays beside it as an alias. */
export function normaliseTrunks(settings: TrunkSettings, country: CountryCode): TrunkSettings {
  return { ...settings, trunks: settings.trunks.map((trunk) => normaliseTrunk(trunk, country)) };
}

function normaliseTrunk(trunk: Trunk, country: CountryCode): Trunk {
  const number = lineKey(trunk.number, country);
  const spellings = [...trunk.aliases, trunk.number].filter((spelling) => spelling !== number);
  return { ...trunk, number, aliases: [...new Set(spellings)].slice(0, maxAliases) };
}

export interface TrunkFacts {
  readonly country: CountryCode;
  /** The employees whom the trunks name, as far as they exist. */
  readonly roster: Roster;
}

/** What is wrong with the trunks, as they were sent. */
export function checkTrunks(settings: TrunkSettings, facts: TrunkFacts): readonly Refusal[] {
  return [
    ...checkNumbers(settings, facts.country),
    ...checkUniqueness(settings, facts.country),
    ...checkOurCompanies(settings),
    ...responsiblesIn(settings).flatMap(({ field, responsible }) => namedTwice(field, responsible)),
    ...peopleInTrunks(settings).flatMap(({ field, employeeId }) => {
      const reason = whyNotResponsible(employeeId, facts.roster);
      return reason === undefined ? [] : [{ field, reason }];
    }),
  ];
}

/** Everybody who is responsible for a trunk or for one of our companies. */
export function peopleInTrunks(settings: Readonly<TrunkSettings>): readonly Mention[] {
  return responsiblesIn(settings).flatMap(({ field, responsible }) => mentionsOf(field, responsible));
}

function responsiblesIn({ ourCompanies, trunks }: TrunkSettings) {
  return [
    ...ourCompanies.map(({ companyResponsible }, index) => ({
      field: `ourCompanies[${index}].companyResponsible`,
      responsible: companyResponsible,
    })),
    ...trunks.map(({ trunkResponsible }, index) => ({
      field: `trunks[${index}].trunkResponsible`,
      responsible: trunkResponsible,
    })),
  ];
}

/** D-22: every company has an id of its own, and a trunk belongs to one that is there. */
function checkOurCompanies({ ourCompanies, trunks }: TrunkSettings): readonly Refusal[] {
  const ids = ourCompanies.map(({ id }) => id);
  return [
    ...ids.flatMap((id, index) =>
      ids.indexOf(id) < index
        ? [{ field: `ourCompanies[${index}].id`, reason: `is that of ourCompanies[${ids.indexOf(id)}] too` }]
        : [],
    ),
    ...trunks.flatMap(({ ourCompanyId }, index) =>
      ourCompanyId === undefined || ids.includes(ourCompanyId)
        ? []
        : [{ field: `trunks[${index}].ourCompanyId`, reason: `there is no company ${ourCompanyId}` }],
    ),
  ];
}

/** Digits that are no phone number are a slip of the hand; a name with letters may be a line's. */
function checkNumbers({ trunks }: TrunkSettings, country: CountryCode): readonly Refusal[] {
  return trunks.flatMap(({ number }, index) =>
    normalisePhone(number, country) !== undefined || /\p{L}/u.test(number)
      ? []
      : [
          {
            field: `trunks[${index}].number`,
            reason: 'is neither a phone number nor the name of a SIP line',
          },
        ],
  );
}

/** D-19: a line that is in two trunks, in whatever spelling, would have two responsibles. */
function checkUniqueness({ trunks }: TrunkSettings, country: CountryCode): readonly Refusal[] {
  const owners = new Map<string, number>();
  return trunks.flatMap((trunk, index) => {
    const spellings = [
      { field: `trunks[${index}].number`, spelling: trunk.number },
      ...trunk.aliases.map((spelling, at) => ({ field: `trunks[${index}].aliases[${at}]`, spelling })),
    ];
    return spellings.flatMap(({ field, spelling }): Refusal[] => {
      const key = lineKey(spelling, country);
      const owner = owners.get(key) ?? index;
      owners.set(key, owner);
      return owner === index ? [] : [{ field, reason: `is the same line as trunks[${owner}]` }];
    });
  });
}
