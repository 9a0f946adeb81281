import type { Language } from '../base/language.ts';
import type { CandidateRole } from './candidate.ts';
import type { TraceStep } from './trace.ts';

type Words<K extends string> = Readonly<Record<Language, Readonly<Record<K, string>>>>;

const roles: Words<CandidateRole> = {
  ru: {
    answeringEmployee: 'ответивший сотрудник',
    callingEmployee: 'звонивший сотрудник',
    calledEmployee: 'сотрудник, которому звонили',
    transferredTo: 'сотрудник, которому перевели звонок',
    clientOwner: 'ответственный за клиента',
    ivrResponsible: 'ответственный за пропущенные в IVR',
    groupResponsible: 'ответственный за пропущенные в группе',
    rungEmployee: 'сотрудник, у которого звонил телефон',
    catchAllEmployee: 'сотрудник для звонков несопоставленных',
    trunkResponsible: 'ответственный за транк',
    companyResponsible: 'ответственный компании',
    defaultResponsible: 'ответственный по умолчанию',
  },
  en: {
    answeringEmployee: 'the employee who answered',
    callingEmployee: 'the employee who called',
    calledEmployee: 'the employee who was called',
    transferredTo: 'the employee to whom the call was transferred',
    clientOwner: "the client's owner",
    ivrResponsible: 'the responsible for calls missed in the IVR',
    groupResponsible: 'the responsible for calls missed in a group',
    rungEmployee: 'the employee whose phone rang',
    catchAllEmployee: 'the catch-all employee for unmapped colleagues',
    trunkResponsible: 'the responsible of the trunk',
    companyResponsible: 'the responsible of the company',
    defaultResponsible: 'the default responsible',
  },
};

const reasons: Words<NonNullable<TraceStep['reason']>> = {
  ru: {
    policy: 'не предусмотрен правилом',
    switchedOff: 'настройка выключена',
    notChosen: 'никто не выбран',
    trunkUnknown: 'транк не описан в настройках',
    notInbound: 'действует только для входящих',
    otherClass: 'звонок пропущен иначе',
    otherForClass: 'звонки известных клиентов этого класса — не ему',
    clientUnknown: 'клиент неизвестен',
    clientHasNoOwner: 'у клиента нет ответственного',
    nobodyRang: 'ни у кого не звонил телефон',
    nobodyTalked: 'никто из сопоставленных не разговаривал',
    notTransferred: 'звонок ему не переводили',
    ownsAlready: 'уже ответственный за клиента',
    unmapped: 'сотрудник не сопоставлен с CRM',
    mapped: 'сотрудник сопоставлен с CRM',
    basicPackage: 'недоступно в базовом пакете',
    unknownEmployee: 'такого сотрудника нет',
    dismissed: 'уволен',
    blocked: 'заблокирован',
    onLeave: 'в отпуске, заменить некому',
  },
  en: {
    policy: 'not asked for by the policy',
    switchedOff: 'the setting is off',
    notChosen: 'nobody is chosen',
    trunkUnknown: 'the trunk is not in the settings',
    notInbound: 'for inbound calls only',
    otherClass: 'the call was missed in another way',
    otherForClass: 'not for known clients in this class of missed calls',
    clientUnknown: 'the client is unknown',
    clientHasNoOwner: 'the client has no owner',
    nobodyRang: "nobody's phone rang",
    nobodyTalked: 'nobody known to the CRM talked',
    notTransferred: 'the call was not transferred to anybody',
    ownsAlready: 'owns the client already',
    unmapped: 'unknown to the CRM',
    mapped: 'the employee is known to the CRM',
    basicPackage: 'not part of the basic package',
    unknownEmployee: 'there is no such employee',
    dismissed: 'dismissed',
    blocked: 'blocked',
    onLeave: 'on leave, and nobody covers for him',
  },
};

const covered: Words<NonNullable<TraceStep['coveredAs']>> = {
  ru: { substitute: 'замещает', head: 'замещает руководитель' },
  en: { substitute: 'covered by', head: 'covered by the head' },
};

/** @example "пропущен: ответственный за клиента (Иванов) — уволен" */
function stepInWords(step: TraceStep, language: Language): string {
  const role = roles[language][step.role];
  const who = step.name ?? step.employeeId;
  const person = who === undefined ? role : `${role} (${who})`;
  if (step.outcome === 'skipped') {
    const reason = step.reason === undefined ? '' : reasons[language][step.reason];
    return language === 'ru' ? `пропущен: ${person} — ${reason}` : `skipped: ${person} — ${reason}`;
  }
  const taken = language === 'ru' ? `выбран: ${person}` : `taken: ${person}`;
  if (step.onLeaveUntil === undefined) return taken;
  const leave =
    language === 'ru' ? `в отпуске до ${step.onLeaveUntil}` : `on leave until ${step.onLeaveUntil}`;
  if (step.coveredBy === undefined) {
    return `${taken}, ${leave}, ${language === 'ru' ? 'замещающего нет' : 'no substitute'}`;
  }
  const cover = step.coveredByName ?? step.coveredBy;
  return `${taken}, ${leave}, ${covered[language][step.coveredAs ?? 'substitute']} ${cover}`;
}

/** The trace in the words that users read: one sentence a candidate, Russian or English. */
export function traceInWords(trace: readonly TraceStep[], language: Language): readonly string[] {
  return trace.map((step) => stepInWords(step, language));
}
