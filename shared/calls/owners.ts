import type { CallId } from '../base/ids.ts';
import { inTurn, type Responsible } from '../people/responsible.ts';
import type { Candidate, CandidateRole } from '../responsibility/candidate.ts';
import { candidate } from '../responsibility/candidate.ts';
import type { CallContext } from './context.ts';
import type { CallFacts } from './facts.ts';
import type { MissedReason } from './missed.ts';
import type { Participant } from './state.ts';
import { trunkOf } from './trunk.ts';

/**
 * Who stands in line for a call, for the entity it creates and for the callback task: the rulebook's section 1 and
 * decision D-01 as lists. `choose` takes the first who can be responsible; every function here names one place or
 * one line, in the order in which they are tried.
 */

// ——— The lines ———

/** D-01: the owner of an answered part: who talked; an unmapped one is stood for by the catch-all employee (MG-04). */
export function partOwnerLine(context: CallContext, extension: string): readonly Candidate[] {
  const role = context.picture.direction === 'outbound' ? 'callingEmployee' : 'answeringEmployee';
  return [
    mappedEmployee(role, extension, context),
    catchAllFor(extension, context),
    ...trunkResponsible(context),
    ...defaultResponsible(context),
  ];
}

/** D-01: the owner of a missed call, who also gets its task (IT-07, IT-14). */
export function missedCallLine(context: CallContext, missedReason: MissedReason): readonly Candidate[] {
  const rung = rungPick(context);
  return [
    clientOwner(context, missedReason),
    classResponsible('ivrResponsible', missedReason, context),
    classResponsible('groupResponsible', missedReason, context),
    rungEmployee(context, rung),
    rung === undefined ? absent('catchAllEmployee', 'nobodyRang') : catchAllFor(rung.extension, context),
    ...trunkResponsible(context),
    ...defaultResponsible(context),
  ];
}

/** IT-02, IT-03, D-04: the owner of what an answered or outbound call creates. */
export function entityOwnerLine(context: CallContext): readonly Candidate[] {
  return [calledEmployee(context), ...trunkResponsible(context), ...defaultResponsible(context)];
}

/** IT-02, MG-45, MG-50, MG-51: the owner of what a missed call creates. */
export function missedEntityOwnerLine(
  context: CallContext,
  missedReason: MissedReason,
): readonly Candidate[] {
  const asked = context.facts.settings.initialOwnerPolicy === 'calledEmployee';
  const pick = pickOf(mappedRung(context), context);
  return [
    classResponsible('ivrResponsible', missedReason, context),
    classResponsible('groupResponsible', missedReason, context),
    asked ? candidate('calledEmployee', pick?.employeeId, 'nobodyRang') : absent('calledEmployee', 'policy'),
    ...trunkResponsible(context),
    ...defaultResponsible(context),
  ];
}

// ——— The places ———

/** IT-04, IT-20, IT-23: the client's owner, if the policy asks for him. MG-46, MG-56: and the class does not have all. */
function clientOwner({ facts, client }: CallContext, missedReason: MissedReason): Candidate {
  const { missedCallOwnerPolicy, missedInIvr, missedInGroup } = facts.settings;
  if (missedCallOwnerPolicy !== 'entityOwner') return absent('clientOwner', 'policy');
  const ofClass = { ivr: missedInIvr, ringGroup: missedInGroup, direct: undefined, voicemail: undefined };
  const setting = ofClass[missedReason];
  if (setting?.enabled === true && !setting.knownClientToOwner) return absent('clientOwner', 'otherForClass');
  if (client?.party === undefined) return absent('clientOwner', 'clientUnknown');
  return candidate('clientOwner', client.ownerId, 'clientHasNoOwner');
}

/** MG-07, MG-45: the person for calls missed in this way, if the switch is on. */
function classResponsible(
  role: 'ivrResponsible' | 'groupResponsible',
  missedReason: MissedReason,
  { facts }: CallContext,
): Candidate {
  const [ofClass, setting] =
    role === 'ivrResponsible'
      ? (['ivr', facts.settings.missedInIvr] as const)
      : (['ringGroup', facts.settings.missedInGroup] as const);
  if (missedReason !== ofClass) return absent(role, 'otherClass');
  if (!setting.enabled) return absent(role, 'switchedOff');
  return candidate(role, setting.employeeId, 'notChosen');
}

/** IT-05, IT-21, D-03: the employee whose phone rang, last or first by the setting. */
function rungEmployee({ facts }: CallContext, rung: Participant | undefined): Candidate {
  if (facts.settings.missedCallOwnerPolicy === 'default') return absent('rungEmployee', 'policy');
  if (rung === undefined) return absent('rungEmployee', 'nobodyRang');
  return rung.mapped
    ? candidate('rungEmployee', rung.employeeId, 'unmapped')
    : absent('rungEmployee', 'unmapped');
}

/**
 * D-03, MG-06: whose phone rang. While calls of unmapped employees are captured, one of them counts, and the
 * catch-all employee then stands for him; otherwise his part is ignored (MG-03) and the pick is among the mapped.
 */
function rungPick(context: CallContext): Participant | undefined {
  const rung = context.participants.filter((participant) => participant.rang);
  return pickOf(isCapturing(context.facts) ? rung : mappedRung(context), context);
}

const mappedRung = ({ participants }: CallContext): readonly Participant[] =>
  participants.filter((participant) => participant.rang && participant.mapped);

const pickOf = (rung: readonly Participant[], { facts }: CallContext): Participant | undefined =>
  facts.settings.rungEmployeePick === 'first' ? rung[0] : rung.at(-1);

function mappedEmployee(role: CandidateRole, extension: string, { participants }: CallContext): Candidate {
  const employee = participants.find(
    (participant) => participant.extension === extension && participant.mapped,
  );
  return atWork(candidate(role, employee?.employeeId, 'unmapped'));
}

/** MG-04 to MG-06, MG-08, MG-11: stands for every unmapped employee; D-02: goes before the trunk's responsible. */
function catchAllFor(extension: string, { facts, participants }: CallContext): Candidate {
  if (participants.some((participant) => participant.extension === extension && participant.mapped)) {
    return absent('catchAllEmployee', 'mapped');
  }
  if (facts.tenant.package === 'basic') return absent('catchAllEmployee', 'basicPackage');
  const { enabled, catchAllEmployeeId } = facts.settings.captureUnmappedCalls;
  return enabled
    ? candidate('catchAllEmployee', catchAllEmployeeId, 'notChosen')
    : absent('catchAllEmployee', 'switchedOff');
}

/** D-04: the mapped employee who took the call first, or last, by the setting. D-53: the last, also by another one. */
function calledEmployee({ picture, facts, participants }: CallContext): Candidate {
  const { initialOwnerPolicy, calledEmployeePick, updateOwnerOnTransfer } = facts.settings;
  if (initialOwnerPolicy === 'default') return absent('calledEmployee', 'policy');
  const talked = picture.parts
    .map((part) => participants.find((participant) => participant.extension === part.extension))
    .filter((participant) => participant?.mapped);
  const isLast =
    calledEmployeePick === 'lastAnswered' || (updateOwnerOnTransfer && picture.direction === 'inbound');
  const pick = isLast ? talked.at(-1) : talked[0];
  const caller =
    picture.direction === 'outbound' ? participants.find((participant) => participant.mapped) : undefined;
  return atWork(candidate('calledEmployee', (pick ?? caller)?.employeeId, 'nobodyTalked'));
}

/** IT-09 to IT-13: replaces the default responsible for inbound calls of this trunk, and nobody else. */
function trunkResponsible({ callId, picture, facts }: CallContext): readonly Candidate[] {
  if (picture.direction !== 'inbound') return [absent('trunkResponsible', 'notInbound')];
  const trunk = trunkOf(picture.line, facts);
  if (trunk === undefined) return [absent('trunkResponsible', 'trunkUnknown')];
  if (trunk.trunkResponsible === undefined) return [absent('trunkResponsible', 'notChosen')];
  return whoseTurn('trunkResponsible', trunk.trunkResponsible, callId);
}

/** IT-08: always the last one in line; D-22: after the responsible of the call's company, where there are several. */
function defaultResponsible({ callId, facts, ourCompany }: CallContext): readonly Candidate[] {
  const { companyResponsible } = ourCompany ?? {};
  return [
    ...(companyResponsible === undefined ? [] : whoseTurn('companyResponsible', companyResponsible, callId)),
    ...whoseTurn('defaultResponsible', facts.settings.defaultResponsible, callId),
  ];
}

/** One person, or those of a rotation beginning with the one whose turn this call is. */
function whoseTurn(role: CandidateRole, responsible: Responsible, callId: CallId): readonly Candidate[] {
  return inTurn(responsible, callId).map((employeeId) => ({ role, employeeId }));
}

/** MG-01, MG-02: whether calls of unmapped employees are saved. */
export function isCapturing(facts: CallFacts): boolean {
  return facts.tenant.package === 'extended' && facts.settings.captureUnmappedCalls.enabled;
}

/** Who was on the phone is at work, whatever the calendar says of his leave. */
function atWork(place: Candidate): Candidate {
  return 'absent' in place ? place : { ...place, atWork: true };
}

function absent(role: CandidateRole, reason: Extract<Candidate, { absent: unknown }>['absent']): Candidate {
  return { role, absent: reason };
}
