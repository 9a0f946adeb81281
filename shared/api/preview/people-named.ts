import type { Refusal } from '../../base/refusal.ts';
import { type PbxProvider, pbxProviders, pbxTraits } from '../../pbx/providers.ts';
import type { Roster } from '../../people/roster.ts';
import type { EmployeeStore } from '../../platform/stores/employee-store.ts';
import { BadRequestError } from '../errors.ts';
import type { PreviewedPerson, PreviewRequest } from './preview-schemas.ts';

/** A person in a request, and the field which names him. */
interface Named {
  readonly field: string;
  readonly person: PreviewedPerson;
}

export interface Extensions {
  readonly provider: PbxProvider;
  /** @returns the extension by which the PBX knows the person. */
  readonly of: (person: PreviewedPerson) => string;
}

/**
 * The extensions of everybody whom a request names, in one PBX.
 *
 * @throws BadRequestError naming each field whose person has none, and what this PBX would not tell.
 */
export async function extensionsFor(request: PreviewRequest, employees: EmployeeStore): Promise<Extensions> {
  const named = namedIn(request);
  const ids = named.flatMap(({ person }) => ('employeeId' in person ? [person.employeeId] : []));
  const roster = await employees.getMany([...new Set(ids)]);
  const unknown = named.flatMap(({ field, person }) =>
    'employeeId' in person && !roster.has(person.employeeId)
      ? [{ field, reason: `there is no employee ${person.employeeId}` }]
      : [],
  );
  if (unknown.length > 0) refuse(unknown);
  const provider = providerOf(request, named, roster);
  const lacking = named
    .filter(({ person }) => extensionIn(provider, person, roster) === undefined)
    .map(({ field }) => ({ field, reason: `has no extension of ${provider}` }));
  const refusals = [...lacking, ...untold(request, provider)];
  if (refusals.length > 0) refuse(refusals);
  return { provider, of: (person) => extensionIn(provider, person, roster) ?? '' };
}

function namedIn(request: PreviewRequest): readonly Named[] {
  const list = (field: string, people: readonly PreviewedPerson[]) =>
    people.map((person, index) => ({ field: `${field}[${index}]`, person }));
  const one = (field: string, person: PreviewedPerson | undefined) =>
    person === undefined ? [] : [{ field, person }];
  return [
    ...(request.direction === 'inbound'
      ? [...list('rung', request.rung), ...one('answeredBy', request.answeredBy)]
      : one('caller', request.caller)),
    ...list('transferredTo', request.transferredTo),
  ];
}

function providerOf({ pbx }: PreviewRequest, named: readonly Named[], roster: Roster): PbxProvider {
  if (pbx !== undefined) return pbx;
  if (named.some(({ person }) => 'extension' in person)) {
    refuse([{ field: 'pbx', reason: 'is required beside an extension' }]);
  }
  const hasAll = (provider: PbxProvider) =>
    named.every(({ person }) => extensionIn(provider, person, roster) !== undefined);
  return pbxProviders.find(hasAll) ?? pbxProviders[0];
}

/** What this PBX would keep to itself: to foretell with it would be to foretell something else. */
function untold(request: PreviewRequest, provider: PbxProvider): readonly Refusal[] {
  if (request.direction !== 'inbound') return [];
  const { tellsGroups, tellsVoicemail } = pbxTraits[provider];
  const reason = `is not told by ${provider}: leave it out`;
  return [
    ...(request.group === undefined || tellsGroups ? [] : [{ field: 'group', reason }]),
    ...(!request.voicemail || tellsVoicemail ? [] : [{ field: 'voicemail', reason }]),
  ];
}

function extensionIn(provider: PbxProvider, person: PreviewedPerson, roster: Roster): string | undefined {
  if ('extension' in person) return person.extension;
  return roster.get(person.employeeId)?.extensions[provider]?.[0];
}

function refuse(errors: readonly Refusal[]): never {
  throw new BadRequestError('The body is not as it must be.', errors);
}
