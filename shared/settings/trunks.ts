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
export function normaliseTrunks({ trunks }: TrunkSettings, country: CountryCode): TrunkSettings {
  return { trunks: trunks.map((trunk) => normaliseTrunk(trunk, country)) };
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
    ...settings.trunks.flatMap(({ trunkResponsible }, index) =>
      namedTwice(`trunks[${index}].trunkResponsible`, trunkResponsible),
    ),
    ...peopleInTrunks(settings).flatMap(({ field, employeeId }) => {
      const reason = whyNotResponsible(employeeId, facts.roster);
      return reason === undefined ? [] : [{ field, reason }];
    }),
  ];
}

/** Everybody who is responsible for a trunk. */
export function peopleInTrunks({ trunks }: TrunkSettings): readonly Mention[] {
  return trunks.flatMap(({ trunkResponsible }, index) =>
    mentionsOf(`trunks[${index}].trunkResponsible`, trunkResponsible),
  );
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
