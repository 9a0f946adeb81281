import type { CallId, EmployeeId } from '../../shared/base/ids.ts';
import type { CallEvent } from '../../shared/calls/events.ts';
import type { CallFacts } from '../../shared/calls/facts.ts';
import type { Employee } from '../../shared/people/employee.ts';
import type { Party } from '../../shared/people/party.ts';
import { unpackCall } from '../../shared/platform/stores/call-packing.ts';

/** One decision of a function, with what it was made of besides the company. */
export interface RecordedDecision {
  readonly callId: CallId;
  readonly evidence: readonly CallEvent[];
  readonly parties: readonly Party[];
  /** When it was made. */
  readonly at: number;
  /** As JSON, as it is stored. */
  readonly decision: string;
}

/** The decisions of a run during which nobody changed settings, trunks or people. Plain JSON. */
export interface Recorded {
  readonly company: Pick<CallFacts, 'settings' | 'trunks' | 'ourCompanies'> & {
    readonly employees: readonly Employee[];
  };
  readonly decisions: readonly RecordedDecision[];
}

/** Read past the product, from the items of a table. Of a suppressed call nothing is left to decide from (D-20). */
export function recordedIn(items: readonly Readonly<Record<string, unknown>>[]): Recorded {
  const documents = <T>(pk: string, sk: string) =>
    items
      .filter((item) => String(item.pk).startsWith(pk) && item.sk === sk)
      .map(({ document }) => JSON.parse(String(document)) as T);
  const [settings] = documents<CallFacts['settings']>('SETTINGS', 'calls');
  const [trunks] = documents<Pick<CallFacts, 'trunks' | 'ourCompanies'>>('SETTINGS', 'trunks');
  if (settings === undefined || trunks === undefined) throw new Error('a company without settings');
  const clients = Map.groupBy(
    documents<Party>('PARTY#', 'PARTY').flatMap((party) => party.phones.map((phone) => ({ phone, party }))),
    ({ phone }) => phone,
  );
  const states = items
    .filter(({ pk, sk }) => String(pk).startsWith('CALL#') && sk === 'STATE')
    .map(({ call }) => unpackCall(call as Uint8Array).state);
  return {
    company: { settings, ...trunks, employees: documents<Employee>('EMPLOYEE#', 'EMPLOYEE') },
    decisions: states.flatMap(({ id, evidence, decision }) => {
      if (decision === undefined || evidence.length === 0) return [];
      const ofPhone = decision.client?.phone === undefined ? [] : (clients.get(decision.client.phone) ?? []);
      // A client who came into being by this call or later was not there yet.
      const parties = ofPhone.map(({ party }) => party).filter(({ createdAt }) => createdAt < decision.at);
      return [{ callId: id, evidence, parties, at: decision.at, decision: JSON.stringify(decision) }];
    }),
  };
}

/** The facts of a decision as the core takes them. */
export function factsOf(
  { company: { employees, ...settings } }: Recorded,
  { callId, parties, at }: RecordedDecision,
): CallFacts {
  const provider = callId.slice(0, callId.indexOf(':'));
  return {
    now: at,
    tenant: { package: 'extended', country: 'RU', timeZone: 'Europe/Moscow' },
    ...settings,
    employees: new Map<EmployeeId, Employee>(employees.map((employee) => [employee.id, employee])),
    employeeByExtension: new Map(
      employees.flatMap(({ id, extensions }) =>
        (extensions[provider] ?? []).map((extension) => [extension, id] as const),
      ),
    ),
    parties,
  };
}
