import type { CountryCode } from 'libphonenumber-js/min';
import type { DutyRota } from '../../people/duty.ts';
import type { Employee } from '../../people/employee.ts';
import type { CallSettings } from '../call-settings.ts';
import type { OpenLineSettings } from '../open-line-settings.ts';
import type { TrunkSettings } from '../trunk-settings.ts';
import type { FindingCode } from './catalogue.ts';

/** Something in the settings that is allowed and still likely to be a mistake, or has become one since. */
export interface Finding {
  readonly code: FindingCode;
  /** `settings/calls`, `settings/trunks`, `settings/open-lines`, `employees/ivanov`. */
  readonly document: string;
  /** Path within the document; absent where it is about the whole of it. */
  readonly field?: string;
  /** What the words about it name. */
  readonly about: Readonly<Record<string, string | number>>;
}

/** All that the checks look at. */
export interface LintFacts extends Readonly<TrunkSettings> {
  readonly tenant: {
    readonly package: 'basic' | 'extended';
    readonly country: CountryCode;
    readonly timeZone: string;
  };
  /** The day of the tenant's time zone. */
  readonly today: string;
  /** Nothing before the first save. */
  readonly settings: CallSettings | undefined;
  readonly openLineSettings: OpenLineSettings;
  readonly dutyRota?: DutyRota;
  /** Everybody, or as many as were read; whoever the settings name is among them if he exists. */
  readonly employees: readonly Employee[];
  readonly traffic: Traffic;
}

/** What the calls of the last days tell. */
export interface Traffic {
  readonly days: number;
  /** False where there were more calls than were read: what was not seen may still be there. */
  readonly isComplete: boolean;
  readonly calls: number;
  /** How many calls came or went by each line, as the PBX names it or as its trunk is called. */
  readonly lines: ReadonlyMap<string, number>;
  /** Calls left out of the CRM because nobody in them is mapped (MG-03). */
  readonly unmappedCalls: number;
}

/** One rule of the lint. */
export type LintRule = (facts: LintFacts) => readonly Finding[];
