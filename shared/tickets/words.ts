import type { EmployeeId } from '../base/ids.ts';
import { wallClockIn } from '../base/time.ts';
import type { Language } from '../responsibility/words.ts';
import type { QueueStep } from './queue-step.ts';
import type { Assignment, AssignmentReason } from './state.ts';

/** D-85: an assignment in the words that users read, Russian or English: who was passed over, who has it, and why. */

type Words<K extends string> = Readonly<Record<Language, Readonly<Record<K, string>>>>;
type Skipped = Extract<QueueStep, { outcome: 'skipped' }>;

const skips: Words<Skipped['reason']> = {
  ru: {
    dismissed: 'уволен',
    blocked: 'заблокирован',
    onLeave: 'в отпуске',
    absent: 'отсутствует',
    outsideWorkingHours: 'не в рабочее время',
    offDuty: 'не дежурит',
    workStateUnknown: 'неизвестно, на работе ли',
    workDayNotOpen: 'рабочий день не начат',
    onBreak: 'на перерыве',
    offline: 'не в сети',
    atLimit: 'открытых обращений уже предел',
    unknownEmployee: 'такого сотрудника нет',
    alreadyAsked: 'уже получал обращение и не ответил',
  },
  en: {
    dismissed: 'dismissed',
    blocked: 'blocked',
    onLeave: 'on leave',
    absent: 'absent',
    outsideWorkingHours: 'outside working hours',
    offDuty: 'not on duty',
    workStateUnknown: 'unknown whether at work',
    workDayNotOpen: 'the work day is not begun',
    onBreak: 'on a break',
    offline: 'offline',
    atLimit: 'has as many open tickets as allowed',
    unknownEmployee: 'there is no such employee',
    alreadyAsked: 'had the ticket already and did not answer',
  },
};

const reasons: Words<AssignmentReason> = {
  ru: {
    newMessage: 'клиент написал',
    timeout: 'предыдущий не ответил вовремя',
    becameUnavailable: 'предыдущий больше не может ответить',
    skipped: 'предыдущий передал следующему',
    returned: 'основной сотрудник снова на месте',
    becameAvailable: 'обращение ждало свободного сотрудника',
    transferred: 'перевод',
    taken: 'обращение взято самим сотрудником',
  },
  en: {
    newMessage: 'the client wrote',
    timeout: 'the one before did not answer in time',
    becameUnavailable: 'the one before can answer no more',
    skipped: 'the one before gave it to the next',
    returned: 'the primary agent is there again',
    becameAvailable: 'it waited for somebody to be free',
    transferred: 'transferred',
    taken: 'taken by the employee himself',
  },
};

const locales: Readonly<Record<Language, string>> = { ru: 'ru-RU', en: 'en-GB' };

export interface WordsOf {
  readonly language: Language;
  /** Of the tenant, an IANA name. */
  readonly timeZone: string;
  /** Somebody who is not among them is called by his id. */
  readonly names: ReadonlyMap<EmployeeId, string>;
}

/**
 * One sentence for each who was passed over, the last one for who has it.
 *
 * @example ['Иванов пропущен: в отпуске до 30 ноября', 'передано: Петров — клиент написал']
 */
export function assignmentInWords(
  { conversationAssigneeId, reason, steps }: Assignment,
  words: WordsOf,
): readonly string[] {
  const { language, names } = words;
  const name = names.get(conversationAssigneeId) ?? conversationAssigneeId;
  const why = reasons[language][reason];
  return [
    ...steps.flatMap((step) => (step.outcome === 'skipped' ? [skipInWords(step, words)] : [])),
    language === 'ru' ? `передано: ${name} — ${why}` : `given to ${name}: ${why}`,
  ];
}

function skipInWords(step: Skipped, words: WordsOf): string {
  const { language, names } = words;
  const name = names.get(step.employeeId) ?? step.employeeId;
  const why = [skips[language][step.reason], ...untilInWords(step, words)].join(' ');
  return language === 'ru' ? `${name} пропущен: ${why}` : `skipped ${name}: ${why}`;
}

function untilInWords(step: Skipped, words: WordsOf): readonly string[] {
  const until = words.language === 'ru' ? 'до' : 'until';
  if ('lastDay' in step) return [until, dayInWords(step.lastDay, words)];
  if (!('until' in step) || step.until === undefined) return [];
  const { day, time } = wallClockIn(step.until, words.timeZone);
  return [until, `${dayInWords(day, words)}, ${time}`];
}

/** `30 ноября` */
function dayInWords(day: string, { language }: WordsOf): string {
  const format = { day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locales[language], format).format(Date.parse(day));
}
