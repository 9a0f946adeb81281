import type { EmployeeId } from '../base/ids.ts';
import type { Language } from '../base/language.ts';
import type { Unavailability } from '../people/availability.ts';
import { unavailabilityInWords, type WordsIn } from '../people/unavailability-words.ts';
import type { QueueStep } from './queue-step.ts';
import type { Assignment, AssignmentReason } from './state.ts';

/** D-85: an assignment in the words that users read, Russian or English: who was passed over, who has it, and why. */

type Words<K extends string> = Readonly<Record<Language, Readonly<Record<K, string>>>>;
type Skipped = Extract<QueueStep, { outcome: 'skipped' }>;

/** Reasons that have to do with the ticket and not with somebody's work. */
const skips: Words<Exclude<Skipped['reason'], Unavailability['reason']>> = {
  ru: {
    unknownEmployee: 'такого сотрудника нет',
    alreadyAsked: 'уже получал обращение и не ответил',
  },
  en: {
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

export interface WordsOf extends WordsIn {
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
  const isOfTicket = step.reason === 'unknownEmployee' || step.reason === 'alreadyAsked';
  const why = isOfTicket ? skips[language][step.reason] : unavailabilityInWords(step, words);
  return language === 'ru' ? `${name} пропущен: ${why}` : `skipped ${name}: ${why}`;
}
