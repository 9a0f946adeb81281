import type { CountryCode } from 'libphonenumber-js/min';
import type { EmployeeId } from '../base/ids.ts';
import type { E164 } from '../base/phone.ts';
import type { Employee } from '../people/employee.ts';
import type { Party } from '../people/party.ts';
import type { CallSettings } from '../settings/call-settings.ts';
import type { OurCompany, Trunk } from '../settings/trunk-settings.ts';

/** All that a decision about a call depends on besides its state and the event. Loaded before deciding. */
export interface CallFacts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly tenant: {
    readonly package: 'basic' | 'extended';
    readonly country: CountryCode;
    readonly timeZone: string;
  };
  readonly settings: CallSettings;
  /** D-22: empty where the tenant is one company. */
  readonly ourCompanies: readonly OurCompany[];
  readonly trunks: readonly Trunk[];
  /** Everybody whom the decision may name. */
  readonly employees: ReadonlyMap<EmployeeId, Employee>;
  /** The extensions of this call's PBX. */
  readonly employeeByExtension: ReadonlyMap<string, EmployeeId>;
  /** The directory's matches for the client's phone. */
  readonly parties: readonly Party[];
}

/** The items a decision reads besides the state; nothing of it for an event that decides nothing. */
export interface FactKeys {
  readonly phone?: E164;
  readonly extensions: readonly string[];
  readonly employeeIds: readonly EmployeeId[];
  /** Whether the decision is made now: employees and parties are needed only then. */
  readonly settling: boolean;
}
